"""The bytes of a checkpoint are exact, from the configuration alone."""

import json

import pytest

from mindie_tui.model.memory.checkpoint import checkpoint
from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.quantisation import Quantisation, configured
from tests.kit.models import CONFIGS, model_config

INDEX = json.loads((CONFIGS.parent / "configs.index.json").read_text())
WITH_SIZE = sorted(name for name, row in INDEX.items() if "bytes_on_disk" in row)


@pytest.mark.parametrize("name", WITH_SIZE)
def test_a_published_checkpoint_is_exact(name):
    config, row = model_config(name), INDEX[name]
    dims = dimensions(config)
    quantisation = configured(config, dims)
    if row["disk_dtype"] == "bf16" and quantisation.label == "FP8":
        quantisation = Quantisation()
    made = checkpoint(dims, quantisation)
    assert (made.parameters, made.bytes) == (row["params"], row["bytes_on_disk"])


def test_the_vision_tower_of_qwen3_vl_8b_is_a_part():
    dims = dimensions(model_config("qwen3-vl-8b"))
    tower = sum(size for tensor, size in checkpoint(dims, Quantisation()).parts if tensor.kind == "vision")
    assert round(tower / 2**30, 4) == 1.0736
