"""Watching a start, whatever starts: the first error over all nodes, processes, stalls, usual times."""
