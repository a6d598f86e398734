"""docker, podman, nerdctl over one engine."""
