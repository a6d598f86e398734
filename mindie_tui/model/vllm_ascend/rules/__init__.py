"""One finding = one rule = one function, filed by the stage in which vLLM would complain. The code is `stage.name`:
`arguments` (the parser and `vllm serve` itself), `configuration` (EngineArgs and AscendConfig, seconds later),
`workers`, `site` (nobody complains at start, yet it cannot work on these nodes), `advice`.
"""
