"""JSON of the state folder: read within bounds, written so that it moves no cursor."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import pytest

from mindie_tui.model.errors import StoreError
from mindie_tui.store import json_files


@pytest.mark.parametrize(
    ("text", "why"),
    [("[1]", "holds no object"), ("{", "is not JSON"), ('{"a":' * 100_000, "nests too deep"), ("", "is not JSON")],
    ids=["list", "cut off", "deep", "empty"],
)
def test_what_is_no_object_is_refused_with_its_path(tmp_path, text, why):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(StoreError, match=why) as refused:
        json_files.read_object(path)
    assert str(path) in str(refused.value)


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path):
    with pytest.raises(StoreError, match="it does not exist"):
        json_files.read_object(tmp_path / "x.json")
    (tmp_path / "x.json").write_text('{"a": 1}')
    assert json_files.read_object(tmp_path / "x.json") == {"a": 1}
    with pytest.raises(StoreError, match="larger"):
        json_files.read_object(tmp_path / "x.json", most=3)


@dataclass
class Point:
    x: float


def test_a_line_holds_what_json_has_no_word_for():
    value = {"path": Path("/a"), "set": {"b", "a"}, "point": Point(math.nan), "text": "\x1b[2J\n"}
    line = json_files.json_line(value)
    assert line.count(b"\n") == 1 and b"\x1b" not in line
    assert json.loads(line) == {"path": "/a", "set": ["a", "b"], "point": {"x": None}, "text": "\x1b[2J\n"}


def test_a_document_is_indented_for_people():
    assert json_files.json_text({"a": ["中"]}).decode().splitlines()[1:3] == ['  "a": [', '    "中"']
