"""This machine's disk: profiles, runs, spools, themes. No network, no event loop."""
