"""AISBench's own: settings, command line, output, tables. A second bench tool would be a sibling."""
