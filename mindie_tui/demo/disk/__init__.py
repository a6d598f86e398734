"""What stands on a demo node's disk."""
