"""A finished run as a document: one section a module, and the one comparison with a baseline."""
