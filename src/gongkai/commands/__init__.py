"""One module a command of the `gongkai` program; heavy imports stay inside the functions."""
