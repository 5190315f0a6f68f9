"""The staff's home in the Wagtail admin."""
