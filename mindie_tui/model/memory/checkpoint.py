"""The bytes of a checkpoint on disk, tensor by tensor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mindie_tui.model.memory.dimensions import Dimensions
from mindie_tui.model.memory.quantisation import Quantisation, scheme_bytes
from mindie_tui.model.memory.shapes import WeightTensor, tensors

BYTES: Mapping[str, int] = {"F32": 4, "U8": 1, "I8": 1, "BF16": 2, "F16": 2}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the files of a model hold."""

    parameters: int
    """Numbers, without scales."""
    bytes: int
    parts: tuple[tuple[WeightTensor, int], ...]
    """Each pattern of names with its bytes."""


def checkpoint(dims: Dimensions, quantisation: Quantisation) -> Checkpoint:
    """The size of a checkpoint with the layers of multi-token prediction that the model publishes. Raises NotKnown."""
    made = tensors(dims, dims.mtp_on_disk)
    parts = tuple((tensor, disk_bytes(tensor, quantisation)) for tensor in made)
    count = sum(tensor.elements * (tensor.count + tensor.mtp_count) for tensor in made)
    return Checkpoint(count, sum(size for _, size in parts), parts)


def disk_bytes(tensor: WeightTensor, quantisation: Quantisation) -> int:
    """The bytes of all tensors of a pattern in the files, scales with them."""
    total = 0.0
    for scheme, count in quantisation.pieces(tensor):
        if scheme == "FLOAT":
            width = BYTES.get(tensor.dtype, 2)  # a dtype of the engine alone ("F32 in the engine") is 2 on disk
            total += tensor.elements * width * count
        else:
            rule = scheme_bytes(scheme, "disk")
            outputs, inputs = tensor.shape[0], tensor.elements // tensor.shape[0]
            total += rule.of(outputs, inputs, quantisation.group_size) * count
    return round(total)
