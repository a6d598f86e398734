"""Every tensor of a checkpoint with its shape, from the model's own configuration alone.

The expressions are in shapes.json. They give the published size of 15 of the 16 models that could be compared exactly
(docs/developers/memory.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod

from mindie_tui.model.memory.dimensions import Dimensions, NotKnown
from mindie_tui.model.memory.expressions import UnknownName, evaluate
from mindie_tui.model.memory.tables import table

LINEAR = frozenset(("linear", "expert", "indexer_q"))
"""Kinds that a quantisation of the whole model reduces."""


@dataclass(frozen=True, slots=True)
class WeightTensor:
    """All tensors of one name pattern, such as the q_proj of each layer."""

    name: str
    """With {l} for the layer, {e} for the expert."""
    shape: tuple[int, ...]
    """Outputs first, as a file holds it."""
    count: int
    """How many, without those of multi-token prediction."""
    mtp_count: int
    kind: str
    split: str
    fuse: str = ""
    """Tensors of a layer with the same word are one tensor in an engine."""
    dtype: str = ""
    """Where it is not the model's own."""

    @property
    def elements(self) -> int:
        """Numbers in one of them."""
        return prod(self.shape)

    @property
    def quantisable(self) -> bool:
        return self.kind in LINEAR


@lru_cache(maxsize=64)
def tensors(dims: Dimensions, mtp: int = 0, layers: tuple[int, int] | None = None) -> tuple[WeightTensor, ...]:
    """The tensors of the layers [first, last), all by default, with `mtp` layers of multi-token prediction.

    What belongs to no layer (embedding, head, vision tower) is always part of it. Raises NotKnown for a dimension
    that the model's configuration does not have.
    """
    first, last = layers or (0, dims.layers)
    plain, whole = dims.at(first, last, 0), dims.at(first, last, mtp)
    rows = table("shapes")["arch"]
    made = []
    for row in (*rows[dims.arch], *(rows[dims.vision] if dims.vision else ())):
        try:
            if "when" in row and not evaluate(row["when"], plain):
                continue
            count, everything = evaluate(row["n"], plain), evaluate(row["n"], whole)
            if not everything:
                continue
            shape = tuple(evaluate(text, whole) for text in row["shape"])
        except UnknownName as error:
            meaning = table("shapes")["keys"].get(error.args[0], error.args[0])
            raise NotKnown(f"{row['name']} needs {meaning}, which the configuration does not have") from error
        made.append(
            WeightTensor(
                row["name"], shape, count, everything - count, row["kind"], row["split"],
                row.get("fuse", ""), row.get("dtype", ""),
            )
        )  # fmt: skip
    return tuple(made)
