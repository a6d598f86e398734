"""What the wizard opens on: what is there, and what to do first."""
