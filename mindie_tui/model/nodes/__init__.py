"""What a machine says of itself (npu-smi, hccn_tool, docker, podman) and what is asked of it to create a
container.
"""
