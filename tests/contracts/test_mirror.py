"""Tests mirror the package: who changes a module finds its test by its path."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
STILL = Path(__file__).with_name("without_own_test.txt")
"""Modules without a test file of their own, covered by others'; it may only shrink."""


def modules() -> set[str]:
    package = ROOT / "mindie_tui"
    return {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py") and "chinese" not in path.parts
    }


def own_test(module: str) -> Path:
    path = ROOT / "tests" / module
    return path.with_name(f"test_{path.name}")


def test_each_module_has_its_test_file_or_is_listed():
    listed = set(STILL.read_text().split())
    without = {module for module in modules() if not own_test(module).is_file()}
    assert without <= listed, f"write their tests: {', '.join(sorted(without - listed))}"
    assert listed <= without, f"strike them from {STILL.name}: {', '.join(sorted(listed - without))}"


def test_no_test_module_imports_another():
    """What several tests share stands in tests/kit."""
    listed = set((STILL.with_name("imports_a_test.txt")).read_text().split())
    importing = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["from"], ["import"]) and words[1].startswith("tests") and ".test_" in line:
                importing.add(str(path.relative_to(ROOT)))
    assert importing <= listed, f"move what they share to tests/kit: {', '.join(sorted(importing - listed))}"
    assert listed <= importing, f"strike them: {', '.join(sorted(listed - importing))}"
