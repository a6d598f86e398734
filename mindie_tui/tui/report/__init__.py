"""Step 6 whole."""
