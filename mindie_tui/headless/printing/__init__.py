"""How the face without a screen writes: sentences, JSON lines, what a run is worth as an exit status."""
