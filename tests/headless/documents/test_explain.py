"""explain on the command line: what a word means, and in which language."""

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.faults.table import chinese, table


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("dp", "Data parallel groups of attention"),
        ("ServerConfig.port", "int, 1024 to 65535"),
        ("MIES_CONTAINER_IP", "overrides ipAddress"),
        ("workers.attention", "dp x cp x tp = W"),
        ("layerwiseDisaggregated", "ScheduleConfig/layerwiseDisaggregated"),
    ],
)
def test_explain_says_what_a_word_means(capsys, word, words):
    assert main(["explain", word]) == 0
    assert words in capsys.readouterr().out


def test_explain_adds_chinese_where_the_locale_is_chinese_and_there_alone(capsys, monkeypatch):
    for language, there in (("zh_CN.UTF-8", True), ("en_US.UTF-8", False), ("C", False)):
        monkeypatch.setenv("LC_ALL", language)
        for word, words in (("dp", "数据并行"), ("ssh_login", "SSH 登录"), ("workers.attention", "应为")):
            assert main(["explain", word]) == 0
            assert (words in capsys.readouterr().out) is there


def test_explain_knows_the_known_errors(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["explain", table()[0].code]) == 0
    assert chinese(table()[0].code).title in capsys.readouterr().out


def test_explain_of_a_misspelt_word_names_the_right_one(capsys):
    assert main(["explain", "maxPrefilTokens"]) == 64
    assert "did you mean maxPrefillTokens" in capsys.readouterr().err


def test_explain_names_the_releases(capsys):
    assert main(["explain", "tokenTimeout", "--mindie", "1.0.0"]) == 0
    out = capsys.readouterr().out
    assert "since MindIE 2.0.T6" in out and "MindIE 1.0.0 does not read it" in out
    assert main(["explain", "maxLinkNum", "--mindie", "2.1.RC1"]) == 0
    assert "whether MindIE 2.1.RC1 demands it is not known" in capsys.readouterr().out
