"""How each preflight check judges what was seen of a node, a module per group; pure."""
