"""Step 1 whole: screen, rows, inspector, dialogs."""
