"""Step 2 whole."""
