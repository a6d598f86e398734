"""Every word of the screens is said in Chinese too, with the same gaps."""

import ast
import string
from pathlib import Path

import mindie_tui.tui as screens
from mindie_tui.tui.report.compare import headline
from mindie_tui.tui.report.lines import overview
from mindie_tui.tui.text import translate
from mindie_tui.tui.text.chinese.screens import ZH


def called_words(tree: ast.AST):
    """What `t(...)`, a binding's hint and a choice say in English."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = {"t": 0, "Binding": 2, "AnswerKey": 1}.get(called)
        if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
            yield node.args[place].value


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_word_of_the_screens_is_said_in_chinese_with_the_same_gaps():
    said = {
        word
        for path in Path(screens.__file__).parent.rglob("*.py")
        for word in called_words(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(word, str) and word
    }
    assert len(said) > 400
    assert sorted(said - ZH.keys()) == []
    assert not [word for word in said if gaps(ZH[word]) - gaps(word)]


def test_the_base_and_the_fixes_are_called_in_the_language_in_use():
    assert translate.base_name("a3-01's own config.json") == "a3-01's own config.json"
    assert translate.fix_name("without dp, tp = 8") == "without dp, tp = 8"
    translate.use("zh")
    assert translate.base_name("a3-01's own config.json") == "a3-01 原有的 config.json"
    assert translate.base_name("/home/me/base.json") == "/home/me/base.json"
    assert translate.fix_name("without dp, tp = 8") == "去掉 dp, tp = 8"


def test_the_load_that_was_reached_is_not_the_node_that_was_reached():
    translate.use("zh")
    assert (translate.t("reached"), translate.t("connected")) == ("实际", "已连接")


def test_a_report_s_head_and_its_table_of_points_are_chinese():
    translate.use("zh")
    points = [{"key": {"batch_size": size, "request_rate": 0}} for size in (10, 20)]
    report = {"points": points, "comparison": []}
    assert headline(report)[2] == "已压测；没有基线"
    assert "并发  请求率" in overview(report, 0, columns=80)[0].plain
