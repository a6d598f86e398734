"""Deployment + Facts -> the files for each node, and the names that people use for places in them."""
