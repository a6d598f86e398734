"""The help of a row: the text of `explain`, in the language of the screens. Pure."""

from __future__ import annotations

from textual.content import Content

from mindie_tui.model import explain, language
from mindie_tui.model.documents import document
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.finding import localized_kind
from mindie_tui.model.preflight.check import Check
from mindie_tui.tui.parameters.rows import label_of
from mindie_tui.tui.text.cells import cut_head, left, say, tame, width
from mindie_tui.tui.text.translate import t

LEVELS = {"error": ("✗", "$error"), "warning": ("!", "$warning"), "note": ("i", "$strong")}
LABEL = 9


def _lines(room: int, label: str, text: str, style: str = "$foreground", glyph: tuple[str, str] = ("", "")) -> Content:
    """A labelled text, wrapped below itself."""
    head = say((left(t(label) if label else "", LABEL), "$muted"), (glyph[0] and glyph[0] + " ", glyph[1]))
    pieces = Content.styled(tame(text), style).wrap(max(room - head.cell_length, 20))
    indent = Content(" " * head.cell_length)
    return Content("\n").join([head + pieces[0], *(indent + piece for piece in pieces[1:])]) if pieces else head


def _all(made: list[Content], more: str, rows: int) -> list[Content]:
    """At most so many rows; a last row names the command that prints the rest."""
    lines = [line for one in made for line in one.split("\n")]
    if len(lines) <= rows:
        return lines
    return [*lines[: rows - 1], say((left("", LABEL), ""), (t("all of it: {command}", command=more), "$muted"))]


def of_field(field: Field, room: int, rows: int) -> list[Content]:
    """Its name and place, meaning, range, default, what fills it, the source, the rules that look at it."""
    where = f"export {field.name}" if field.file == "environment" else ".".join(document.tokens(field.pointer))
    name = tame(label_of(field))
    head = say((name, "bold $strong"), ("   " + cut_head(tame(where), max(room - width(name) - 3, 8)), "$muted"))
    default = explain.default_of(field)
    made = [
        head,
        _lines(room, "means", field.meaning(language.in_force())),
        _lines(room, "range", localized_kind(field.kind.describe())),
        _lines(room, "default", f"{default}   {explain.maker_of(field)}" if default else t("absent")),
    ]
    if follows := explain.follows_of(field):
        made.append(_lines(room, "absent", t("follows the service's {name}", name=follows)))
    if field.source:
        made.append(_lines(room, "source", field.source, "$muted"))
    for n, rule in enumerate(explain.rules_of(field)):
        made.append(
            _lines(
                room,
                "rules" if n == 0 else "",
                explain.rule_says(rule, language.in_force()),
                glyph=LEVELS[rule.severity],
            )
        )
    return _all(made, f"mindie-tui explain {field.name}", rows)


def of_check(check: Check, room: int, rows: int) -> list[Content]:
    """Its title and group, what it asks for, and whether it may be waived."""
    title = check.zh if language.in_force() == "zh" else check.title
    made = [say((title, "bold $strong"), (f"   {check.name}   {t(check.group)}", "$muted"))]
    if language.in_force() == "en" and (what := " ".join((check.judge.__doc__ or "").split())):
        made.append(_lines(room, "means", what))
    may = t("it can be waived, with a reason") if check.waivable else t("it cannot be waived")
    return _all([*made, _lines(room, "waive", may)], f"mindie-tui explain {check.name}", rows)


def of_nodes(room: int, rows: int) -> list[Content]:
    """What the words and signs of the table of nodes mean."""
    layout = t("how MindIE is installed: classic has a mindie-service folder, package is the newer mindie_llm")
    made = [
        _lines(room, "ranks", t("the ranks of its NPUs in the world; the first node of the list is the master")),
        _lines(room, "HBM/NPU", t("one sign for each NPU: how full its memory is, x where it is sick or missing")),
        _lines(room, "free G", t("GiB of HBM that are free on the fullest NPU")),
        _lines(room, "layout", layout),
        _lines(room, "state", t("the worst that is known of the node; the inspector says why and what to do")),
    ]
    return _all(made, "README.md", rows)
