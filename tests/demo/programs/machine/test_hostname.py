"""hostname of a demo node."""

import pytest


@pytest.mark.parametrize(
    ("words", "out"), [([], "a3-01"), (["-I"], "127.9.9.9"), (["-i"], "127.9.9.9"), (["-s"], "a3-01")]
)
def test_it_says_the_name_or_the_address(run, words, out):
    assert run("hostname", *words) == (0, f"{out}\n", "")
