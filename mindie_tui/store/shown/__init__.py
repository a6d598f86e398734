"""Past runs as they are shown: as a page."""
