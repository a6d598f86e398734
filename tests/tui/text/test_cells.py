"""Text by cells: numbers, durations, and what is cut where."""

import re

import pytest

from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.tui.text.cells import (
    age,
    clause,
    cut,
    cut_head,
    distinct,
    duration,
    first_sentence,
    fit,
    lower,
    number,
    say,
    size,
    spread,
    width,
)


def test_numbers_and_durations_as_people_read_them():
    assert number(1462.3, 1) == "1 462.3" and number(97440) == "97 440"
    assert [duration(s) for s in (0, 59, 349, 7500, 3_600_000)] == ["0 s", "59 s", "5 m 49 s", "2 h 05 m", "41 d"]
    assert [age(s) for s in (25, 59, 200, 7300)] == ["20 s", "40 s", "3 m", "2 h"]
    assert [size(b) for b in (12, 2048, 500 * 1024**3, 1.1 * 1024**4)] == ["12 B", "2.0 K", "500 G", "1.1 T"]


def test_text_is_cut_by_cells_a_path_at_its_head():
    assert cut("中文宽度测试", 7) == "中文.." and width(cut("中文宽度测试", 7)) <= 7
    assert cut_head("/data/weights/llama1-65b", 14) == "..s/llama1-65b"
    assert clause("Port of the service; AISBench's host_port.", 20) == "Port of the.."
    assert lower("Port of it") == "port of it" and lower("HTTPS on it") == "HTTPS on it"
    assert fit(say("a long sentence"), 8).plain == "a long.."
    assert spread(say("left"), say("right"), 20).plain == "left         right"


@pytest.mark.parametrize("room", range(12, 60, 3))
def test_a_meaning_is_whole_or_its_first_sentence_or_cut_after_a_word_with_dots(room):
    for field in catalogue.FIELDS:
        for text in (field.en, field.zh):
            whole = text.rstrip(".。")
            short = clause(text, room)
            assert width(short) <= room, field.name
            if short in (whole, first_sentence(whole)):
                continue
            assert short.endswith(".."), (short, whole)
            kept = short[:-2]
            assert whole.startswith(kept) and kept[-1:] not in " ,;:，；：、("
            rest = whole[len(kept) :]
            in_word = rest[:1].isascii() and rest[:1].isalnum() and kept[-1:].isascii() and kept[-1:].isalnum()
            before = re.sub(r"[A-Za-z0-9_./-]+$", "", kept).rstrip()
            assert not in_word or width(before) < room // 3, (short, whole)  # one word that is longer than its room


def test_what_a_sentence_is():
    assert first_sentence("Whether 0.0.0.0 and :: may be listened on.") == "Whether 0.0.0.0 and :: may be listened on."
    assert first_sentence("Sequence parallel: 1, or the same as tp.") == "Sequence parallel: 1, or the same as tp."
    assert first_sentence("One of several, e.g. BF16. Absent: auto.") == "One of several, e.g. BF16"
    assert clause("Whether 0.0.0.0 and :: may be listened on.", 31) == "Whether 0.0.0.0 and :: may be.."
    assert clause("管理面端口（健康检查、停止服务），缺省取 port", 35) == "管理面端口（健康检查、停止服务）.."


@pytest.mark.parametrize("room", [10, 14, 20])
@pytest.mark.parametrize(
    "names",
    [
        [f"atlas-900-a3-superpod-{n:02}" for n in range(1, 49)],
        [f"atlas-900-a3-superpod-{n:02}-rack-eastern-wing-long" for n in range(1, 17)],
        [f"{'a' * n}{'b' * 60}" for n in range(1, 12)],
        ["a3-01", "a3-02"],
        ["x" * 64, "x" * 63],
        [],
    ],
)
def test_names_that_are_too_long_are_cut_in_the_middle_and_stay_distinct(names, room):
    looks = distinct(names, room)
    assert list(looks) == names and len(set(looks.values())) == len(names)
    assert all(width(look) <= room for look in looks.values())
    assert all(look == name for name, look in looks.items() if width(name) <= room)
