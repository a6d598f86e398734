"""A shell script as people write it for a start: read without running anything, and written back."""
