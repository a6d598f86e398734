"""Other machines, reached by a Session."""
