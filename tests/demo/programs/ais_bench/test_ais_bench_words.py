"""What ais_bench prints: tqdm's bar, tabulate's tables, an error with its code."""

import pytest


@pytest.fixture
def words(program):
    return program("ais_bench_words")


def test_a_bar_is_rewritten_in_ten_columns(words):
    half = "\rProgress:  50%|█████     | 10/20 [00:05<00:05,  2.00case/s]"
    assert words.bar("Progress", 10, 20, 5.0, "case") == half
    assert words.bar("W", 0, 1, 0, "it") == "\rW:   0%|          | 0/1 [00:00<?, ?it/s]"
    assert "[1:00:00<2:00:00, 3600.00s/it]" in words.bar("W", 1, 3, 3600.0, "it")


def test_a_table_of_reasons_has_its_numbers_at_the_right(words):
    assert words.grid([("Reason", "Count"), ("x", 12)], numeric=(1,)).split("\n") == [
        "+--------+-------+", "| Reason | Count |", "+--------+-------+", "| x      |    12 |", "+--------+-------+",
    ]  # fmt: skip


def test_a_result_table_leaves_its_header_two_columns_of_room(words):
    lines = words.fancy_grid([("A", "B"), ("1", "long")], centred=(0,)).splitlines()
    assert lines[0] == "╒═════╤══════╕" and lines[3] == "│  1  │ long │"


def test_an_error_names_its_code_and_where_to_read_on(words, capsys):
    words.traceback([("a.py", 1, "f", "g()")], words.coded("E", "X-1", "title", "why"))
    err = capsys.readouterr().err
    assert err.startswith("Traceback") and "X-1" in err and err.rstrip().endswith("for further help.")
    words.warn("careful")
    assert "[\x1b[33mWARNING\x1b[0m] careful" in capsys.readouterr().err
