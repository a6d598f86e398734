"""Whether a service answers, and what is looked at while it serves."""
