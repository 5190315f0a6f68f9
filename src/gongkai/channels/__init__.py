"""Channels, releases on them, public notices, notice boards."""
