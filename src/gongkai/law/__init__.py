"""The rules of the field as data and small functions. No Django, no clock, no I/O beyond files handed in."""
