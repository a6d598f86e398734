"""What preflight found and the reasons of layouts are said in Chinese, with their values."""

import ast
import re
from pathlib import Path

from mindie_tui.model.chinese import checks
from mindie_tui.model.chinese.values import as_shape
from mindie_tui.model.language import chinese
from mindie_tui.model.mindie.parameters.layouts import layouts
from mindie_tui.model.preflight import judges

CHINESE = re.compile(r"[一-鿿]")


def test_what_a_check_found_is_said_in_chinese_with_its_values():
    said = {
        "0.03 s apart": "相差 0.03 s",
        "1 of 1 answer": "1 个中 1 个应答",
        "70.7 GiB free for logs": "日志可用空间 70.7 GiB",
        "mode 640, ours": "权限 640，属本用户",
        "16 NPUs OK": "16 个 NPU 正常",
        "16 NPUs OK; NPU 3, not used, is not": "16 个 NPU 正常；未使用的 NPU 3 异常",
        "163 of 163 safetensors, all whole": "safetensors 163 / 163，均完整",
        "300 GiB available; our run r1 is loaded": "可用内存 300 GiB；运行 r1 已加载",
        "{x} \\ % runs": "{x} \\ % 运行中",
    }
    assert {text: checks.found(text) for text in said} == said
    assert checks.found("root@10.20.3.11:22, 3 ms") == "root@10.20.3.11:22, 3 ms", "names stay as they are"


def texts_of_passes():
    """What the judges say where a check passes: constants, and templates with `x` in their gaps."""
    for path in Path(judges.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Judged" and len(node.args) > 1
            if called and getattr(node.args[0], "value", "") == "pass":
                text = node.args[1]
                if isinstance(text, ast.JoinedStr):
                    yield "".join(part.value if isinstance(part, ast.Constant) else "x" for part in text.values)
                elif isinstance(text, ast.Constant):
                    yield text.value


def test_every_sentence_of_a_check_that_passes_is_known():
    texts = set(texts_of_passes())
    assert len(texts) > 25
    words = re.compile(r"[a-z]{3,} [a-z]{3,}")  # two words in a row: a sentence, not a name
    assert [text for text in texts if words.search(text) and not CHINESE.search(checks.found(text))] == []


def test_every_reason_of_a_layout_is_said_in_chinese_with_the_same_gaps():
    for per_node, nodes in ((16, 2), (8, 1), (8, 4), (16, 8)):
        for layout in layouts(per_node, nodes, experts=True):
            assert CHINESE.search(chinese()["", layout.says].format(**layout.values))


def test_a_chinese_sentence_has_no_gap_that_the_english_has_not():
    for english, said in checks.FOUND.items():
        gaps = set(re.findall(r"\{([a-z]+)\}", said))
        assert gaps <= set(as_shape(english).groupindex), english
        assert not re.search(r"[一-鿿][,;]|[,;][一-鿿]", said), "full-width stops between Chinese"
