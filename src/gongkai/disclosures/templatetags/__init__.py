"""Words for templates that show a text before it is public."""
