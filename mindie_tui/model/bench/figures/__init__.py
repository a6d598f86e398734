"""The figures of a point: which there are, what repeats prove, and how many requests meet a limit."""
