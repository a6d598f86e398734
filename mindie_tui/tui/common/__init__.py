"""Widgets that know no step. They import nothing of the tui but `text`."""
