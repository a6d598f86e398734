"""Commands on a run that is over: what it did, and what became of its service."""
