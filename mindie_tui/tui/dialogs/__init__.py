"""Questions that need an answer before the step continues."""
