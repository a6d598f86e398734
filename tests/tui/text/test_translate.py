"""The words of the screens follow the language in force."""

from mindie_tui.model import language
from mindie_tui.model.message import Message
from mindie_tui.tui.report.compare import headline
from mindie_tui.tui.report.lines import overview
from mindie_tui.tui.text import translate


def test_the_base_is_named_in_the_language_in_force():
    assert translate.base_name("a3-01's own config.json") == "a3-01's own config.json"
    language.use("zh")
    assert translate.base_name("a3-01's own config.json") == "a3-01 原有的 config.json"
    assert translate.base_name("/home/me/base.json") == "/home/me/base.json"


def test_the_load_that_was_reached_is_not_the_node_that_was_reached():
    language.use("zh")
    assert (translate.t("reached"), translate.t("connected")) == ("实际", "已连接")


def test_a_word_of_a_key_is_not_the_same_word_elsewhere():
    assert (translate.t("failed"), translate.label_of("key", "failed")) == ("failed", "failed")
    language.use("zh")
    assert (translate.t("failed"), translate.label_of("key", "failed")) == ("失败", "失败项")
    assert translate.label_of("key", "reached") == translate.t("reached"), "one Chinese where one will do"
    assert translate.label_of("fix", "{n} more", n=2) == "另有 2 种"


def test_a_value_that_is_a_message_speaks_the_language_too():
    language.use("zh")
    assert translate.t("{node}: {what}: {said}", node="a", what=Message("container"), said="x") == "a：容器：x"
    assert translate.t(Message("{n} NPUs OK", n=8)) == "8 个 NPU 正常"


def test_a_report_s_head_and_its_table_of_points_are_chinese():
    language.use("zh")
    points = [{"key": {"batch_size": size, "request_rate": 0}} for size in (10, 20)]
    report = {"points": points, "comparison": []}
    assert headline(report)[2] == "已压测；没有基线"
    assert "并发  请求率" in overview(report, 0, columns=80)[0].plain
