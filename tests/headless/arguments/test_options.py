"""Options that several commands share."""

import argparse
from pathlib import Path

import pytest

from mindie_tui.headless.arguments import options


def parse(add, *words, **more):
    to = argparse.ArgumentParser()
    add(to, **more)
    return to.parse_args(words)


def test_a_command_leaves_what_stands_before_it():
    assert vars(parse(options.ssh_config)) == {} == vars(parse(options.screen))
    assert parse(options.ssh_config, of_a_command=False).ssh_config is None
    assert vars(parse(options.screen, of_a_command=False)) == {"theme": None, "readonly": False, "slow": None}
    assert parse(options.ssh_config, "--ssh-config", "a").ssh_config == Path("a")


@pytest.mark.parametrize(
    ("add", "name", "kept"),
    [(options.sets, "--set", "sets"), (options.accept_host_key, "--accept-host-key", "accept_host_key")],
)
def test_what_may_be_given_often_is_kept_in_its_order(add, name, kept):
    assert getattr(parse(add, name, "b", name, "a"), kept) == ["b", "a"]
    assert getattr(parse(add), kept) == []


def test_a_switch_is_off_unless_it_is_given():
    for add, name in ((options.json_lines, "json"), (options.stop, "stop")):
        assert getattr(parse(add), name) is False
        assert getattr(parse(add, f"--{name}"), name) is True


def test_a_release_is_read_as_mindie_writes_it():
    assert parse(options.mindie, "--mindie", "2.1rc1").mindie == "2.1.RC1"
    assert parse(options.baseline, "--baseline", "last").baseline == "last"
