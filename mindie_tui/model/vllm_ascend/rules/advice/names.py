"""Names that a release does not read: it says nothing of them, and they do nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, pointer
from mindie_tui.model.vllm_ascend.parameters import declarations
from mindie_tui.model.vllm_ascend.parameters.declarations import is_read
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, changes, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

SOURCE = "vllm-ascend, tags v0.9.1 to v0.26.0 and main"
FREE = frozenset({"dump_config", "eplb_config", "weight_prefetch_config/prefetch_ratio"})
"""Objects whose keys are not advised on: another program's, or refused by a rule of their own."""
OURS = "VLLM_ASCEND_"


@rule(
    "advice.unknown_key",
    says="additional_config has the key {name}, which release {release} does not read: it does nothing",
    severity="warning",
    source=SOURCE,
)
def keys_are_read(v: CommandView) -> Iterator[Hit]:
    """AscendConfig asks for the keys that it knows and looks at no other one."""
    release, known = v.command.release, {one.name: one for one in declarations.keys()}
    for name, inner in v.additional.items():
        declared = known.get(name)
        if declared is None or not is_read(declared.since, declared.until, release):
            yield _unread(v, name, [one for one in known if "/" not in one])
        elif isinstance(inner, dict) and name not in FREE:
            inside = [one.rpartition("/")[2] for one in known if one.startswith(f"{name}/")]
            for key in inner:
                if key not in inside:
                    yield _unread(v, key, inside, name)


def _unread(v: CommandView, name: str, names: Iterable[str], group: str = "") -> Hit:
    at = group + pointer(name) if group else pointer(name)[1:]
    off, other = change(at, ABSENT), declarations.other_keys().get(name) if not group else None
    release = v.command.release
    if other is not None and other.now:
        says = "additional_config has the key {name}, which release {release} does not read: use {now}"
        return hit_at(at, says=says, name=name, release=release, now=other.now, fixes=(off,))
    if other is not None and other.until:
        says = "additional_config has the key {name}, which no release after {until} reads: it does nothing"
        return hit_at(at, says=says, name=name, until=other.until, fixes=(off,))
    close = difflib.get_close_matches(name.replace("-", "_").lower(), [*names], 1, 0.8)
    if close:
        says = "additional_config has no key {name}: did you mean {close}?"
        where = f"{group}/{close[0]}" if group else close[0]
        value = (v.group(group) if group else v.additional)[name]
        return hit_at(at, says=says, name=name, close=close[0], fixes=(changes({at: ABSENT, where: value}), off))
    return hit_at(at, name=shown(name).strip('"'), release=release, fixes=(off,))


@rule(
    "advice.unread_variable",
    says="the variable {name} is not read by release {release}: it does nothing",
    severity="warning",
    source=SOURCE,
)
def variables_are_read(v: CommandView) -> Iterator[Hit]:
    """A variable that a release dropped does nothing and says nothing; vLLM's own warning of unknown variables comes
    for those that are read, too."""
    release = v.command.release
    known = {one.name: one for one in declarations.variables()}
    for name in v.command.environment:
        one, other = known.get(name), declarations.other_variables().get(name)
        off = (change(f"${name}", ABSENT),)
        if one is not None:
            if not is_read(one.since, one.until, release):
                yield hit_at(f"${name}", name=name, release=release, fixes=off)
        elif other is not None and not is_read(other.since, other.until, release):
            says = "the variable {name} is read up to release {until} only: it does nothing"
            if other.until == "0":
                says = "the variable {name} is not read by release {release}: it does nothing"
            elif other.now:
                says = "the variable {name} is read up to release {until} only: use {now}"
            yield hit_at(f"${name}", says=says, name=name, until=other.until, now=other.now, release=release, fixes=off)
        elif other is None and name.startswith(OURS):
            close = difflib.get_close_matches(name, [n for n in known if n.startswith(OURS)], 1, 0.85)
            says = "vLLM-Ascend has no variable {name}: did you mean {close}?" if close else ""
            yield hit_at(f"${name}", says=says, name=name, release=release, close="".join(close), fixes=off)


@rule(
    "advice.text_switch",
    says="{name} is the text {value}, which counts as on: write true or false without quotes",
    severity="warning",
    source="vllm_ascend/ascend_config.py",
)
def switches_are_no_texts(v: CommandView) -> Iterator[Hit]:
    """Any text that is not empty is true in Python, "false" among them."""
    for one in declarations.keys():
        group, _, key = one.name.rpartition("/")
        value = (v.group(group) if group else v.additional).get(key)
        if one.kind == "bool" and isinstance(value, str) and value:
            meant = value.lower() not in ("false", "0", "no", "off")
            yield hit_at(one.name, name=key, value=shown(value), fixes=(change(one.name, meant),))


RULES: tuple[ServeRule, ...] = (
    keys_are_read,
    variables_are_read,
    switches_are_no_texts,
)
