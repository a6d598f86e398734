"""Only here is asyncssh known."""
