"""What the engines of a demo node share: their state on its disk, Go's templates, options, sizes."""

import pytest


@pytest.fixture
def engine(program):
    return program("engine")


@pytest.mark.parametrize(
    ("text", "size"), [("64m", 64 << 20), ("2g", 2 << 30), ("1024", 1024), ("3GB", 3 << 30), ("much", None)]
)
def test_a_size_is_read_as_the_engines_read_it(engine, text, size):
    assert engine.bytes_of(text) == size


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.A.B}} {{json .A}}", '1 {"B":1}'), ("{{json .}}", '{"A":{"B":1},"L":[true,null]}'),
        ("{{.L}}\\t{{.A}}", "[true <no value>]\tmap[B:1]"), ("plain", "plain"),
    ],
)  # fmt: skip
def test_a_template_is_filled_as_go_fills_it(engine, template, text):
    assert engine.filled(template, {"A": {"B": 1}, "L": [True, None]}) == text


def test_options_end_at_the_first_other_word(engine):
    flags, valued = {"-i": "in", "-t": "tty"}, {"-e": "env", "--env": "env"}
    found, rest = engine.options(["-it", "-e", "A=1", "--env=B=2", "name", "-x"], flags, valued)
    assert found == {"in": ["true"], "tty": ["true"], "env": ["A=1", "B=2"]} and rest == ["name", "-x"]
    with pytest.raises(SystemExit):
        engine.options(["--never"], flags, valued)


def test_ps_shows_what_runs_unless_all_are_asked_for(engine, refuse):
    with engine.changing("containers.json") as containers:
        containers += [{"name": "a", "state": "running"}, {"name": "ab", "state": "created"}]

    def names(*words):
        return [one["name"] for one in engine.chosen(list(words), refuse)[1]]

    assert names() == ["a"] and names("-a") == ["a", "ab"]
    assert names("-a", "--filter", "name=b$") == ["ab"] and names("-a", "-f", "status=running") == ["a"]
    with pytest.raises(LookupError, match="filter"):
        names("--filter", "x=1")


def test_a_container_without_devices_has_none_and_the_fleets_own_has_all(engine):
    assert engine.devices({"devices": {}}) == {}
    assert len(engine.devices({})) == 19 and set(engine.devices({}).values()) == {"rwm"}
