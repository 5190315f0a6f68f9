"""One piece of government information, written once."""
