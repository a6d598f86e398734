"""What keeps a test honest: it can fail, it waits for a state and not for time, it patches no number of seconds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
STILL = Path(__file__).with_name("weak_tests.txt")
"""What breaks a rule, one `rule path name` a line; it may only shrink."""
SLEEPS = {"tests/kit/waiting.py", "tests/aisbench/fake_ais_bench.py", "tests/fuzz/terminals.py"}
"""May sleep: the one `until`, what replays a recording at its pace, and what types at a person's."""
SECONDS = re.compile(r"(_S|_MS|PATIENCE)$")
CHECKS = re.compile(r"(assert|until|expect)(_|$)")
"""Names of helpers that fail by themselves when what they are named for does not hold."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def last_name(called: ast.expr) -> str:
    """`sleep` of `asyncio.sleep` and of `sleep`."""
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def calls(tree: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield last_name(node.func), node.args


def is_zero(value: ast.expr) -> bool:
    """`sleep(0)` lets others run; no time passes."""
    return isinstance(value, ast.Constant) and value.value == 0


def sleeps(function: Function) -> bool:
    return any(name == "sleep" and args and not is_zero(args[0]) for name, args in calls(function))


def patched_seconds(tree: ast.AST) -> Iterator[str]:
    """Each constant in seconds that `monkeypatch.setattr` changes, in either of its two forms."""
    for name, args in calls(tree):
        texts = [a.value.rpartition(".")[2] for a in args[:2] if isinstance(a, ast.Constant) and type(a.value) is str]
        if name == "setattr":
            yield from (text for text in texts if SECONDS.search(text))


def can_fail(test: Function) -> bool:
    """It asserts, expects an error, or calls a helper that is named for its check."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert | ast.Raise):
            return True
        if isinstance(node, ast.Call) and (CHECKS.match(last_name(node.func)) or last_name(node.func) == "raises"):
            return True
    return False


def broken(path: str, tree: ast.Module) -> Iterator[str]:
    for name in patched_seconds(tree):
        yield f"seconds {path} {name}"
    tops = [f for node in tree.body for f in (node.body if isinstance(node, ast.ClassDef) else [node])]
    for function in (f for f in tops if isinstance(f, Function)):
        if path not in SLEEPS and sleeps(function):
            yield f"sleep {path} {function.name}"
        if function.name.startswith("test_") and not can_fail(function):
            yield f"no-assert {path} {function.name}"


def test_each_test_can_fail_and_none_waits_for_time_alone():
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        found |= set(broken(str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))))
    listed = set(STILL.read_text(encoding="utf-8").splitlines())
    assert found <= listed, "wait by tests/kit/waiting.py, hand seconds in, assert:\n" + "\n".join(
        sorted(found - listed)
    )
    assert listed <= found, f"strike from {STILL.name}:\n" + "\n".join(sorted(listed - found))
