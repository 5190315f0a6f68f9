"""The agency tree, its people and leading groups, roles, and the scope that keeps agencies apart."""
