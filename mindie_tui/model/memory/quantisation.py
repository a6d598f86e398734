"""Which tensor of a model is quantised how: by its description, by its configuration, or by a name such as W8A8.

The description of modelslim decides tensor by tensor. Without one, the usual form of the published files is taken:
see `named`. Bytes of each scheme: schemes.json.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mindie_tui.model.memory.dimensions import Dimensions
from mindie_tui.model.memory.shapes import WeightTensor
from mindie_tui.model.memory.tables import table
from mindie_tui.model.message import Message

FLOAT = "FLOAT"
_LAYER, _EXPERT = re.compile(r"layers\.(\d+)\."), re.compile(r"experts\.\d+\.")
_BEFORE = re.compile(r"^(?:.*?\.)?layers\.\d+\.")
"""A model of pictures has its language part one level deeper."""
_LABEL = re.compile(r"W\d+A\d+(?:_DYNAMIC|_MIX)?")


@dataclass(frozen=True, slots=True)
class SchemeBytes:
    """What a linear of n outputs and k inputs takes: element*n*k + out*n + in*k + group for each group of inputs."""

    element: float
    out: float = 0
    inputs: float = 0
    group: float = 0
    w2: float | None = None
    """`out` of an expert's down projection, where it differs."""
    each: float = 0
    """Bytes of a tensor, whatever its shape."""
    block: float = 0
    """Bytes for each block of 128 x 128."""

    def of(self, outputs: float, inputs: float, group_size: int = 32, *, down: bool = False) -> float:
        """Bytes of one linear, or of its part on one NPU."""
        out = self.w2 if down and self.w2 is not None else self.out
        total = self.element * outputs * inputs + out * outputs + self.inputs * inputs + self.each
        if self.group:
            total += self.group * outputs * -(-int(inputs) // group_size)
        if self.block:
            total += self.block * -(-int(outputs) // 128) * -(-int(inputs) // 128)
        return total


@cache
def scheme_bytes(scheme: str, where: str) -> SchemeBytes:
    """The bytes of a scheme in an engine, or on "disk". Raises LookupError for a scheme without rules."""
    row = table("schemes")[scheme][where]
    return SchemeBytes(
        row["element"], row.get("out", 0), row.get("in", 0), row.get("group", 0), row.get("w2"), row.get("each", 0),
        row.get("block", 0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantisation:
    """How the tensors of a model are quantised."""

    label: str = FLOAT
    """As the model, or a person, names it."""
    attention: str = FLOAT
    experts: str = FLOAT
    rest: str = FLOAT
    mtp: str = ""
    """Of the layer of multi-token prediction; "" where it is as the others."""
    kv_b: str = FLOAT
    kv_bytes: float = 2
    """Bytes of a number in the KV cache."""
    group_size: int = 32
    described: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Name pattern -> scheme -> how many tensors, where a description names them."""
    described_mtp: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    """Schemes of the description that have no rules here."""

    def pieces(self, tensor: WeightTensor) -> tuple[tuple[str, int], ...]:
        """Schemes of the tensors of a pattern, each with how many of them it has."""
        return tuple(
            piece
            for mtp, count in ((False, tensor.count), (True, tensor.mtp_count))
            if count
            for piece in self._of(tensor, count, mtp)
        )

    def _of(self, tensor: WeightTensor, count: int, mtp: bool) -> list[tuple[str, int]]:
        described = (self.described_mtp if mtp else self.described).get(tensor.name)
        if described:
            return _shared(described, count)
        return [(self._usual(tensor, mtp), count)]

    def _usual(self, tensor: WeightTensor, mtp: bool) -> str:
        if mtp and self.mtp:
            return self.mtp if tensor.quantisable else FLOAT
        if tensor.kind == "kv_b":
            return self.kv_b
        if not tensor.quantisable:
            return FLOAT
        if tensor.kind == "expert":
            return self.experts
        if tensor.kind == "linear" and ".self_attn." in tensor.name:
            return self.attention
        return FLOAT if tensor.name.endswith("in_proj_ba.weight") else self.rest


def _shared(described: Mapping[str, int], count: int) -> list[tuple[str, int]]:
    """`count` tensors in the proportion of the described ones, which are all of them in a whole description."""
    total, left = sum(described.values()), count
    schemes = sorted(described, key=lambda scheme: described[scheme])
    parts: list[tuple[str, int]] = []
    for scheme in schemes[:-1]:
        mine = min(left, round(count * described[scheme] / total))
        parts.append((scheme, mine))
        left -= mine
    return [part for part in (*parts, (schemes[-1], left)) if part[1]]


def named(label: str, dims: Dimensions) -> Quantisation:
    """The usual form of a quantisation by its name: "W8A8", "W4A8, MTP FLOAT", "W8A8C8", "W4A16 experts, FLOAT rest".

    W8A8: attention static and the rest by token in models with experts (the DeepSeek files); all by token where an
    indexer is present (GLM-5, V3.2); all static in dense models. W4A8: the experts have 4 bits, the rest as W8A8.
    Router, embedding, head, eh_proj and the MLA's kv_b stay as they were trained. Raises ValueError for another name.
    """
    text = label.upper().replace("-", "")
    found = _LABEL.search(text)
    if found is None:
        if FLOAT in text or "BF16" in text or "FP16" in text or not text.strip():
            return Quantisation(label)
        raise ValueError(
            Message(
                "no rules for the quantisation {label!r}; known are {names}",
                label=label,
                names=", ".join(sorted(known_labels())),
            )
        )
    kv_bytes = 1.0 if re.search(r"C8\b", text) else 2.0
    mtp = FLOAT if re.search(r"MTP\s*(?:IS\s*)?FLOAT|FLOAT\s*MTP", text) else ""
    kind = found[0]
    if re.search(r"W8A8SC?\b", text):
        raise ValueError(Message("the size of sparse weights ({label}) does not follow from their shapes", label=label))
    scheme = {"W4A8": "W4A8_DYNAMIC", "W8A8": "W8A8"}.get(kind, kind)
    if scheme not in table("schemes"):
        raise ValueError(
            Message(
                "no rules for the quantisation {label!r}; known are {names}",
                label=label,
                names=", ".join(sorted(known_labels())),
            )
        )
    if re.search(r"EXPERTS.*FLOAT REST", text):
        return Quantisation(label, FLOAT, scheme, FLOAT, mtp, kv_bytes=kv_bytes)
    if scheme == "W4A8_DYNAMIC" and dims.experts:
        return Quantisation(label, "W8A8", scheme, "W8A8_DYNAMIC", mtp, kv_bytes=kv_bytes)
    if scheme == "W4A16" and dims.experts:
        return Quantisation(label, FLOAT, scheme, FLOAT, mtp, kv_bytes=kv_bytes)
    if scheme == "W8A8" and "ihd" in dims.values:
        scheme = "W8A8_DYNAMIC"
    if scheme == "W8A8" and dims.experts:
        return Quantisation(label, "W8A8", "W8A8_DYNAMIC", "W8A8_DYNAMIC", mtp, kv_bytes=kv_bytes)
    return Quantisation(label, scheme, scheme, scheme, mtp, kv_bytes=kv_bytes)


def known_labels() -> set[str]:
    """Names of quantisations with rules."""
    return {*(name for name in table("schemes") if name[0] == "W"), FLOAT, "W4A8"}


def described(description: Mapping[str, Any], layers: int) -> Quantisation:
    """The quantisation of a description by modelslim: the entry of each tensor counts, `model_quant_type` does not."""
    main: dict[str, Counter[str]] = {}
    later: dict[str, Counter[str]] = {}
    unknown: set[str] = set()
    for name, value in description.items():
        if not name.endswith(".weight") or not isinstance(value, str):
            continue
        if value not in table("schemes"):
            unknown.add(value)
            continue
        layer = _LAYER.search(name)
        of_mtp = name.startswith("mtp.") or (layer is not None and int(layer[1]) >= layers)
        pattern = name if name.startswith("mtp.") else _BEFORE.sub("model.layers.{l}.", name)
        pattern = _EXPERT.sub("experts.{e}.", pattern)
        (later if of_mtp else main).setdefault(pattern, Counter())[value] += 1
    kv = 1.0 if "C8" in (description.get("kv_cache_type"), description.get("kv_quant_type")) else 2.0
    label = description.get("model_quant_type")
    return Quantisation(
        label if isinstance(label, str) else "described", kv_bytes=kv, described=main, described_mtp=later,
        unknown=tuple(sorted(unknown)),
    )  # fmt: skip


def configured(config: Mapping[str, Any], dims: Dimensions) -> Quantisation:
    """What the model's configuration itself says: block FP8, compressed-tensors with 4 bits, MXFP4, or nothing.

    Raises ValueError for a method without rules.
    """
    quant = config.get("quantization_config") or dims.text.get("quantization_config")
    if not isinstance(quant, dict):
        label = config.get("quantize")  # as MindIE's own conversion writes it
        return named(label, dims) if isinstance(label, str) and label else Quantisation()
    method = quant.get("quant_method")
    if method == "mxfp4":
        return Quantisation("MXFP4")  # its tensors of bytes are in the table of shapes
    if method == "fp8" and quant.get("weight_block_size") == [128, 128]:
        block = "FP8_BLOCK"
        return Quantisation("FP8", block, block, block, kv_b=block)
    if method == "compressed-tensors":
        return _compressed(quant)
    raise ValueError(
        Message("no rules for the quantisation method {method!r} of the model's configuration", method=method)
    )


def _compressed(quant: Mapping[str, Any]) -> Quantisation:
    groups = quant.get("config_groups")
    weights = [g.get("weights") for g in groups.values() if isinstance(g, dict)] if isinstance(groups, dict) else []
    first = weights[0] if weights and isinstance(weights[0], dict) else {}
    if first.get("num_bits") != 4 or first.get("type", "int") != "int":
        raise ValueError("no rules for compressed-tensors other than whole numbers of 4 bits")
    ignored = [str(one) for one in quant.get("ignore", ())] if isinstance(quant.get("ignore"), list) else []

    def scheme(module: str) -> str:
        hit = any(
            re.match(one[3:], module) if one.startswith("re:") else fnmatch.fnmatch(module, one) for one in ignored
        )
        return FLOAT if hit else "W4A16"

    layer = "model.layers.1."
    size = first.get("group_size")
    return Quantisation(
        "W4A16 (compressed-tensors)", scheme(layer + "self_attn.o_proj"), scheme(layer + "mlp.experts.0.up_proj"),
        scheme(layer + "mlp.shared_experts.up_proj"), group_size=size if isinstance(size, int) and size > 0 else 32,
    )  # fmt: skip
