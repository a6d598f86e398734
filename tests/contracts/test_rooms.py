"""The arrows of the house: what may be imported where, statically and at run time."""

import ast
import subprocess
import sys

import pytest

from tests.contracts.package import FILES, ROOT, imports, tree_of

ROOMS = {
    # room: (rooms of ours that it may import, modules it may never import)
    "model": ({"model"}, "asyncio socket subprocess threading yaml asyncssh textual rich multiprocessing"),
    "store": ({"model", "store"}, "asyncio asyncssh textual rich subprocess threading socket"),
    "remote": ({"model", "store", "remote", "on_node"}, "textual rich"),
    "headless": ({"model", "store", "remote", "headless"}, "textual rich asyncssh"),
    "tui": ({"model", "store", "remote", "tui"}, "asyncssh yaml subprocess"),
    "demo": ({"model", "demo"}, "textual rich"),
    "on_node": ({"on_node"}, None),
}
WITHOUT_NETWORK = ("headless/arguments/", "headless/documents/", "headless/runs/runs.py", "headless/runs/show.py")
CALLS_NOT_IN_MODEL = {"open", "time.time", "time.monotonic", "time.sleep", "datetime.now", "datetime.datetime.now"}


def test_a_room_imports_only_what_stands_below_it():
    assert len(FILES) > 500
    for path in FILES:
        hold_to_its_room(path)


def hold_to_its_room(path):
    """AssertionError that names the module and what it may not import."""
    relative = path.relative_to(ROOT)
    room = relative.parts[0]
    if room not in ROOMS:
        return  # __init__ and __main__
    ours, never = ROOMS[room]
    tree = tree_of(path)
    for name in imports(tree):
        top = name.split(".")[0]
        if top == "mindie_tui":
            other = name.split(".")[1] if "." in name else ""
            assert other in {*ours, "__version__", ""}, (
                f"{relative} imports {name}: {room} stands beside or below {other}"
            )
            if room == "on_node":
                assert f"from {'.'.join(name.split('.')[:4])} import" in path.read_text(encoding="utf-8"), (
                    f"{relative} names {name}: what is sent with a program is named by `from module import name`"
                )
            if room in ("headless", "tui") and other == "remote" and name != "mindie_tui.remote":
                assert name.startswith("mindie_tui.remote.session"), f"{relative}: of remote only session, not {name}"
        elif never is None:
            assert top in sys.stdlib_module_names, f"{relative} is sent to nodes: {name} is not of the standard library"
        else:
            assert top not in never.split(), f"{relative} imports {name}"
            if room == "remote" and top == "asyncssh":
                assert str(relative).startswith("remote/transport/ssh/"), (
                    f"asyncssh ends in transport/ssh, not in {relative}"
                )
    if str(relative).startswith(WITHOUT_NETWORK):
        assert not any(name.startswith("mindie_tui.remote") for name in imports(tree)), f"{relative} needs no network"
    if room == "model":
        called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not called & CALLS_NOT_IN_MODEL, f"{relative} touches the outside: {called & CALLS_NOT_IN_MODEL}"


def test_the_package_holds_a_version_and_nothing_else():
    tree = tree_of(ROOT / "__init__.py")
    assert [type(node).__name__ for node in tree.body] == ["Expr", "Assign"]


def loaded(statement, *suspects):
    """Which of `suspects` stand in sys.modules after a statement, in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(*(m for m in {suspects!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[-2].split()


def test_the_headless_face_never_loads_the_screen():
    assert loaded("import mindie_tui.headless.replay.replay", "textual", "rich") == []


def test_the_app_is_imported_without_ssh():
    assert loaded("import mindie_tui.tui.app", "asyncssh") == []


@pytest.mark.parametrize("line", ["--help", "replay --help", "validate --help", "profiles", "runs"])
def test_what_needs_neither_screen_nor_network_loads_neither(line):
    run = f"import sys\nfrom mindie_tui.__main__ import main\ntry:\n main({line.split()!r})\nexcept SystemExit:\n pass"
    assert loaded(run, "textual", "asyncssh") == []


def test_the_help_reads_no_value_of_the_model():
    run = "from mindie_tui.headless.command_line import parser\nparser().format_help()\nprint()"
    assert loaded(run, "pydantic", "yaml", "asyncio") == []
