"""What is said of Python, the state folder and the programs."""

from dataclasses import replace

from mindie_tui.model.doctor.machine import SeenMachine, machine_items

SEEN = SeenMachine(
    "0.1.0", "3.11.2", "/opt/x/bin/python3", "bundle", "~/state", True, True, 9 << 30, "", "/bin/bash", ""
)


def item(name, **changes):
    return next(one for one in machine_items(replace(SEEN, **changes)) if one.name == name)


def test_the_bundle_is_named_and_so_is_a_python_that_others_use():
    assert "bundle" in item("python").means and not item("python").do
    assert "pipx" in item("python", kind="system").do


def test_a_state_folder_is_a_problem_where_no_run_could_be_kept():
    assert item("state_folder").state == "ok" and "9.0 GiB free" in item("state_folder").found
    for changes in ({"writable": False}, {"free": 1 << 20}, {"refusal": "this user has no home directory"}):
        found = item("state_folder", **changes)
        assert found.state == "problem" and found.do, changes


def test_little_space_is_a_note_and_a_silent_file_system_is_unknown():
    assert item("state_folder", free=100 << 20).state == "note"
    assert item("state_folder", free=None).state == "unknown"
    assert "first run makes it" in item("state_folder", exists=False).found


def test_a_missing_program_is_no_problem():
    assert [item(name, bash="", tar="").state for name in ("bash", "tar")] == ["note", "note"]
    assert item("bash").found == "/bin/bash"
