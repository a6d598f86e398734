"""Profiles: found, read, checked for shape, resolved through `extends`, saved."""
