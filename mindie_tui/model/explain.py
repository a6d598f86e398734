"""What a finding, a known error, a check or a field means, and where that is from: `explain`, and the wizard's help."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from mindie_tui.model import language as languages
from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.faults import table as faults
from mindie_tui.model.faults.fault import Fault
from mindie_tui.model.finding import localized_kind
from mindie_tui.model.launch.service_error_codes import OWN_CODES
from mindie_tui.model.message import Message, in_language, joined, phrase
from mindie_tui.model.mindie.parameters import catalogue, plugin_params, releases
from mindie_tui.model.mindie.rules import judge as rules
from mindie_tui.model.mindie.rules.rule import Rule
from mindie_tui.model.preflight import check as checks
from mindie_tui.model.release import find_release

STAGES = {
    "start": "MindIE's daemon refuses it before it starts",
    "executor": "MindIE's engine refuses it after the daemon said yes",
    "workers": "MindIE's workers refuse it before the weights are read",
    "site": "nothing rejects it, yet it cannot work on these nodes",
    "advice": "nothing rejects it",
}


def blocks(word: str, language: str = "en", mindie: str | None = None) -> Iterator[list[str]]:
    """A block of lines for each thing of this name; in Chinese with "zh". `mindie`: a release."""
    zh = language == "zh"
    by_code = {rule.code: rule for rule in rules.RULES}
    if word in by_code:
        yield list(_rule(by_code[word], zh))
    if word in faults.by_code():
        yield list(_fault(faults.by_code()[word], zh))
    if word in OWN_CODES:
        yield [f"{word}  (service.error, seen beside the log)", *(f"  {said}" for said in OWN_CODES[word])]
    if (check := checks.BY_NAME.get(word)) is not None:
        waived = "may be waived with a reason" if check.waivable else "cannot be waived"
        title = check.zh if zh else check.title
        head = Message("a check of preflight, {group}; {waived}", group=phrase(check.group), waived=phrase(waived))
        yield [f"{check.name}  ({in_language(head)})", f"  {title}"]
    for field in _fields(word):
        yield list(_field(field, zh, mindie))
    if word in STAGES:
        rules_there = (f"  {rule.code}: {rule_says(rule, language)}" for rule in _of_stage(word))
        yield [f"{word}  ({in_language(STAGES[word])})", *rules_there]
    if inside := [field for field in FIELDS if field.section == word]:
        yield [f"{word}  ({inside[0].file})", *(f"  {field.name}: {field.meaning(language)}" for field in inside)]


def _line(said: str) -> str:
    return "  " + in_language(said)


def _of_stage(stage: str) -> list[Rule]:
    return [rule for rule in rules.RULES if rule.stage == stage]


FIELDS = (*catalogue.FIELDS, *plugin_params.FIELDS, *(one.field for one in bench_fields.FIELDS))


def _fields(word: str) -> list[Field]:
    """By name, by dotted path from its end, or by pointer."""
    if word.startswith("/"):
        return [field for field in FIELDS if field.pointer == word]
    if "." in word:
        steps = word.split(".")
        return [f for f in FIELDS if [f.section, f.name] == steps or f.pointer.endswith("/" + "/".join(steps))]
    return [f for f in FIELDS if f.name == word] or [f for f in FIELDS if f.name.lower() == word.lower()]


def _field(field: Field, zh: bool, mindie: str | None = None) -> Iterator[str]:
    yield f"{field.name}  ({field.file} {field.pointer})"
    yield f"  {field.meaning('zh' if zh else 'en')}"
    default = default_of(field)
    kind = localized_kind(field.kind.describe())
    shipped = Message("{maker} has {default}", maker=maker_of(field), default=default) if default else ""
    yield f"  {in_language(joined(kind, shipped))}"
    if follows := follows_of(field):
        yield _line(Message("absent: the service's {follows}", follows=follows))
    yield from _releases(field, mindie)
    if about := rules_of(field):
        yield _line(Message("rules: {codes}", codes=", ".join(rule.code for rule in about)))
    yield _line(Message("source: {source}", source=field.source))


def _releases(field: Field, mindie: str | None) -> Iterator[str]:
    """Since when, and until when, MindIE reads it; and whether the release that is asked for does."""
    if field.since:
        yield _line(Message("since MindIE {release}", release=field.since))
    if field.until:
        yield _line(Message("until MindIE {release}", release=field.until))
    release = find_release(mindie)
    if release is None or field.file not in ("config.json", "environment"):
        return
    if not release.knows(field.since, field.until):
        yield _line(Message("MindIE {release} does not read it", release=release.text))
    elif field.required and release.before(releases.DEMANDED):
        yield _line(Message("whether MindIE {release} demands it is not known", release=release.text))


def maker_of(field: Field) -> str:
    """Whose default it is."""
    return "AISBench" if field.file == bench_fields.FILE else "MindIE"


def default_of(field: Field) -> str:
    """What stands there where nobody says anything else; "" where nothing does."""
    return "" if field.default is ABSENT else shown(field.default)


def follows_of(field: Field) -> str:
    """What of the service fills a field of the bench that is absent, or ""."""
    one = bench_fields.BY_POINTER.get(field.pointer)
    return one.follows if one is not None else ""


def rules_of(field: Field) -> list[Rule]:
    """The rules that look at it."""
    return [rule for rule in rules.RULES if field.pointer and any(p.pointer == field.pointer for p in rule.places)]


def rule_says(rule: Rule, language: str) -> str:
    """A rule's sentence, its gaps open, in this language where it is translated."""
    return languages.chinese().get(("", rule.says), rule.says) if language == "zh" else rule.says


def _rule(rule: Rule, zh: bool) -> Iterator[str]:
    yield f"{rule.code}  ({_severity(rule.severity)}: {in_language(STAGES[rule.stage])})"
    yield f"  {rule_says(rule, 'zh' if zh else 'en')}"
    yield f"  {' '.join(rule.why.split())}"
    if rule.places:
        names = ", ".join(place.pointer.rpartition("/")[2] or place.file for place in rule.places)
        yield _line(Message("looks at: {names}", names=names))
    if rule.mindie:
        yield _line(Message("MindIE says: {text}", text=rule.mindie.strip()))
    if rule.source:
        yield _line(Message("source: {source}", source=rule.source))


def _fault(fault: Fault, zh: bool) -> Iterator[str]:
    said = (faults.chinese(fault.code) if zh else None) or fault
    about = Message("{severity}, phase {phase}; in {sources}", severity=_severity(fault.severity), phase=fault.phase,
                    sources=", ".join(fault.sources))  # fmt: skip
    yield f"{fault.code}  ({in_language(about)})"
    yield f"  {fault.sample}"
    yield f"  {said.title}"
    if said.cause and said.cause != said.title:
        yield _line(Message("cause: {text}", text=said.cause))
    yield _line(Message("do: {text}", text=said.remedy))
    if fault.since:
        yield _line(Message("since MindIE {release}", release=fault.since))
    if fault.until:
        yield _line(Message("until MindIE {release}", release=fault.until))
    if fault.effects:
        yield _line(Message("leads to: {codes}", codes=", ".join(fault.effects)))
    if fault.also:
        yield _line(Message("also called: {names}", names=", ".join(fault.also)))
    yield _line(Message("source: {source}", source=fault.source))


def _severity(word: str) -> str:
    word = {"warn": "warning", "info": "note"}.get(word, word)
    return languages.translation(word, "severity") or word


def names() -> list[str]:
    """Every word that has an explanation: codes, checks, stages, fields."""
    codes = (rule.code for rule in rules.RULES)
    return [*codes, *faults.by_code(), *OWN_CODES, *checks.BY_NAME, *STAGES, *(field.name for field in FIELDS)]


def near(word: str) -> str:
    """What to write instead of a word that nothing has."""
    folded = {name.lower(): name for name in names()}
    close = get_close_matches(word.lower(), folded, n=3, cutoff=0.6)
    if close:
        return Message("did you mean {names}?", names=" or ".join(folded[name] for name in close))
    return Message("write a code such as workers.attention, or a field such as dp")
