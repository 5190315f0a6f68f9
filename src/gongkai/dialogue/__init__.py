"""Concerns and responses, interpretations, briefings and interviews, deputies' proposals."""
