"""Gongkai (公开): information disclosure for Chinese town and district governments."""

__version__ = "0.1.0"
