"""Reading tables of records from workbooks and CSV files. A generic engine: each room declares its tables.

A room says in its ``imports.py`` which columns a kind of table has; the engine reads the file, names everything that is
wrong by sheet, row and column, finds again what it has seen before, and writes all or nothing.
"""
