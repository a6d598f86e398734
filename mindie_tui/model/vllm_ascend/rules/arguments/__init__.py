"""Stage `arguments`: what the parser of vLLM and `vllm serve` itself refuse at once."""
