"""Stage `site`: nobody complains at start, yet it cannot work on these nodes."""
