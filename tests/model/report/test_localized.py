"""A report's Markdown on a Chinese screen: its sentences and cells are Chinese, its names and figures as they were."""

from mindie_tui.model import language
from mindie_tui.model.report.localized import localized

MARKDOWN = """# a3-double: measured; no baseline

Ready 251 s after the start, first token after 249 s.

## Waived checks

- asked 20 at once, reached 9.0: the requested load was not reached
- a note of nobody

| metric | this run |
| --- | ---: |
| failed | **worse** |
"""


def test_only_in_chinese_is_anything_translated():
    assert localized(MARKDOWN) == MARKDOWN
    language.use("zh")
    lines = localized(MARKDOWN).splitlines()
    assert lines[0] == "# a3-double：已压测；没有基线"
    assert lines[2] == "启动后 251 s 就绪，249 s 得到首 token。"
    assert lines[4] == "## 已豁免的检查"
    assert lines[6].startswith("- 请求并发 20") and lines[7] == "- a note of nobody"
    assert lines[10] == "| --- | ---: |" and lines[11].startswith("| 失败 | **")
