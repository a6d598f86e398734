"""Stage `start`: what the daemon refuses before it starts."""
