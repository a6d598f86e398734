"""The language in force, and how the catalogue is read."""

import pytest

from mindie_tui.model import language


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LC_ALL": "", "LANG": "ZH"}, "zh"),
        ({"LC_CTYPE": "zh_CN.UTF-8", "LANG": "de_DE"}, "en"),
    ],
)
def test_the_locale_names_the_language(environment, expected):
    assert language.language_of(environment) == expected


def test_english_needs_no_catalogue():
    language.catalogue.cache_clear()
    assert language.translation("nodes") is None
    assert language.catalogue.cache_info().currsize == 0


def test_chinese_has_the_catalogue_s_words():
    language.use("zh")
    assert language.in_force() == "zh"
    assert language.translation("{n} NPUs OK") == "{n} 个 NPU 正常"
    assert language.translation("failed", "key") == "失败项"
    assert language.translation("no such sentence") is None


def test_a_catalogue_is_read_as_gettext_writes_it():
    text = """# head
msgid ""
msgstr "Language: zh_CN\\n"

#. a remark
#: some/file.py:3
msgid "two "
"lines\\n"
msgstr ""
"两"
"行\\n"

msgctxt "key"
msgid "a \\"quoted\\" \\\\"
msgstr "引"

#, fuzzy
msgid "unsure"
msgstr "不"

msgid "not yet"
msgstr ""

#~ msgid "gone"
#~ msgstr "去"
"""
    assert language.parse(text) == {("", "two lines\n"): "两行\n", ("key", 'a "quoted" \\'): "引"}
