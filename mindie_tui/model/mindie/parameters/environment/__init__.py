"""The environment variables that decide how MindIE runs, by whose they are."""
