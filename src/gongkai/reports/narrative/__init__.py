"""The report's text: chapter templates whose numbers are bound to cells and lists."""
