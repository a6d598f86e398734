"""Step 5 whole."""
