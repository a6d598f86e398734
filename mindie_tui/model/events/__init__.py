"""The event stream: the public format of `events.jsonl` and `--json`. An interface with a version."""
