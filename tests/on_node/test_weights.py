"""on_node/weights.py: a folder of weights against its index and the headers of its shards."""

from __future__ import annotations

import json
import struct
from pathlib import Path

from mindie_tui.on_node.weights import weights


def shard(path: Path, size: int, held: int) -> None:
    """A safetensors file whose header says `size` bytes of tensors, and that holds `held`."""
    head = json.dumps({"t": {"dtype": "I8", "shape": [size], "data_offsets": [0, size]}}).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + bytes(held))


def test_a_shard_that_is_missing_or_short_is_named(tmp_path: Path) -> None:
    shard(tmp_path / "a.safetensors", 10, 10)
    shard(tmp_path / "b.safetensors", 10, 9)
    index = {"weight_map": {"x": "a.safetensors", "y": "b.safetensors", "z": "c.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    (tmp_path / "config.json").write_text('{"model_type": "qwen3"}')
    (tmp_path / "link").symlink_to("config.json")
    told = weights(str(tmp_path))
    assert (told["shards"], told["wanted"], told["missing"], told["short"]) == (
        2,
        3,
        ["c.safetensors"],
        ["b.safetensors"],
    )
    assert told["model"]["model_type"] == "qwen3" and told["links"] == ["link"] and told["config"]


def test_no_folder_and_a_broken_index_are_told(tmp_path: Path) -> None:
    assert weights(str(tmp_path / "none")) == {"there": False, "path": str(tmp_path / "none"), "file": False}
    (tmp_path / "m.safetensors.index.json").write_text("{")
    assert weights(str(tmp_path))["broken_indexes"] == ["m.safetensors.index.json"]
