"""What is true of vLLM-Ascend and of nothing else: its command line, its environment and their JSON arguments.

Values in, values out. The sibling of `model/mindie`.
"""
