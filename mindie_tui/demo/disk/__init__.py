"""The files on a demo node's disk."""
