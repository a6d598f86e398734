"""Run folders: events, spools, what earlier runs say."""
