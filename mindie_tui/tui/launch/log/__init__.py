"""The log pane, a program of its own; it imports no step."""
