"""Parts of probe: what it reads of a machine, one subject a module."""
