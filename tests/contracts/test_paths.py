"""No docstring, comment or paper points outside the repository: each path that one names is there."""

import ast
import io
import re
import subprocess
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = r"(?:mindie_tui|model|store|remote|headless|tui|demo|on_node|tests|docs|tools|benchmarks|facts|design|shared)"
NAMED = re.compile(rf"(?<![\w/.-])(?:{HERE}(?:/[\w.-]+)+\.(?:py|md|txt|sh|yaml))\b")
PLACEHOLDERS = {"mindie_tui/on_node/NAME.py"}


def texts(path: Path) -> str:
    """Of a module its docstrings and comments, of a paper all of it."""
    text = path.read_text(encoding="utf-8")
    if NAMED.search(text) is None:
        return ""
    if path.suffix != ".py":
        return text
    strings = [
        node.value.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Expr) and said(node.value)
    ]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return "\n".join([*strings, *(token.string for token in tokens if token.type == tokenize.COMMENT)])


def said(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def test_every_path_that_is_named_is_there():
    listed = subprocess.run(["git", "-C", ROOT, "ls-files"], capture_output=True, text=True, timeout=30, check=True)
    files = listed.stdout.split()
    tails = {"/".join(file.split("/")[i:]) for file in files for i in range(file.count("/") + 1)}
    gone = {
        (file, name)
        for file in files
        if file.endswith((".py", ".md"))
        for name in NAMED.findall(texts(ROOT / file))
        if name not in tails | PLACEHOLDERS
    }
    assert not gone
