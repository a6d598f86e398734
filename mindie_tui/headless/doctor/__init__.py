"""`doctor`: what of this machine mindie-tui works with."""
