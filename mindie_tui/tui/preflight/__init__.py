"""Step 3 whole."""
