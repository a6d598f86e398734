"""Evidence -> verdict, one module per subject of a check."""
