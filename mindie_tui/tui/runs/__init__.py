"""All runs of this machine: the list, two of them beside each other, one of them opened as it was."""
