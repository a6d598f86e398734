"""The programs of a demo node: small, real processes that print what the real ones print."""
