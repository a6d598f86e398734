"""The catalogue of Chinese is complete, in order, and says what the code says with the same values."""

import argparse
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from mindie_tui.headless import command_line
from mindie_tui.model.faults.table import table
from mindie_tui.model.language import parse
from mindie_tui.model.mindie.parameters.layouts import layouts
from mindie_tui.model.mindie.rules.judge import RULES
from tools import catalogue

TEXT = catalogue.CATALOGUE.read_text(encoding="utf-8")
CHINESE = parse(TEXT)
STILL = Path(__file__).with_name("untranslated.txt")
"""Sentences that have no Chinese yet, one a line; it may only shrink."""


DETAILS = {fault.detail for fault in table()}
"""The texts of faults that have gaps; in the others a brace is what a log prints."""
FAULTS = parse(catalogue.FAULTS.read_text(encoding="utf-8"))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_catalogue_is_sorted_and_every_entry_is_translated_once_and_surely():
    assert catalogue.written(CHINESE) == TEXT, "run python -m tools.catalogue, and fill in what it adds"
    assert catalogue.written(FAULTS) == catalogue.FAULTS.read_text(encoding="utf-8"), "run python -m tools.catalogue"


def test_the_chinese_holds_the_gaps_of_the_english():
    both = [*CHINESE.items(), *((key, said) for key, said in FAULTS.items() if key[1] in DETAILS)]
    assert [english for (_, english), chinese in both if gaps(english) != gaps(chinese)] == []


def test_every_text_of_a_fault_is_in_its_catalogue_and_no_other():
    assert set(catalogue.fault_texts()) == {english for _, english in FAULTS}


def test_every_sentence_of_the_code_is_in_the_catalogue():
    said = catalogue.sentences()
    assert len(said) > 1000
    without = {english for _, english in catalogue.missing(CHINESE)}
    listed = set(STILL.read_text(encoding="utf-8").splitlines())
    assert without <= listed, "run python -m tools.catalogue, and fill in what it adds"
    assert listed <= without, f"strike them from {STILL.name}: {listed - without}"


def test_every_rule_is_in_the_catalogue():
    assert [rule.says for rule in RULES if rule.says not in ("", "{text}") and ("", rule.says) not in CHINESE] == []


@pytest.mark.parametrize(("per_node", "nodes"), [(16, 2), (8, 1), (8, 4), (16, 8)])
def test_every_reason_of_a_layout_is_in_the_catalogue(per_node, nodes):
    assert {layout.says for layout in layouts(per_node, nodes, experts=True)} <= {english for _, english in CHINESE}


def help_texts(of: argparse.ArgumentParser) -> Iterator[str]:
    """What `--help` of a command, and of those below it, says."""
    yield of.description or ""
    yield from (group.title or "" for group in of._action_groups)
    for action in of._actions:
        yield from (one.help or "" for one in (action, *getattr(action, "_choices_actions", ())))
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from help_texts(below)


def test_every_line_of_help_is_in_the_catalogue():
    texts = {getattr(text, "template", text) for text in help_texts(command_line.parser())} - {"", argparse.SUPPRESS}
    assert len(texts) > 50
    waiting = set(STILL.read_text(encoding="utf-8").splitlines())
    assert [text for text in sorted(texts - waiting) if ("", text) not in CHINESE] == []
