"""What each command takes on its line, apart from what runs it: `--help` imports nothing else."""
