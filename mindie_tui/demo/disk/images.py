"""Images of a demo fleet: the archive that one is loaded from, and nodes that have neither image nor container yet."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from mindie_tui.model.documents.document import Json

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
ARCHITECTURE = ARCHITECTURES.get(os.uname().machine, os.uname().machine)


class WithFolder(Protocol):
    """A node, of which only the folder matters here."""

    @property
    def folder(self) -> Path: ...


def config_of(image: str, architecture: str = ARCHITECTURE) -> bytes:
    """An image's config, whose SHA256 is its id."""
    layer = hashlib.sha256(image.encode()).hexdigest()
    value = {
        "architecture": architecture,
        "os": "linux",
        "created": "2025-10-30T08:12:44Z",
        "config": {"Env": ["PATH=/usr/local/bin:/usr/bin:/bin"], "Cmd": ["bash"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer}"]},
    }
    return json.dumps(value).encode()


def archive(image: str, architecture: str = ARCHITECTURE, size: int = 400_000) -> bytes:
    """What `docker save` writes: an archive with the image's config, a layer of about `size` bytes, a manifest."""
    config = config_of(image, architecture)
    digest = hashlib.sha256(config).hexdigest()
    names = {"Config": f"{digest}.json", "RepoTags": [image], "Layers": ["layer/layer.tar"]}
    parts = {f"{digest}.json": config, "layer/layer.tar": bytes(size), "manifest.json": json.dumps([names]).encode()}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, data in parts.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            tar.addfile(told, io.BytesIO(data))
    return made.getvalue()


def without_container(nodes: Iterable[WithFolder], *, image: bool = True) -> None:
    """No container is there; `image` says whether the image still is."""
    for node in nodes:
        _write(node.folder, "containers.json", [])
        if not image:
            _write(node.folder, "images.json", [])


def containers(node: WithFolder) -> list[dict[str, Json]]:
    """The containers of a node as its engines keep them."""
    kept: list[dict[str, Json]] = json.loads((node.folder / "state" / "containers.json").read_text())
    return kept


def _write(folder: Path, name: str, value: object) -> None:
    (folder / "state" / name).write_text(json.dumps(value))
