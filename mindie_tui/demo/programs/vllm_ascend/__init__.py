"""`vllm` of a demo node of vLLM-Ascend: it refuses by the rules, boots, prints, serves and ends as the real one."""
