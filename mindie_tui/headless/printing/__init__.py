"""Output of the face without a screen: sentences, JSON lines, and the exit status of a run."""
