"""A row of a table of real starts -> what the advisor says of it. Only what a row states of its start is used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any

from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.fit import (
    NODE_COUNTS,
    Fitting,
    NpuKind,
    best_fitting,
    least_nodes,
    npu_kind,
    other_needs,
    plain_placements,
)
from mindie_tui.model.memory.kv import CacheOptions, NotKnown, cache_shape, request_bytes, token_bytes
from mindie_tui.model.memory.quantisation import named
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.memory.vllm_ascend import VllmOptions, heaviest, version_of

CONFIGS = Path(__file__).parent / "configs"
LENGTH = 8192
"""Tokens of the one request that a start must hold."""
NO_ANSWER = "-"


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    kind: str
    name: str
    predicted: str
    seen: str
    error: str
    counted: bool
    hit: bool
    why: str
    """Why it is not counted, or why there is no answer."""


class Configs:
    """The configurations of models by name: those of a folder first, then those of the tests."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folders = [one for one in (folder, CONFIGS) if one is not None]

    def of(self, name: Any) -> dict[str, Any]:
        """Raises NotKnown for a name that no folder has."""
        if not isinstance(name, str):
            raise NotKnown("the row names no configuration")
        for folder in self.folders:
            for path in (folder / f"{name}.json", folder / name / "config.json"):
                if path.is_file():
                    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
                    return read
        raise NotKnown(f"no configuration {name}.json")


def lines(path: Path, configs: Configs) -> Iterator[Line]:
    """The table of a file."""
    for text in path.read_text(encoding="utf-8-sig").split("\n"):
        if text.strip():
            row = json.loads(text)
            if "seen_gib" in row:
                yield weights_line(row, configs)
            elif "seen_tokens" in row:
                yield kv_line(row, configs)
            else:
                yield from node_lines(row, configs)


def _number(row: Mapping[str, Any], key: str, default: int) -> int:
    value = row.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default


def placement(row: Mapping[str, Any]) -> Placement:
    """The layout of a row."""
    return Placement(
        _number(row, "dp", 1), _number(row, "tp", 1), _number(row, "pp", 1), _number(row, "cp", 1),
        _number(row, "ep", 1),
    )  # fmt: skip


def options(row: Mapping[str, Any]) -> VllmOptions:
    """The options of a row's start, by the words that it lists; positions are read from its note."""
    words = " ".join(str(one) for one in row.get("options", ())).lower().replace("_", " ").replace("-", " ")
    listed = [str(one).partition("layer_sharding")[2] for one in row.get("options", ())]
    sharded = [module for one in listed for module in re.findall(r"\w+_proj|\w+_b\b", one)]
    positions = re.search(r"(\d{4,}) positions", str(row.get("note", "")))
    copies, allocator = row.get("rope_copies"), row.get("allocator")
    return VllmOptions(
        version_of(str(row.get("version", ""))),
        row.get("mtp") or 0,
        copies if isinstance(copies, int) else None,
        None if allocator is None else "expandable" in str(allocator),
        _number(row, "max_num_batched_tokens", 8192),
        int(positions[1]) if positions else row.get("max_position_embeddings"),
        flashcomm1="flashcomm1" in words or "sequence parallel" in words,
        shared_expert_dp="shared expert dp" in words,
        dsa_cp=True if "dsa cp" in words else None,
        o_proj_tp="o proj tp" in words or "kv both" in words,
        mlapo=bool(re.search(r"\bmlapo\b(?! off)", words)),
        layer_sharding=tuple(sharded),
    )


def weights_line(row: Mapping[str, Any], configs: Configs) -> Line:
    """Weights on one NPU, in GiB."""
    error_pct, seen = row.get("error_pct"), float(row["seen_gib"])
    numeric = isinstance(error_pct, int | float) and not isinstance(error_pct, bool)
    why = "" if row.get("seen_digits") == 4 else "rounded by its log or reporter"
    why = why or ("" if numeric else "not explained by the facts")
    try:
        config = configs.of(row.get("config"))
        dims = dimensions(config)
        quantisation = named(str(row.get("quant") or "FLOAT"), dims)
        predicted = heaviest(dims, quantisation, placement(row), options(row))[0].bytes / GIB
    except (ValueError, LookupError) as error:
        return Line("weights", _name(row), NO_ANSWER, f"{seen:.4f}", NO_ANSWER, not why, False, why or str(error))
    off = predicted / seen - 1
    return Line("weights", _name(row), f"{predicted:.4f}", f"{seen:.4f}", f"{off:+.3%}", not why, abs(off) <= 0.01, why)


def _name(row: Mapping[str, Any]) -> str:
    return f"{row.get('id', '?')} {row.get('model', '?')} {row.get('version', '')}".strip()


def _bytes_of_a_token(row: Mapping[str, Any], configs: Configs) -> tuple[float, str]:
    """By the configuration; by the row's own figure where there is no configuration."""
    words = " ".join(str(row.get(key, "")) for key in ("model", "note", "options")).lower()
    drafter = re.search(r"eagle|drafter|\bmtp\b", words)
    extra = _number(row, "mtp", 0) or int(bool(drafter))
    kind = str(row.get("kv_dtype", "BF16")).upper()
    try:
        shape = cache_shape(configs.of(row.get("config")))
    except NotKnown as error:
        if row.get("config") is None and isinstance(row.get("bytes_per_token"), int):
            return float(row["bytes_per_token"]), "bytes of a token by the row: it names no configuration"
        raise NotKnown(str(error)) from error
    made = CacheOptions(
        1 if kind in ("INT8", "C8", "I8", "FP8", "F8") else 4 if kind in ("F32", "FP32") else 2,
        extra, kind == "FA3", index_c8=bool(row.get("index_c8")),
    )  # fmt: skip
    return token_bytes(shape, placement(row), made).bytes, ""


def kv_line(row: Mapping[str, Any], configs: Configs) -> Line:
    """Tokens of the KV cache; a figure in GiB stands for every figure that is rounded to it."""
    seen, counted = row["seen_tokens"], row.get("exact") is True
    why = "" if counted else str(row.get("why", "not marked as exact"))
    try:
        per_token, by = _bytes_of_a_token(row, configs)
        low, high = _available(row)
    except (ValueError, LookupError) as error:
        return Line("kv", _name(row), NO_ANSWER, str(seen), NO_ANSWER, counted, False, why or str(error))
    block = _number(row, "block_tokens", 128)
    times = _number(row, "dcp", 1) * _number(row, "pcp", 1) * _number(row, "scp_size", 1)
    least, most = (floor(size / (per_token * block)) * block * times for size in (low, high))
    nearest = min(max(seen, least), most)
    text = str(least) if least == most else f"{least} to {most}"
    hit = nearest == seen and seen % block == 0
    return Line("kv", _name(row), text, str(seen), f"{nearest / seen - 1:+.3%}", counted, hit, why or by)


def _available(row: Mapping[str, Any]) -> tuple[float, float]:
    if isinstance(row.get("available_bytes"), int | float):
        return row["available_bytes"], row["available_bytes"]
    if isinstance(row.get("available_gib"), int | float):
        return (row["available_gib"] - 0.005) * GIB, (row["available_gib"] + 0.005) * GIB
    raise NotKnown("the row states no available memory")


def node_lines(row: Mapping[str, Any], configs: Configs) -> Iterator[Line]:
    """The least nodes of each sort of NPU, or whether the stated number of NPUs is enough."""
    predicted = row.get("predicted")
    entries = predicted if isinstance(predicted, dict) else {}
    devices = [name for name in ("A3", "A2") if f"{name.lower()}_nodes" in row or name in entries]
    if not devices:
        why = "MindIE's list names usual sizes" if row.get("engine") == "mindie" else "names no number of nodes"
        yield Line("least_nodes", _name(row), NO_ANSWER, NO_ANSWER, NO_ANSWER, False, False, why)
    for name in devices:
        entry = entries.get(name)
        counted = isinstance(entry, dict) and entry.get("agrees") is True
        why = "" if counted else "no prediction in the facts" if entry is None else "the facts do not agree with it"
        low = name.lower()
        dies = row.get(f"{low}_dies")
        seen = f"{dies} NPUs" if dies else f"{row.get(f'{low}_nodes')} nodes"
        try:
            hbm = _number(row, "hbm_gb", 64)
            made = fitting(row, configs, npu_kind(name if hbm > 32 else "A2-32G"), dies)
        except (ValueError, LookupError) as error:
            yield Line("least_nodes", f"{_name(row)} {name}", NO_ANSWER, seen, "", counted, False, why or str(error))
            continue
        hit = made is not None and made.verdict != "does not fit" and (dies or made.nodes == row.get(f"{low}_nodes"))
        text = "no layout fits" if made is None else _told(made, dies)
        yield Line("least_nodes", f"{_name(row)} {name}", text, seen, "" if hit else "off", counted, bool(hit), why)


def _told(made: Fitting, dies: Any) -> str:
    size = f"{dies} NPUs" if dies else f"{made.nodes} nodes"
    at = made.placement
    return f"{size} {made.verdict}, {made.weights / GIB:.2f} GiB, dp{at.dp} tp{at.tp}"


def fitting(row: Mapping[str, Any], configs: Configs, npu: NpuKind, dies: Any) -> Fitting | None:
    """The best layout: on the stated NPUs, else on the fewest nodes."""
    config = configs.of(row.get("config"))
    dims = dimensions(config)
    label = str(row.get("quant") or "FLOAT")
    quantisation = named(label, dims)
    mtp = 1 if "MTP" in label.upper() and dims.mtp_on_disk else 0
    made = VllmOptions(version_of(str(row.get("version", ""))), mtp)
    length = _number(row, "max_model_len", LENGTH)
    try:
        shape = cache_shape(config)
    except NotKnown:
        shape = None  # a hybrid: weights and the rest are a lower bound

    def size(at: Placement) -> tuple[float, float, float]:
        kv = 0.0
        if shape is not None:
            kv = request_bytes(length, token_bytes(shape, at, CacheOptions(quantisation.kv_bytes, mtp)).bytes, at)
        return heaviest(dims, quantisation, at, made)[0].bytes, kv, other_needs(dims, at, made.batched_tokens).bytes

    if isinstance(dies, int) and dies > 0:
        return best_fitting(plain_placements(dims, dies, 1), size, npu, 1)
    return least_nodes(dims, size, npu, NODE_COUNTS)
