"""Settings, addresses, the supervised server: what turns the rooms into one running installation."""
