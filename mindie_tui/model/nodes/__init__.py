"""What a machine reports about itself (npu-smi, hccn_tool, docker, podman) and the questions that come before a
container is created."""
