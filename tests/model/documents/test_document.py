"""Documents change by a new value along the path: the rest is shared, keys keep their order, nothing raises."""

import copy

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.documents.document import ABSENT, Edit, all_edited, edited, get, merged, pointer, tokens

keys = st.text(max_size=4) | st.sampled_from(["a", "b", "a/b", "~", "0", "-", ""])
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)
paths = st.lists(keys, max_size=4)


@given(paths)
def test_a_pointer_reads_back_as_its_tokens(path):
    assert tokens(pointer(*path)) == path


def test_a_pointer_without_its_slash_is_refused():
    with pytest.raises(ValueError, match="begins with"):
        tokens("a/b")


@given(documents, paths, documents, st.sampled_from(["add", "replace", "remove"]))
def test_an_edit_never_raises_and_leaves_the_old_document_alone(document, path, value, op):
    before = copy.deepcopy(document)
    edited(document, Edit(op, pointer(*path), value))
    assert document == before


@pytest.mark.long
@given(
    st.dictionaries(keys, documents, max_size=4),
    st.lists(st.text(min_size=1, max_size=3).filter(str.isalpha), min_size=1, max_size=3),
    documents,
)
def test_what_was_set_is_there_and_what_is_beside_it_stays(document, path, value):
    at = pointer(*path)
    after = edited(document, Edit("replace", at, value))
    assert get(after, at) == value
    assert [k for k in after if k in document] == list(document)
    for key in document:
        if key != path[0]:
            assert after[key] is document[key]


def test_a_key_that_is_taken_out_is_absent_and_others_keep_their_order():
    document = {"c": 1, "a": {"x": 1, "y": 2}, "b": [1, 2, 3]}
    after = all_edited(document, [Edit("remove", "/a/x"), Edit("remove", "/b/1"), Edit("remove", "/nowhere/x")])
    assert after == {"c": 1, "a": {"y": 2}, "b": [1, 3]}
    assert list(after) == ["c", "a", "b"]
    assert get(after, "/a/x") is ABSENT


def test_lists_are_added_to_at_an_index_and_at_the_end():
    document = {"b": [1, 2]}
    assert edited(document, Edit("add", "/b/0", 0)) == {"b": [0, 1, 2]}
    assert edited(document, Edit("add", "/b/-", 3)) == {"b": [1, 2, 3]}
    assert edited(document, Edit("add", "/b/9", 3)) == document


def test_mappings_merge_key_by_key_and_anything_else_replaces():
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    assert merged(base, {"a": {"y": [3]}, "c": 2}) == {"a": {"x": 1, "y": [3]}, "b": 1, "c": 2}
    assert list(merged(base, {"b": 2, "a": 1})) == ["a", "b"]
