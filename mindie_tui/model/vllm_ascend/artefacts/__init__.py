"""Deployment + facts -> the `vllm serve` of each node: its arguments, its environment, its start script."""
