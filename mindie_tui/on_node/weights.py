"""The folder of the weights on this node: whole, the same as elsewhere, as MindIE wants it. It changes nothing.

Argument: a JSON object {"weights": folder}. One JSON line: {"weights": what the folder holds against what its index
names, sizes of all files, hashes of the JSON files, symbolic links, mode and owner, the model's own config.json}.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import struct
import sys
import time

from mindie_tui.on_node.shared.small_files import Json

HEADERS_S, HASHES_S = 20.0, 10.0
"""So long the headers of the shards, and the JSON files, are read."""
MOST = 64 << 20
"""Bytes of a JSON file that is read at most: an index of 160 shards has ten million."""


def main() -> None:
    nonce, given = sys.argv[3], json.loads(sys.argv[4])
    try:
        answer = weights(given["weights"])
    except (OSError, ValueError) as error:
        answer = {"error": str(error)}
    print("\n" + nonce, json.dumps({"weights": answer}), flush=True)


def read(path: str) -> bytes | None:
    """The bytes of a file, None where it cannot be read or is too long."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST + 1)
    except OSError:
        return None
    return data if len(data) <= MOST else None


def weights(path: str) -> Json:
    if not os.path.isdir(path):
        return {"there": False, "path": path, "file": os.path.exists(path)}
    names = sorted(os.listdir(path))
    shards = [name for name in names if name.endswith(".safetensors")]
    indexes = [name for name in names if name.endswith(".safetensors.index.json")]
    wanted, broken = set(), []
    for name in indexes:
        try:
            wanted.update(json.loads(read(os.path.join(path, name)) or b"")["weight_map"].values())
        except (ValueError, KeyError, AttributeError, TypeError):
            broken.append(name)
    sizes = {name: size_of(os.path.join(path, name)) for name in names}
    hashes, until = {}, time.monotonic() + HASHES_S
    for name in names:
        if name.endswith(".json") and time.monotonic() < until:
            data = read(os.path.join(path, name))
            hashes[name] = hashlib.sha256(data).hexdigest() if data is not None else None
    short, until, looked = [], time.monotonic() + HEADERS_S, 0
    for name in shards:
        if time.monotonic() > until:
            break
        looked += 1
        if not whole(os.path.join(path, name)):
            short.append(name)
    told = os.stat(path)
    return {
        "there": True,
        "path": path,
        "config": "config.json" in names,
        "model": model(os.path.join(path, "config.json")),
        "shards": len(shards),
        "indexes": indexes,
        "broken_indexes": broken,
        "wanted": len(wanted),
        "missing": sorted(wanted - set(shards)),
        "short": short,
        "looked_into": looked,
        "links": links(path),
        "mode": f"{stat.S_IMODE(told.st_mode):o}",
        "uid": told.st_uid,
        "own_uid": os.getuid(),
        "sizes": {name: size for name, size in sizes.items() if size is not None},
        "hashes": hashes,
        "bytes": sum(sizes[name] or 0 for name in shards),
    }


def links(path: str) -> list[str]:
    """Symbolic links anywhere below the folder, as paths from it: fifty of them at most."""
    found = []
    for at, folders, files in os.walk(path):
        for name in sorted(folders + files):
            if os.path.islink(os.path.join(at, name)):
                found.append(os.path.relpath(os.path.join(at, name), path))
        if len(found) >= 50:
            break
    return found[:50]


def size_of(path: str) -> int | None:
    """Bytes of a file; None of a folder, or of what cannot be looked at."""
    try:
        told = os.stat(path)
    except OSError:
        return None
    return told.st_size if stat.S_ISREG(told.st_mode) else None


def model(path: str) -> Json:
    """What the model's config.json says of itself, or why it cannot be read."""
    data = read(path)
    if data is None:
        return {"error": "cannot be read" if os.path.exists(path) else "is not there"}
    try:
        value = json.loads(data)
    except ValueError as error:
        return {"error": "is not JSON: " + str(error)}
    if not isinstance(value, dict):
        return {"error": "is not a JSON object"}
    names = ("model_type", "architectures", "num_hidden_layers", "quantize", "torch_dtype")
    told = os.stat(path)
    return dict({name: value.get(name) for name in names}, mode=f"{stat.S_IMODE(told.st_mode):o}", uid=told.st_uid)


def whole(path: str) -> bool:
    """Whether a safetensors file is as long as its header says."""
    try:
        with open(path, "rb") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            if length > 200 << 20:
                return False
            header = json.loads(file.read(length))
            ends = [v["data_offsets"][1] for k, v in header.items() if k != "__metadata__"]
            return bool(os.fstat(file.fileno()).st_size >= 8 + length + max(ends or [0]))
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False


if __name__ == "__main__":
    main()
