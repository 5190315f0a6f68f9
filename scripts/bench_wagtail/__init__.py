"""The peer of the benchmark: plain Wagtail that renders the same home page with the same templates at every request."""
