"""The profile as a format: its schema for editors, and the questions that make a new one."""
