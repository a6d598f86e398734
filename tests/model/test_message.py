"""A message is its own English, and speaks Chinese at the edge."""

import copy
import json
import pickle

import pytest

from mindie_tui.model import language
from mindie_tui.model.message import Message, in_english, in_language, joined


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


def test_it_is_its_english_whatever_is_spoken():
    message = Message("{n} NPUs OK", n=16)
    language.use("zh")
    assert message == "16 NPUs OK" and json.dumps({"found": message}) == '{"found": "16 NPUs OK"}'
    assert type(in_english(message)) is str and in_english(message) == "16 NPUs OK"
    assert in_language(message) == "16 个 NPU 正常"


def test_values_that_are_messages_are_translated_and_names_are_not():
    inner = Message("it will be stopped first")
    message = joined("", Message("{n} links UP", n=8), inner, "failed")
    assert message == "8 links UP; it will be stopped first; failed"
    language.use("zh")
    assert in_language(message) == "8 个网口已连通；将先停止它；failed"


def test_braces_without_values_stay():
    assert Message("{x} is {y}") == "{x} is {y}"
    assert joined() == "" and joined("{x}") == "{x}"


def test_a_sentence_without_chinese_is_said_in_english():
    language.use("zh")
    assert in_language(Message("nobody says {this}", this=1)) == "nobody says 1"
    assert in_language("16 NPUs OK") == "16 个 NPU 正常" and in_language("16 doors OK") == "16 doors OK"


def test_it_is_frozen_and_survives_a_copy():
    message = Message("{n} NPUs OK", n=16)
    with pytest.raises(AttributeError):
        message.template = "x"
    for twin in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert (twin, twin.template, twin.values) == (message, message.template, message.values)
