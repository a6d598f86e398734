"""start.sh is one frame for every engine: what it exports and starts is quoted, and stands in its place."""

from dataclasses import replace

from mindie_tui.model.launch.start_script import StartLines, start_script
from mindie_tui.model.shell import sh
from tests.kit.plays import facts


def test_the_lines_of_an_engine_stand_in_their_places():
    of = StartLines(
        "X",
        [sh("export {}", "A=b 'c")],
        [sh("{} serve &", "/a b/x")],
        unset=("GONE",),
        unkept=frozenset({"TOKEN"}),
        late=[sh("export {}", "PRELOADED=/l.so")],
    )
    text = start_script(of, replace(facts("a3-01"), set_env=("/e/set_env.sh",)))
    lines = text.splitlines()
    order = [
        "# Written by mindie-tui: the environment and the start of X on this node.",
        "if [ -r /e/set_env.sh ]; then source /e/set_env.sh; fi",
        """export 'A=b '"'"'c'""",
        "# TOKEN: handed over at the start, and kept in no file",
        "export PRELOADED=/l.so",
        "unset GONE",
        "'/a b/x' serve &",
        "daemon=$!",
        'exit "$status"',
    ]
    assert [lines.index(line) for line in order] == sorted(lines.index(line) for line in order)
    assert text.endswith("\n")


def test_what_an_engine_does_not_need_leaves_no_line():
    text = start_script(StartLines("X", (), [sh("x &")]), replace(facts("a3-01"), set_env=()))
    assert "export" not in text and "source" not in text and text.count("unset ") == 1
