"""Graphs: their sizes, and what excludes them."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.rules.graphs import (
    captured_sizes,
    captures_graphs,
    compilation,
    given_most,
    given_sizes,
)
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import CommandView

TOKENS = "--max-num-batched-tokens"
_SIZES = ("--compilation-config/cudagraph_capture_sizes", "--cudagraph-capture-sizes")
_MOST = ("--compilation-config/max_cudagraph_capture_size", "--max-cudagraph-capture-size")


@rule(
    "configuration.capture_twice",
    says="{first} and {second} exclude each other",
    source="vllm, engine/arg_utils.py",
)
def sizes_are_given_once(v: CommandView) -> Iterator[Hit]:
    """The short flag and the key of --compilation-config are the same."""
    for nested, flag in (_SIZES, _MOST):
        key, dest = nested.rpartition("/")[2], flag[2:].replace("-", "_")
        if v.value(dest) is not None and compilation(v).get(key) is not None:
            engine = f"{dest} and compilation_config.{key} are mutually exclusive"
            fixes = (change(flag, ABSENT), change(nested, ABSENT))
            first = f"--compilation-config.{key}"
            yield hit_at(nested, flag, first=first, second=flag, fixes=fixes, engine=engine)


@rule(
    "configuration.capture_sizes",
    says="{flag}: no graph size is left that can be captured",
    source="vllm, config/vllm.py",
)
def a_graph_size_is_left(v: CommandView) -> Iterator[Hit]:
    """Sizes above the tokens of a batch are dropped, and with Flash Comm those that tp does not divide."""
    if not captures_graphs(v) or v.batched_tokens < 1 or v.sequences < 1:
        return
    sizes, most = given_sizes(v), given_most(v)
    at = _SIZES[0] if compilation(v).get("cudagraph_capture_sizes") is not None else _SIZES[1]
    at_most = _MOST[0] if compilation(v).get("max_cudagraph_capture_size") is not None else _MOST[1]
    off = (change(at, ABSENT),)
    if sizes is not None and not sizes:
        engine = "cudagraph_capture_sizes should contain at least one element when using cuda graph."
        yield hit_at(at, flag=_flag(at), fixes=off, engine=engine)
        return
    if most is not None and most < 1:
        engine = "Maximum cudagraph size should be greater than or equal to 1 when using cuda graph."
        yield hit_at(at_most, flag=_flag(at_most), fixes=(change(at_most, ABSENT),), engine=engine)
        return
    captured = captured_sizes(v)
    last = captured[-1] if captured else 0
    if sizes is not None and most is not None and most != last:
        says = "{flag} {most} is not the largest of the sizes that are captured, {last}"
        engine = (
            f"customized max_cudagraph_capture_size(={most}) should be consistent with the max value of "
            f"cudagraph_capture_sizes(={last})"
        )
        fixes = some(change(at_most, ABSENT), change(at_most, last) if last > 0 else None)
        yield hit_at(at_most, at, says=says, flag=_flag(at_most), most=most, last=last, fixes=fixes, engine=engine)
    elif last < 1:
        engine = "Maximum cudagraph size should be greater than or equal to 1 when using cuda graph."
        yield hit_at(at, TOKENS, flag=_flag(at), fixes=off, engine=engine)
    elif v.sequence_parallel and v.tp > 1 and not any(size % v.tp == 0 for size in captured):
        engine = (
            f"cudagraph_capture_sizes {list(captured)} does not contain values that are multiples of tp_size {v.tp}"
        )
        says = "no graph size is a multiple of tp {tp}, which Flash Comm v1 needs"
        fixes = some(change(at, [v.tp]))
        yield hit_at(at, "enable_flashcomm1", "--tensor-parallel-size", says=says, tp=v.tp, fixes=fixes, engine=engine)


def _flag(place: str) -> str:
    """A place as it is typed."""
    return place.replace("/", ".")


@rule(
    "configuration.launch_blocking",
    says="ASCEND_LAUNCH_BLOCKING=1 excludes graphs",
    places=("$ASCEND_LAUNCH_BLOCKING", "--compilation-config/cudagraph_mode", "--enforce-eager"),
    source="vllm_ascend/platform.py",
)
def graphs_are_launched_freely(v: CommandView) -> Iterator[Hit]:
    """Each launch would wait for its end, and a graph has none."""
    if captures_graphs(v) and v.variable("ASCEND_LAUNCH_BLOCKING") == "1":
        engine = (
            "ACL graph is incompatible with ASCEND_LAUNCH_BLOCKING=1. Please unset ASCEND_LAUNCH_BLOCKING or set "
            "it to 0."
        )
        yield hit_at(fixes=(change("$ASCEND_LAUNCH_BLOCKING", ABSENT), change("--enforce-eager", True)), engine=engine)


RULES: tuple[ServeRule, ...] = (
    sizes_are_given_once,
    a_graph_size_is_left,
    graphs_are_launched_freely,
)
