"""The face without a screen: sentences and JSON lines."""
