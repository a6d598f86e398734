"""The figures of a point: which there are, what repeats say of them, how many requests meet a limit."""
