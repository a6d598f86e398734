"""Step 4 whole."""
