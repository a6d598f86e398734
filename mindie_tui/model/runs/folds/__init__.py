"""What each event makes of the state of a run, by family: a table from the type of an event to a function."""
