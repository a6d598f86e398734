"""Deployment + Facts -> the files that will stand on each node, and the names by which people call places in them."""
