"""The face with a screen."""
