"""The one facade that the faces may see."""
