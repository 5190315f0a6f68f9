"""Findings about texts, tables and files: personal data, wording, figures, report rules. Pure."""
