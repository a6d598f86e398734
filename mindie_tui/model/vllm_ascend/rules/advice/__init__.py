"""Stage `advice`: nobody complains; the operator will."""
