"""`explain CODE|FIELD`: what a finding, a known error or a field means, and where that is from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from difflib import get_close_matches

from mindie_tui.headless import arguments
from mindie_tui.model import bench_fields, checks, fields, known_errors, plugin_fields, rules
from mindie_tui.model.cpp import shown
from mindie_tui.model.document import ABSENT
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.fields import Field
from mindie_tui.model.known_errors import KnownError
from mindie_tui.model.own_codes import OWN_CODES
from mindie_tui.model.rules.rule import Rule
from mindie_tui.model.zh_findings import FINDINGS

add_arguments = arguments.explain
STAGES = {
    "start": "MindIE's daemon refuses it before it starts",
    "executor": "MindIE's engine refuses it after the daemon said yes",
    "workers": "MindIE's workers refuse it before the weights are read",
    "site": "nobody refuses it, yet it cannot work on these nodes",
    "advice": "nobody refuses it",
}


def run(args: argparse.Namespace) -> int:
    """The command. Raises CommandLineError for a word that nothing has."""
    blocks = ["\n".join(block) for block in _blocks(args.word.strip())]
    if not blocks:
        raise CommandLineError(f"nothing is called {args.word}", do=_near(args.word.strip()))
    print("\n\n".join(blocks))
    return 0


def _blocks(word: str) -> Iterator[list[str]]:
    by_code = {rule.code: rule for rule in rules.RULES}
    if word in by_code:
        yield list(_rule(by_code[word]))
    if word in known_errors.BY_CODE:
        yield list(_known(known_errors.BY_CODE[word]))
    if word in OWN_CODES:
        yield [f"{word}  (service.error, seen beside the log)", *(f"  {said}" for said in OWN_CODES[word])]
    if (check := checks.BY_NAME.get(word)) is not None:
        waived = "may be waived with a reason" if check.waivable else "cannot be waived"
        yield [f"{check.name}  (a check of preflight, {check.group}; {waived})", f"  {check.title}", f"  {check.zh}"]
    for field in _fields(word):
        yield list(_field(field))
    if word in STAGES:
        yield [f"{word}  ({STAGES[word]})", *(f"  {rule.code}: {rule.says}" for rule in _of_stage(word))]
    if inside := [field for field in FIELDS if field.section == word]:
        yield [f"{word}  ({inside[0].file})", *(f"  {field.name}: {field.en}" for field in inside)]


def _of_stage(stage: str) -> list[Rule]:
    return [rule for rule in rules.RULES if rule.stage == stage]


FIELDS = (*fields.FIELDS, *plugin_fields.FIELDS, *(one.field for one in bench_fields.FIELDS))


def _fields(word: str) -> list[Field]:
    """By name, by dotted path from its end, or by pointer."""
    if word.startswith("/"):
        return [field for field in FIELDS if field.pointer == word]
    if "." in word:
        steps = word.split(".")
        return [f for f in FIELDS if [f.section, f.name] == steps or f.pointer.endswith("/" + "/".join(steps))]
    return [f for f in FIELDS if f.name == word] or [f for f in FIELDS if f.name.lower() == word.lower()]


def _field(field: Field) -> Iterator[str]:
    yield f"{field.name}  ({field.file} {field.pointer})"
    yield f"  {field.en}"
    yield f"  {field.zh}"
    who = "AISBench" if field.file == bench_fields.FILE else "MindIE"
    yield f"  {field.kind.describe()}" + ("" if field.default is ABSENT else f"; {who} has {shown(field.default)}")
    if (one := bench_fields.BY_POINTER.get(field.pointer)) is not None and one.follows:
        yield f"  absent: the service's {one.follows}"
    about = [rule.code for rule in rules.RULES if any(p.pointer == field.pointer for p in rule.places)]
    if about:
        yield f"  rules: {', '.join(about)}"
    yield f"  source: {field.source}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.code}  ({rule.severity}: {STAGES[rule.stage]})"
    yield f"  {rule.says}"
    if chinese := FINDINGS.get(rule.says):
        yield f"  {chinese}"
    yield f"  {' '.join(rule.why.split())}"
    if rule.places:
        yield f"  looks at: {', '.join(place.pointer.rpartition('/')[2] or place.file for place in rule.places)}"
    if rule.mindie:
        yield f"  MindIE says: {rule.mindie.strip()}"
    if rule.source:
        yield f"  source: {rule.source}"


def _known(error: KnownError) -> Iterator[str]:
    yield f"{error.code}  ({error.severity}, phase {error.phase})"
    yield f"  {error.sample}"
    for label, text in (("", error.meaning), ("cause: ", error.cause), ("do: ", error.remedy), ("", error.title_zh)):
        if text:
            yield f"  {label}{text}"
    yield f"  source: {error.source}"


def _near(word: str) -> str:
    names = [*(r.code for r in rules.RULES), *known_errors.BY_CODE, *checks.BY_NAME, *STAGES, *(f.name for f in FIELDS)]
    folded = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), folded, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(folded[name] for name in close)}?"
    return "write a code such as workers.attention, or a field such as dp"
