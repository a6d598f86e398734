"""What is wrong in a profile is said in one sentence: file, line, column, key, what to write."""

import pytest
import yaml
from hypothesis import given, settings, strategies as st

from mindie_tui.model.errors import ProfileError
from mindie_tui.store import paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.yaml import loader

GOOD = """\
mindie-tui: 1
nodes: [{name: a3-01}]
container: {name: mindie}
"""

BAD = {
    # text below the three good lines: the sentence after "lab.yaml:"
    "nodez: []": "4:1: nodez: is not a key here; did you mean `nodes`?",
    "launch:\n  timeouts: {}": "5:3: launch.timeouts: is not a key here; did you mean `timeouts_s`?",
    "dp: 4": "4:1: dp: is not a key here; write it under parameters: ModelConfig:",
    "NPU_MEMORY_FRACTION: 0.9": "4:1: NPU_MEMORY_FRACTION: is not a key here; write it under environment:",
    "num_prompts: 5": "4:1: num_prompts: is not a key here; write it at bench.performance.num_prompts",
    "name: lab": "4:1: name: is not a key here; remove it: the file's own name is the profile's",
    "password: x": "4:1: password: has no place in a profile: it would be readable; use SSH keys or the agent",
    "bench: {performance: {settings: {api_key: x}}}": "4:34: bench.performance.settings.api_key: has no place",
    "nodes: []": "4:1: nodes: occurs a second time, first on line 2; keep one of the two",
    "launch: {preload: [], preload: []}": "4:23: preload: occurs a second time, first on line 4",
    "launch:\n\tpreload: []": "5:1: preload: found a tab; YAML does not accept tabs for indentation; write blanks",
    "launch: {follow:\t[]}": "4:17: launch: found a tab",
    "notes: a: b": "4:9: is not YAML: a second `:` on this line",
    "launch: {preload: []": "4:9: is not YAML: a `{` is not closed, or a comma is missing",
    "notes: 'open": "4:8: is not YAML: a quote is not closed before the end of the file; close it",
    "notes: @x": "4:8: is not YAML: no value begins with this character; put the text in quotes",
    "notes: \x07": "4:8: a control character, which YAML does not allow; remove it",
    "--- \nnotes: x": "4:1: a second document begins here; write one document a file",
    "notes: *x": "4:8: *x names nothing that was written before; mark the value with &x",
    "notes: !!python/object:os.system x": "4:8: the tag !!python/object:os.system has no place here; write the plain",
    "<<: {notes: x}": "4:1: merging with << is not read here; write the keys out, or use `extends`",
    "[1]: x": "4:1: a key must be a word; write `key: value`",
    "notes: 1.10": "4:8: notes: must be text, not 1.10; write '1.10' in quotes",
    "launch: fast": "4:9: launch: must be a mapping, not fast; write `key: value` lines below it, such as timeouts_s",
    "launch: {preload: /x.so}": "4:19: launch.preload: must be a list, not /x.so; write [/x.so]",
    "launch: {preload: [x.so]}": "4:20: launch.preload[0]: must be an absolute path on the node",
    "launch: {timeouts_s: {login: 10s}}": "4:30: launch.timeouts_s.login: must be a number, not 10s; write a number",
    "launch: {timeouts_s: {login: '10'}}": "4:30: launch.timeouts_s.login: must be a number, not '10'; write 10",
    "launch: {timeouts_s: {login: 0}}": "4:30: launch.timeouts_s.login: must be more than 0, not 0; write more than 0",
    "bench: {performance: {num_prompts: 2.5}}": "4:36: bench.performance.num_prompts: must be a whole number, not 2.5",
    "bench: {performance: {num_prompts: true}}": "4:36: bench.performance.num_prompts: must be a whole number",
    "bench: {performance: {num_prompts: 1e5}}": "4:36: bench.performance.num_prompts: 1e5 is text in YAML; write 1000",
    "bench: {node: a3-03}": "4:15: bench.node: a3-03 is not one of the nodes: a3-01; write another value",
    "bench:\n  datasets: [gsm8k]": "5:13: bench.datasets: must be a mapping, not a list",
    "bench: {datasets: {gsm8k: /x}}": "4:27: bench.datasets.gsm8k: must be a mapping, not /x; write {path: /data",
    "parameters: {ModelConfig: {dp: 012}}": "4:32: parameters.ModelConfig.dp: 012 is not a plain number; write it",
    "parameters: {ModelConfig: {dp: 1e5}}": "4:32: parameters.ModelConfig.dp: 1e5 is text in YAML; write 100000",
    "parameters: {ModelConfig: {x: 1.5e-3}}": "4:31: parameters.ModelConfig.x: 1.5e-3 is text in YAML; write 0.0015",
    "environment: {A: [1]}": "4:18: environment.A: must be text, not a list",
    "extends: a3-dobule": "4:10: extends: there is no profile a3-dobule; did you mean a3-double?",
    "extends: ./gone.yaml": "4:10: extends: gone.yaml does not exist; name a shipped profile",
    "extends: ./lab.yaml": "4:10: extends: goes round in a circle: lab.yaml extends lab.yaml; keep only one of them",
    "drop: [environment.A]": "4:8: drop: environment.A would be taken from what `extends` names, and there is no "
                             "`extends`; remove it",
    "extends: a3-single\ndrop: [environment.OMP_NUM_THREAD]":
        "5:8: drop: environment.OMP_NUM_THREAD is not in what it extends; did you mean environment.OMP_NUM_THREADS?",
    "config: gone.json": "4:9: config: ",
}  # fmt: skip


@pytest.fixture
def said(tmp_path, monkeypatch):
    """The sentence about a file lab.yaml of this text."""
    monkeypatch.chdir(tmp_path)

    def read(text):
        (tmp_path / "lab.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(ProfileError) as caught:
            profiles.load("lab.yaml")
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert caught.value.exit_status == 1
        return sentence

    return read


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_line_is_named_with_what_to_write(said, text):
    assert said(f"{GOOD}{text}\n").startswith(f"lab.yaml:{BAD[text]}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "lab.yaml: is empty; write at least `mindie-tui: 1`"),
        (b"# nothing\n", "lab.yaml: is empty; write at least `mindie-tui: 1`"),
        (b"hello\n", "lab.yaml:1:1: is not a profile: it holds one value; write `key: value` lines"),
        (b"- a\n", "lab.yaml:1:1: is not a profile: it holds a list"),
        (b"a: \xff\n", "lab.yaml:1:4: is not text in UTF-8; save it as UTF-8"),
        (b"mindie-tui: 2\nnew: x\n", "lab.yaml:1:13: mindie-tui: has format 2; this mindie-tui reads formats up to 1"),
        (b"mindie-tui: '1'\n", "lab.yaml:1:13: mindie-tui: is not a format of a profile: '1'; write 1"),
        (b'{"ServerConfig": {}}', "lab.yaml:1:2: is a config.json, not a profile; check it with `mindie-tui"),
        (b"a: " + b"[" * 5000, "lab.yaml:1:63: nests deeper than 60 levels; write it flatter"),
        (b"- " * 5000, "lab.yaml:1:121: nests deeper than 60 levels"),
        (b"notes: " + b"x" * 1_000_000, "lab.yaml: is larger than 1 MB, so it is no such file"),
        (b"nodes:\n- {host: x}\n", "lab.yaml:2:3: nodes[0]: needs `name`; write `name: ...` there"),
        (b"nodes:\n- {name: a}\n- {name: a}\n", "lab.yaml:1:1: nodes: two nodes are named a"),
        (b"nodes: a3-01\n", "lab.yaml:1:8: nodes: must be a list, not a3-01; write - {name: a3-01, host: root@"),
        (b"nodes: [{name: -a}]\n", "lab.yaml:1:16: nodes[0].name: cannot be -a; write letters, digits"),
        (b"container: {engine: docker}\n",
         "lab.yaml:1:12: container: name is needed: the container that the service runs"),
        (b"container: {engine: dokcer, name: x}\n", "lab.yaml:1:21: container.engine: cannot be dokcer; did you mean"),
        (b"container: {engine: ssh, name: x}\n", "lab.yaml:1:21: container.engine: cannot be ssh; write one of docke"),
        (b"container: {name: x, sudo: yes}\n", "lab.yaml:1:28: container.sudo: must be true or false, not yes; write"),
        (b"container: {name: x, create: true}\n", "lab.yaml:1:12: container: image is needed with create: true; write"),
        (b"container: {engine: none, create: true}\n", "lab.yaml:1:12: container: create has no engine to ask; name"),
        (b"container: {name: x, tar_from: m.tar}\n", "lab.yaml:1:12: container: tar is needed with tar_from; write wh"),
        (b"container: {name: x, shm_size: big}\n", "lab.yaml:1:32: container.shm_size: cannot be big; write a size s"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_what_to_write(said, text, sentence):
    assert said(text).startswith(sentence)


def test_an_anchor_bomb_is_refused_before_it_grows(said):
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 10)}]" for n in range(9)]
    assert "aliases grow to more than 20000 values; write them out" in said("\n".join(lines))


def test_an_escape_sequence_in_a_key_reaches_no_terminal(said):
    assert said('"\\e[31mred\\nkey": 1\n').startswith("lab.yaml:1:1: red key: is not a key here")


NOT_YET = {
    "nodes: [{name: a}, {name: b, serves: false}]": "nodes[1].serves",
}


@pytest.mark.parametrize("text", NOT_YET)
def test_what_is_not_acted_on_yet_is_refused_by_name_and_never_ignored(said, text):
    sentence = said(f"mindie-tui: 1\n{text}\n")
    assert sentence.startswith("lab.yaml:2:")
    assert f": {NOT_YET[text]}: not yet; " in sentence


def test_a_wrong_value_of_what_is_extended_is_named_in_its_own_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text("mindie-tui: 1\nbench:\n  root: relative\n")
    (tmp_path / "lab.yaml").write_text("mindie-tui: 1\nextends: base.yaml\nnotes: fine\n")
    with pytest.raises(ProfileError, match=r"^base\.yaml:3:9: bench\.root: must be an absolute path"):
        profiles.load("lab.yaml")


def test_three_that_extend_each_other_are_named_in_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(f"extends: ./{other}.yaml\n")
    with pytest.raises(ProfileError, match=r"^c\.yaml:1:10: .*a\.yaml extends b\.yaml extends c\.yaml extends a\.yaml"):
        profiles.load("./a.yaml")


SHIPPED = ", ".join(sorted(path.stem for path in paths.shipped("profiles").glob("*.yaml")))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a3-singel", "a3-singel: no profile has this name; did you mean a3-single?"),
        ("zzz", f"zzz: no profile has this name; there are {SHIPPED}; a path has a / or ends in .yaml"),
        ("zzz.yaml", "zzz.yaml: cannot be read (No such file or directory); check the path"),
    ],
)
def test_a_profile_that_is_not_there_is_asked_back(name, said, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(ProfileError) as caught:
        profiles.load(name)
    assert str(caught.value) == said


WORDS = st.sampled_from(
    ["a", "nodes", "name", "container", "mindie-tui", "1", "extends", "drop", "a3-single", "environment", "yes", "1e5"]
    + [
        ":",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\t",
        "{",
        "}",
        "[",
        "]",
        ",",
        "#",
        "&a ",
        "*a ",
        "!!str ",
        "'",
        '"',
        "|",
        "\r\n",
        "?",
    ]
    + ["\u2028", "\ufeff", "权重", "\x00", "<<", "---", "%", "@"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(WORDS, max_size=25).map("".join), st.text(max_size=60)))
def test_no_text_at_all_ends_in_a_traceback(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "fuzz.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        profiles.load(str(path))
    except ProfileError as error:
        assert "\n" not in str(error).replace("\r", "")


@pytest.mark.parametrize("text", [t for t in BAD if "@x" not in t])
def test_the_parser_without_c_finds_the_same_lines(said, text, monkeypatch):
    monkeypatch.setattr(loader, "Loader", yaml.SafeLoader)
    assert said(f"{GOOD}{text}\n").split(":")[1] == BAD[text].split(":")[0]
