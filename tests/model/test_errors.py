"""An error says where, what, and what to do, in one line; its exit status is that of its branch of the tree."""

import pytest

from mindie_tui.model import errors


def test_an_error_is_one_line_with_its_place_and_what_to_do():
    assert (
        str(errors.Lost("the line dropped", node="a3-01", do="probe again")) == "a3-01: the line dropped; probe again"
    )
    assert str(errors.StoreError("the disk is full")) == "the disk is full"


def test_a_profile_error_names_file_line_and_key():
    error = errors.ProfileError("is no number", file="p.yaml", line=3, column=7, key="bench.port")
    assert str(error) == "p.yaml:3:7: bench.port: is no number"
    assert str(errors.ProfileError("is no YAML", file="p.yaml")) == "p.yaml: is no YAML"


@pytest.mark.parametrize(
    ("error", "status"),
    [(errors.CommandLineError("x"), 64), (errors.Refused("x"), 1), (errors.LaunchFailed("x"), 2),
     (errors.CannotBench("x"), 4), (errors.Lost("x", node="n"), 1),
     (errors.LockHeld("x", node="n", holder=errors.LockHolder("li@jump", "02:11", "R")), 1)],
)  # fmt: skip
def test_each_branch_has_its_exit_status(error, status):
    assert error.exit_status == status
