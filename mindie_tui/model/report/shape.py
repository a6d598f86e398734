"""A report.json from anywhere, made safe to read: parts that have another shape than ours are dropped and reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_MAPPINGS = frozenset(
    "key throughput latency requests concurrency start memory search sweep configuration beside partial objective"
    " environment server doubts attainment".split()
)
_LISTS = frozenset(
    "points accuracy accuracy_unmeasured comparison waived configuration_changes unmeasured notes subjects knees"
    " interval gaps metrics".split()
)
_TEXTS = frozenset("run profile point metric verdict check reason state dataset code text field file pointer".split())
_NUMBERS = frozenset(
    "change_percent within_percent change_points within_points score total success failed duration_s reached asked"
    " ready_s first_token_s noise_percent repeat ttft_ms_first least correct p50 p90 p99 output_tok_s request_s"
    " percent met of prefix_hit_percent acceptance_percent accepted_per_draft".split()
)
_PLAIN = frozenset({"notes", "interval", "metrics"})
"""Lists of texts or figures."""
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "comparison": ("point", "metric", "value", "verdict", "within_percent"),
    "waived": ("check", "reason"),
    "configuration_changes": ("field", "this", "baseline"),
    "unmeasured": ("point", "key", "state", "reason"),
    "accuracy_unmeasured": ("point", "state", "reason"),
    "knees": ("point", "text", "where"),
}
"""Keys that each entry of a list must have."""
_FREE = frozenset({"config", "environment", "values", "this", "baseline", "value"})
"""What may hold anything: documents and settings, which are compared and never taken apart."""
Say = Callable[[str], None]


def sound(report: Mapping[str, Any], say: Say = lambda why: None) -> dict[str, Any]:
    """The report without parts that have another shape than a report of ours; `say` gets a sentence for each dropped
    part."""
    return _mapping(report, "", say)


def _mapping(value: Mapping[str, Any], at: str, say: Say) -> dict[str, Any]:
    found = {}
    for key, item in value.items():
        where = f"{at}.{key}" if at else str(key)
        if not _good(str(key), item):
            say(f"{where} is of another type")
        else:
            found[key] = _inside(str(key), item, where, say)
    return found


def _good(key: str, item: Any) -> bool:
    if item is None:
        return True
    if key in _MAPPINGS:
        return isinstance(item, Mapping)
    if key in _LISTS:
        return isinstance(item, list | tuple)
    if key in _NUMBERS:
        return isinstance(item, int | float) and not isinstance(item, bool)
    return key not in _TEXTS or isinstance(item, str)


def _inside(key: str, item: Any, where: str, say: Say) -> Any:
    if item is None or key in _FREE or key == "key":
        return item
    if isinstance(item, Mapping):
        return _mapping(item, where, say)
    if key not in _LISTS or key in _PLAIN:
        return item
    entries = []
    for number, entry in enumerate(item):
        named = f"{where}[{number}]"
        kept = _mapping(entry, named, say) if isinstance(entry, Mapping) else None
        if kept is None or any(needed not in kept for needed in _NEEDED.get(key, ())):
            say(f"{named} is no entry of a report")
        else:
            entries.append(kept)
    return entries
