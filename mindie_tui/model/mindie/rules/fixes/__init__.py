"""Edits that make a finding go away, shared by several rules."""
