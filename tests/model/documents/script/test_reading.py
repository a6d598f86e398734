import pytest

from mindie_tui.model.documents.script.reading import read
from mindie_tui.model.vllm_ascend.script import starts
from tests.kit.shell_scripts import Script, run_in_bash


def as_run(text: str):
    """Each start as a program would see it: its words behind the program, and its environment."""
    found = []
    for start in starts(read(text)):
        words = [*start.program[1:], *(word.raw for word in start.arguments)]
        found.append((words, {name: value.raw for name, value in start.ran.environment.items()}))
    return found


def differing(seeds: range, folder):
    scripts = [Script(seed).text() for seed in seeds]
    pairs = zip(scripts, run_in_bash(scripts, folder), strict=True)
    return [(script, real, as_run(script)) for script, real in pairs if as_run(script) != real]


def test_a_script_is_read_as_bash_runs_it(tmp_path):
    assert differing(range(40), tmp_path)[:1] == []


@pytest.mark.long
def test_many_scripts_are_read_as_bash_runs_them(tmp_path):
    assert differing(range(1000, 2500), tmp_path)[:1] == []


def remarks(text: str):
    return [(one.line, one.text, str(one.why)) for one in read(text).remarks]


def test_loops_over_known_values_are_run():
    words = [
        " ".join(word.raw for word in one.words) for one in read("for p in 1 2; do vllm serve --port 80$p; done").ran
    ]
    assert words == ["vllm serve --port 801", "vllm serve --port 802"]


def test_what_a_branch_decides_is_open_and_said():
    text = 'PORT=1\nif [ "$1" = x ]; then\n  PORT=2\nfi\nvllm serve --port $PORT'
    [one] = [one for one in read(text).ran if one.words[0].raw == "vllm"]
    assert one.certain and one.words[-1].raw == "$PORT" and one.words[-1].unknown
    assert remarks(text) == [(2, 'if [ "$1" = x ]; then', "which branch runs is not known here, and with it PORT")]


def test_a_branch_that_the_script_decides():
    text = 'R=a\nif [ "$R" == a ]; then\n  X=1\nelse\n  X=2\nfi\nvllm serve $X'
    assert read(text).ran[-1].words[-1].raw == "1"
    assert remarks(text) == [(5, "X=2", "a branch that is not taken")]


def test_a_start_in_a_function_that_nobody_calls_is_found():
    [one] = read("serve() {\n vllm serve $1\n}\n").ran
    assert not one.certain and one.words[-1].raw == "$1"


def test_a_start_in_a_file_that_the_script_writes():
    text = "cat > a.sh <<EOF\nexport A=1\nvllm serve x\nEOF\nexport B=1\nvllm serve y"
    found = [
        (one.in_a_file, one.words[-1].raw, sorted(one.environment)) for one in read(text).ran if len(one.words) > 1
    ]
    assert found == [(True, "x", ["A"]), (False, "y", ["B"])]


def test_every_line_ending_is_one():
    assert as_run("\ufeffexport A=1\r\nvllm serve x \\\r\n  -tp 2\r\n") == [(["serve", "x", "-tp", "2"], {"A": "1"})]


def test_defaults_are_said_once():
    text = "P=${PORT:-8000}\nvllm serve --port $P ${PORT:-8000}"
    assert [one[:2] for one in remarks(text)] == [(1, "P=${PORT:-8000}"), (2, "vllm serve --port $P ${PORT:-8000}")]


def test_no_text_raises():
    for text in ("", "\0", "((((", "))))", "fi fi", "$(", "f() f() f()", "f() { f; }; f", "eval eval eval", "{" * 500):
        assert len(read(text).ran) < 600, text
    assert read("f() { g; }\ng() { f; }\nf\n" + "bash -c \"bash -c 'bash -c x'\"").ran
