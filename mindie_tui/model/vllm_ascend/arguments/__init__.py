"""The arguments of `vllm serve`: the table of them, and the reading of a command line as vLLM's own parser reads it."""
