"""What a field must be is said in Chinese."""

import re

from mindie_tui.model.chinese.values import word
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.vllm_ascend import parameter_fields

ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")


def test_what_a_field_must_be_is_said_in_chinese():
    assert word("int, 1024 to 65535, or absent") == "整数 1024 到 65535，或不写"
    assert word("int, 1 and up, or -1") == "整数，不小于 1，或 -1"
    assert word("x of its own") == "x of its own"
    assert all(word(w) != w for w in {f.kind.words() for f in catalogue.FIELDS} if " and " in w or " to " in w)


def test_no_kind_of_either_engine_keeps_english_words():
    fields = (*catalogue.FIELDS, *parameter_fields.serve_fields(), *parameter_fields.section_fields())
    assert len(fields) > 300
    assert {one.kind.describe() for one in fields if ENGLISH.search(word(one.kind.describe()))} == set()
