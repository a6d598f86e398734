"""Keeps the catalogues of Chinese in order: `python -m tools.catalogue` sorts them and adds what they lack.

What it added has an empty `msgstr`: write the Chinese there. It changes no translation, and takes away only what no
fault says any more.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from mindie_tui.model import errors
from mindie_tui.model.faults.table import table, texts_of
from mindie_tui.model.language import parse

PACKAGE = Path(__file__).parents[1] / "mindie_tui"
CATALOGUE = PACKAGE / "locale/zh_CN/LC_MESSAGES/mindie_tui.po"
FAULTS = CATALOGUE.with_name("faults.po")
"""The Chinese of the table of faults."""
STILL = PACKAGE.parent / "tests/contracts/untranslated.txt"
"""Sentences that may wait."""
HEAD = """# Chinese for mindie-tui. Sorted by the English; `python -m tools.catalogue` keeps it so.
msgid ""
msgstr ""
"Project-Id-Version: mindie-tui\\n"
"Language: zh_CN\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
COMMANDS = ("hccn_tool", "chmod", "grep", "cat")
Entry = tuple[str, str]
"""(context, English)."""
ERRORS = [name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)]
PLACES: dict[str, tuple[int, ...]] = {
    "t": (0,),
    "Message": (0,),
    "hit": (0,),
    "Judged": (1, 2),
    **dict.fromkeys(ERRORS, (0,)),
    "Binding": (2,),
    "AnswerKey": (1,),
}
"""Function: which of its arguments are sentences."""
NAMES = ("says", "found", "do", "see", "what")
"""A variable or an argument of this name holds a sentence."""


def written(entries: Mapping[Entry, str]) -> str:
    """The text of a catalogue."""
    rows = sorted(entries.items(), key=lambda row: (row[0][1], row[0][0]))
    return HEAD + "".join(f"\n{_entry(*key, said)}" for key, said in rows)


def _entry(context: str, english: str, chinese: str) -> str:
    named = f"msgctxt {_quoted(context)}\n" if context else ""
    return f"{named}msgid {_quoted(english)}\nmsgstr {_quoted(chinese)}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def sentences() -> dict[Entry, str]:
    """Every sentence that the code says as a constant: where it first stands, as a path below the package."""
    found: dict[Entry, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for entry in sentences_of(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(entry, str(path.relative_to(PACKAGE)))
    return found


def sentences_of(tree: ast.AST) -> Iterator[Entry]:
    """What `t`, `label_of`, `Message`, a rule and a key say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") in NAMES for target in node.targets):
            yield from _constants("", node.value)
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        context = "key" if called in ("Binding", "AnswerKey") else ""
        for place in PLACES.get(called, ()):
            if len(node.args) > place:
                yield from _constants(context, node.args[place])
        if called == "label_of" and len(node.args) > 1:
            yield from _constants(str(getattr(node.args[0], "value", "")), node.args[1])
        for word in node.keywords:
            if word.arg in NAMES:
                yield from _constants("", word.value)


def _constants(context: str, node: ast.expr) -> Iterator[Entry]:
    """A constant, or both of a condition's."""
    if isinstance(node, ast.IfExp):
        yield from _constants(context, node.body)
        yield from _constants(context, node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sentence(node.value):
        yield context, node.value


def _is_sentence(text: str) -> bool:
    """Whether it has words, and is no command alone."""
    return bool(re.search(r"[A-Za-z]{2}", text)) and text.split()[0] not in COMMANDS


def missing(chinese: Mapping[Entry, str]) -> dict[Entry, str]:
    """The code's sentences that have no Chinese; a key's word may have that of the bare word."""
    return {
        entry: place
        for entry, place in sentences().items()
        if not chinese.get(entry) and not (entry[0] == "key" and chinese.get(("", entry[1])))
    }


def fault_texts() -> list[str]:
    """Every English text of the table of faults."""
    return [text for fault in table() for text in texts_of(fault) if text]


def main() -> None:
    faults = parse(FAULTS.read_text(encoding="utf-8"))
    FAULTS.write_text(written({("", text): faults.get(("", text), "") for text in fault_texts()}), "utf-8")
    chinese = parse(CATALOGUE.read_text(encoding="utf-8"))
    still = set(STILL.read_text(encoding="utf-8").splitlines())
    lacking = {entry: place for entry, place in missing(chinese).items() if entry[1] not in still}
    CATALOGUE.write_text(written({**{("" if c == "key" else c, e): "" for c, e in lacking}, **chinese}), "utf-8")
    for (_, english), place in lacking.items():
        print(f"{place}: no Chinese for {english!r}")


if __name__ == "__main__":
    main()
