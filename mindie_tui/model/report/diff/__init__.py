"""What differs between runs: configuration, environment, start, figures, scores."""
