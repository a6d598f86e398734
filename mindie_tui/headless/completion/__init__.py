"""Shell completion, written from the command line's own parser."""
