"""The operator's terminal: what it can show, what is painted on it, and how it is left."""
