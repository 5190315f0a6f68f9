"""Read documents into one Paper; write documents from one Paper. Pure."""
