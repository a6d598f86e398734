"""From the lock to a proved service, its logs, and its end."""
