"""What of this machine mindie-tui works with: each item with its state, what it means and what to do."""
