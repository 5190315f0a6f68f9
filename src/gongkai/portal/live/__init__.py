"""The few public pages that are not files: they answer what a visitor hands in."""
