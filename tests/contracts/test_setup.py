"""What somebody meets on a machine that lacks something: one sentence that names it and the command to install it."""

import subprocess
from pathlib import Path

import pytest

from tests.kit import needs

ROOT = Path(__file__).parents[2]


def skipped(*names):
    return [f"Skipped: {needs.MARK} {name}: install {needs.PACKAGES[name]}" for name in names]


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ([], None),
        (["Skipped: this machine has no Python 3.8"], None),
        (
            skipped("tmux"),
            "1 test was skipped, because tmux is not installed. To run them: sudo apt-get install tmux",
        ),
        (
            skipped("tmux", "sshd", "sshd"),
            "3 tests were skipped, because sshd, tmux is not installed. "
            "To run them: sudo apt-get install openssh-server tmux",
        ),
    ],
)
def test_one_line_counts_what_was_skipped_and_names_the_command(reasons, line):
    assert needs.summary(reasons) == line


def test_a_missing_program_skips_here_and_fails_in_ci(monkeypatch):
    monkeypatch.setattr(needs.shutil, "which", lambda name, path: None)
    monkeypatch.setattr(needs, "IN_CI", False)
    with pytest.raises(pytest.skip.Exception, match="install openssh-server"):
        needs.program("sshd")
    monkeypatch.setattr(needs, "IN_CI", True)
    with pytest.raises(pytest.fail.Exception, match="install openssh-server"):
        needs.program("sshd")


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ('case "$2" in *3,*11*) exit 1 ;; *) echo 3.9.2 ;; esac', "needs Python 3.11 or newer, and {} is 3.9.2; name"),
        ('case "$2" in *ensurepip*) exit 1 ;; esac', "{} has no venv; install it (on Debian and Ubuntu: sudo apt-get"),
        (None, "there is no {}; install Python 3.11 or newer"),
    ],
)
def test_make_says_in_one_sentence_which_python_it_needs(python, sentence, tmp_path):
    path = tmp_path / "python"
    if python:
        path.write_text(f"#!/bin/sh\n{python}\n")
        path.chmod(0o755)
    words = ["make", "-f", str(ROOT / "Makefile"), f"PYTHON={path}", f"VENV={tmp_path}/venv", f"{tmp_path}/venv/.ready"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and sentence.format(path) in done.stderr, done.stderr
    assert not (tmp_path / "venv").exists()
