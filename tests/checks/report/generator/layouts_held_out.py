HELD_OUT = {}
