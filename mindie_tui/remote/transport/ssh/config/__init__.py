"""What OpenSSH's configuration says of a host, by `ssh -G` or by our own reading of the files."""
