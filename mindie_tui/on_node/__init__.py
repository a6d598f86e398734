"""Programs that are sent to a node over standard input: the standard library of Python 3.8, nothing of ours."""
