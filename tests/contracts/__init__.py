"""What holds for the tree as a whole: rooms, documents, packaging, the first set-up."""
