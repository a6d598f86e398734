"""Each event as a sentence for a person, by family: a table from the type of an event to a function."""
