"""OpenSSH's configuration of a host, by `ssh -G` or by our own reading of the files."""
