"""What the profile's format holds and this version does not act on: refused by name, never ignored."""

from __future__ import annotations

from mindie_tui.model.deployment import Deployment, Launch


def not_yet(deployment: Deployment) -> tuple[tuple[str, str], ...]:
    """What the format holds and this version does not act on: (key, sentence). Refused by name, never ignored."""
    found: list[tuple[str, str]] = []

    def refuse(key: str, why: str) -> None:
        found.append((key, f"not yet; {why}"))

    container, bench = deployment.container, deployment.bench
    if container.create:
        refuse("container.create", "create the container by hand, and leave the key out")
    if container.image is not None:
        refuse("container.image", "the container is taken with the image that it has; leave the key out")
    if container.tar is not None:
        refuse("container.tar", "load the image by hand with `docker load -i`, and leave the key out")
    if container.shm_size is not None:
        refuse("container.shm_size", "it is used when a container is created; leave the key out")
    if container.mounts:
        refuse("container.mounts", "they are used when a container is created; leave the key out")
    if container.engine in ("podman", "nerdctl"):
        refuse("container.engine", f"{container.engine} is not spoken; write docker, or none where the login is inside")
    if deployment.launch.timeouts_s.image_load != Launch().timeouts_s.image_load:
        refuse("launch.timeouts_s.image_load", "no image is loaded; leave the key out")
    for name, dataset in bench.datasets.items():
        if dataset.from_ is not None:
            refuse(f"bench.datasets.{name}.from", "copy the dataset to the bench node by hand, and leave the key out")
    for at, node in enumerate(deployment.nodes):
        if not node.serves and bench.node != node.name:
            refuse(f"nodes[{at}].serves", f"what does not serve must bench; write bench.node: {node.name}")
    return tuple(found)
