"""What many runs say together, and which of them may go."""
