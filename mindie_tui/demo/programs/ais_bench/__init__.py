"""A demo node's AISBench. Run by path, hence no package-relative imports."""
