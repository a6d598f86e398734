"""The other end of the wire: a fleet that is simulated behind a real SSH server and a real shell."""
