from mindie_tui.model.documents.script.leftovers import (
    around_start,
    environment_of_start,
    other_commands,
    secrets_of_start,
)
from mindie_tui.model.documents.script.reading import read

TEXT = "export OURS=1 'B-C'=2 P=a:$P KEY=s A=1\nmkdir x\nif y; then\n  nohup env B-C=2 serve > log 2>&1 | tee log\nfi"


def test_every_line_beside_a_start():
    reading = read(TEXT)
    chosen = next(one for one in reading.ran if one.words[0].raw == "serve")
    others = other_commands(reading, chosen, lambda one: False, TEXT.split("\n"))
    assert [(one.line, one.text) for one in others] == [(2, "mkdir x")]
    assert [(one.line, one.text) for one in around_start(chosen, ())] == [
        (4, "nohup"),
        (4, "> log 2>& 1"),
        (4, "serve"),
    ]


def test_variables():
    chosen = next(one for one in read(TEXT).ran if one.words[0].raw == "serve")
    found, from_here, left = environment_of_start(chosen, ("OURS",), lambda name: name == "KEY")
    assert (found, from_here) == ({"A": "1"}, ("KEY",))
    assert [one.text for one in left] == ["OURS=1", "B-C=2", "P=a:$P", "KEY"]
    assert secrets_of_start(chosen, lambda name: name == "KEY") == ("s",)
