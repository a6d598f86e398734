"""What of the profile is MindIE's own: names for editors, a new one, one made of a start script."""
