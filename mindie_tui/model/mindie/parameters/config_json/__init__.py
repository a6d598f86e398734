"""The fields of config.json, a module for each section, in the order of the file."""
