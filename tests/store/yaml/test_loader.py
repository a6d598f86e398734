"""YAML read strictly: nothing guessed, everything with its place, and no end to a bomb."""

import pytest

from mindie_tui.model.errors import ProfileError
from mindie_tui.store.yaml import loader


def read(text):
    return loader.parse(text, "p.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", "yes"), ("true", True), ("~", None), ("12", 12), ("-1.5", -1.5), ("'012'", "012"), ("12:30", "12:30"),
     ("2025-01-01", "2025-01-01"), ("!!str 5", "5"), ("[1, a]", [1, "a"])],
)  # fmt: skip
def test_a_value_is_what_it_looks_like(text, value):
    found = loader.value(read(f"a: {text}"))["a"]
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "text", ["a: 012", "a: 0x10", "a: 1_000", "a: 1\na: 2", "? [1]\n: 2", "a: 1\n---\nb: 2", "", "a: !!int '1'"]
)
def test_what_would_be_read_in_two_ways_is_refused(text):
    with pytest.raises(ProfileError):
        loader.value(read(text))


def test_an_alias_is_followed_and_a_bomb_refused():
    assert loader.value(read("a: &x {b: 1}\nc: *x")) == {"a": {"b": 1}, "c": {"b": 1}}
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    with pytest.raises(ProfileError):
        read(bomb)
    with pytest.raises(ProfileError, match="nests deeper"):
        read("a: " + "[" * 99 + "]" * 99)


def test_a_value_is_found_with_its_place_or_that_of_what_holds_it():
    tree = read("a:\n  b: [1, 2]\n")
    mark, node = loader.find(tree, ("a", "b", 1))
    assert (mark.line, mark.column, node.text) == (2, 10, "2")
    mark, node = loader.find(tree, ("a", "c"))
    assert (mark.line, mark.column, node) == (1, 1, None)
    assert loader.key_mark(tree, ("a", "b")).column == 3


def test_one_tree_lies_over_another():
    merged = loader.merge(read("a: {b: 1, c: 2}\nd: 3"), read("a: {b: 9}"))
    assert loader.value(merged) == {"a": {"b": 9, "c": 2}, "d": 3}


def test_a_path_is_written_as_people_write_it():
    assert loader.dotted(("nodes", 0, "name")) == "nodes[0].name"


def test_a_file_that_is_no_text_names_the_place(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes(b"a: 1\nb: \xff")
    with pytest.raises(ProfileError, match="not text in UTF-8") as refused:
        loader.read_text(path)
    assert (refused.value.line, refused.value.column) == (2, 4)
