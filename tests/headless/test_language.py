"""What a command prints follows the language; what it writes as JSON never does."""

import json
import re

import pytest

from mindie_tui.__main__ import main
from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.model import language
from mindie_tui.model.events import codec as ev
from mindie_tui.model.message import Message, joined

CHINESE = re.compile(r"[一-鿿]")


def printed(capsys, *words):
    main(words)
    return capsys.readouterr()


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "a3-double", "--set", "dp=3"),
        ("explain", "workers.attention"),
        ("runs",),
        ("profiles", "--help"),
        ("--help",),
        ("replay", "--help"),
    ],
)
def test_a_command_speaks_chinese_by_locale_or_by_option_and_english_else(capsys, monkeypatch, words):
    def said(*more):
        try:
            return printed(capsys, *words, *more).out
        except SystemExit:
            return capsys.readouterr().out

    english = said()
    assert english and not CHINESE.search(english)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    chinese = said()
    assert CHINESE.search(chinese)
    if "--help" not in words:
        assert said("--lang", "en") == english
        monkeypatch.setenv("LANG", "C.UTF-8")
        assert said("--lang=zh") == chinese


@pytest.mark.parametrize("words", [("validate", "a3-double", "--set", "dp=3", "--json"), ("runs",)])
def test_json_is_the_same_in_each_language(capsys, words):
    if "--json" in words:
        one, two = (printed(capsys, *words, "--lang", spoken).out for spoken in language.LANGUAGES)
        assert one == two and [json.loads(line) for line in one.splitlines()]


def test_an_event_is_written_in_english_whatever_is_spoken(capsys):
    found = joined(Message("{count} NPUs OK", count=8), Message("NPU {spare}, not used, is not", spare="3"))
    event = ev.CheckDone("a3-01", "npus_healthy", "warn", found, Message("see what it says there"), "npu-smi info", 3)
    recorded = ev.Recorded(1, "2026-01-01T00:00:00+00:00", "r1", "preflight", event)
    lines = []
    for spoken in language.LANGUAGES:
        language.use(spoken)
        Printer(as_json=True).show(recorded, 0.0)
        lines.append(capsys.readouterr().out)
    assert lines[0] == lines[1] and json.loads(lines[0])["found"] == "8 NPUs OK; NPU 3, not used, is not"
    Printer(as_json=False).show(recorded, 0.0)
    assert "8 个 NPU 正常" in capsys.readouterr().out
