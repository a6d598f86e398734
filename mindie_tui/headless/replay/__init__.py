"""The six steps without a screen: from the start, or from a bench that was stopped."""
