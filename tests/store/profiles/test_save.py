"""A profile saved from the wizard: only the difference, the operator's comments kept, never half a file."""

import errno
import os

import pytest
from hypothesis import given, settings, strategies as st

from mindie_tui.model.errors import Refused, StoreError
from mindie_tui.model.node import Node
from mindie_tui.store import paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.profiles.save import save

LAB = """\
# 我们的双机
mindie-tui: 1
extends: a3-double        # the shipped one

nodes:                    # master first
  - {name: a3-01, ip: 10.20.3.11}   # rack 4
  - {name: a3-02, ip: 10.20.3.12}
# the weights were copied on Monday
parameters:
  ModelConfig:
    modelWeightPath: /data/weights/deepseek-w8a8   # not the BF16 ones
    dp: 4
environment:
  NPU_MEMORY_FRACTION: 0.90   # 0.92 did not start
"""


@pytest.fixture
def lab(tmp_path):
    """The operator's own profile, read."""
    path = tmp_path / "lab.yaml"
    path.write_text(LAB)
    return profiles.load(str(path))


def edit(profile, *sets):
    return profiles.with_sets(profile.deployment, sets)


def test_one_changed_value_changes_one_place_in_the_file(lab):
    save(edit(lab, "dp=2"), lab.path, loaded=lab)
    assert lab.path.read_text() == LAB.replace("dp: 4", "dp: 2")


def test_a_variable_is_written_as_it_was_given(lab):
    save(edit(lab, "NPU_MEMORY_FRACTION=0.880"), lab.path, loaded=lab)
    assert lab.path.read_text() == LAB.replace("0.90 ", "0.880 ")


def test_a_new_value_is_added_to_its_section_and_the_rest_stays(lab):
    saved = save(edit(lab, "maxSeqLen=32768", "tp=16", "MY_OWN=TRUE"), lab.path, loaded=lab)
    text = lab.path.read_text()
    assert "    dp: 4\n    tp: 16\n  ModelDeployConfig:\n    maxSeqLen: 32768\n" in text
    assert "  NPU_MEMORY_FRACTION: 0.90   # 0.92 did not start\n  MY_OWN: TRUE" in text
    for line in LAB.splitlines():
        assert line in text
    assert saved.deployment.environment["MY_OWN"] == "TRUE"


def test_a_node_of_a_one_line_mapping_is_changed_in_its_line(lab):
    first, second = lab.deployment.nodes
    moved = lab.deployment.model_copy(update={"nodes": (first, second.model_copy(update={"ip": "10.20.3.99"}))})
    save(moved, lab.path, loaded=lab)
    assert lab.path.read_text() == LAB.replace("10.20.3.12", "10.20.3.99")


def test_a_third_node_writes_the_list_anew_and_keeps_the_comments_elsewhere(lab):
    more = lab.deployment.model_copy(update={"nodes": (*lab.deployment.nodes, Node(name="a3-03", ip="10.20.3.13"))})
    save(more, lab.path, loaded=lab)
    text = lab.path.read_text()
    assert "  - {name: a3-03, ip: 10.20.3.13}\n# the weights were copied on Monday\n" in text
    assert "# 0.92 did not start" in text and "# rack 4" not in text


def test_nothing_changed_writes_the_same_bytes(lab):
    save(lab.deployment, lab.path, loaded=lab)
    assert lab.path.read_text() == LAB


def test_a_value_set_back_to_what_is_extended_leaves_the_file(lab):
    edited = edit(lab, "NPU_MEMORY_FRACTION=0.92")
    saved = save(edited, lab.path, loaded=lab)
    assert "0.90" not in lab.path.read_text()
    assert saved.deployment.environment["NPU_MEMORY_FRACTION"] == "0.92"


def test_only_the_difference_to_what_it_extends_is_saved(lab, tmp_path):
    path = tmp_path / "other.yaml"
    save(edit(lab, "dp=2"), path, loaded=lab)
    assert path.read_text() == (
        "mindie-tui: 1\n"
        "extends: a3-double\n"
        "nodes:\n"
        "  - {name: a3-01, ip: 10.20.3.11}\n"
        "  - {name: a3-02, ip: 10.20.3.12}\n"
        "parameters:\n"
        "  ModelConfig:\n"
        "    modelWeightPath: /data/weights/deepseek-w8a8\n"
        "    dp: 2\n"
        "environment:\n"
        "  NPU_MEMORY_FRACTION: 0.90\n"
    )


def test_what_was_taken_away_is_dropped(lab, tmp_path):
    environment = {k: v for k, v in lab.deployment.environment.items() if k != "OMP_NUM_THREADS"}
    saved = save(lab.deployment.model_copy(update={"environment": environment}), tmp_path / "x.yaml", loaded=lab)
    assert "drop: [environment.OMP_NUM_THREADS]\n" in saved.path.read_text()
    assert saved.deployment.environment == environment


def test_a_shipped_profile_is_saved_as_ones_own_under_the_same_name(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    shipped = profiles.load("a3-double")
    with pytest.raises(
        Refused, match=r"a shipped profile is not written over; save it as .*mindie-tui/profiles/a3-double"
    ):
        save(shipped.deployment, shipped.path, loaded=shipped)
    save(edit(shipped, "dp=2"), paths.user_config() / "profiles" / "a3-double.yaml", loaded=shipped)
    mine = profiles.load("a3-double")
    assert mine.deployment.parameters["ModelConfig"]["dp"] == 2
    assert {entry.name: entry.origin for entry in profiles.list_profiles()}["a3-double"] == "yours"


def test_a_shipped_profile_is_not_written_over_by_a_link_either(tmp_path):
    shipped = profiles.load("a3-single")
    (tmp_path / "link.yaml").symlink_to(shipped.path)
    with pytest.raises(Refused, match="a shipped profile is not written over"):
        save(shipped.deployment, tmp_path / "link.yaml", loaded=shipped)


def test_a_relative_base_means_the_same_from_another_folder(lab, tmp_path):
    (tmp_path / "child.yaml").write_text("extends: ./lab.yaml\nnotes: child\n")
    child = profiles.load(str(tmp_path / "child.yaml"))
    saved = save(child.deployment, tmp_path / "elsewhere" / "child.yaml", loaded=child)
    assert "extends: ../lab.yaml\n" in saved.path.read_text()
    assert saved.deployment.nodes == lab.deployment.nodes


def test_a_file_beside_the_profile_stays_relative(tmp_path):
    (tmp_path / "base.json").write_text("{}")
    (tmp_path / "x.yaml").write_text("config: base.json\n")
    loaded = profiles.load(str(tmp_path / "x.yaml"))
    saved = save(edit(loaded, "notes=hello") if False else loaded.deployment, tmp_path / "y.yaml", loaded=loaded)
    assert "config: base.json\n" in saved.path.read_text()


def test_a_name_without_yaml_is_asked_back(lab, tmp_path):
    with pytest.raises(Refused, match=r"lab does not end in \.yaml; save it as lab\.yaml"):
        save(lab.deployment, tmp_path / "lab", loaded=lab)


def test_a_file_that_another_changed_meanwhile_is_not_lost(lab):
    lab.path.write_text(LAB + "notes: from a colleague\n")
    with pytest.raises(Refused, match="the file was changed since it was read; read it again"):
        save(edit(lab, "dp=2"), lab.path, loaded=lab)
    assert "from a colleague" in lab.path.read_text()


def test_a_full_disk_leaves_the_old_file_whole(lab, monkeypatch):
    def full(fd, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(StoreError, match=r"lab\.yaml: the disk is full; free some space"):
            save(edit(lab, "dp=2"), lab.path, loaded=lab)
    assert lab.path.read_text() == LAB
    assert [p.name for p in lab.path.parent.iterdir()] == ["lab.yaml"]


def test_the_mode_of_the_file_stays(lab):
    lab.path.chmod(0o600)
    save(edit(lab, "dp=2"), lab.path, loaded=lab)
    assert lab.path.stat().st_mode & 0o777 == 0o600


STYLES = [
    "parameters: {ModelConfig: {dp: 1, x: [1, 2]}}  # one line\nlaunch:\n  timeouts_s: {login: 5}\n",
    "# top\nparameters:\n  ModelConfig:\n    dp: 1   # keep\n    x:\n    - 1\n    - 2\n\n# tail\n",
    "parameters:\n  ModelConfig: &m {dp: 1, x: [1, 2]}\n  LogConfig: *m\n",
    "notes: |\n  two\n  lines\nparameters:\r\n  ModelConfig:\r\n    'dp': \"1\"\r\n    x: [1,\r\n        2]\r\n",
    '{"parameters": {"ModelConfig": {"dp": 1, "x": [1, 2]}}}',
    "parameters:\n    ModelConfig:\n        dp:\n        x: {}\n# end",
]
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")
"""No file and no command takes a NUL byte, so a profile takes none either."""


def words(most, least=0):
    return st.text(CHARACTERS, min_size=least, max_size=most)


LEAF = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), words(12),
    st.sampled_from(["yes", "1e5", "012", "a: b", "- x", "#", " x ", "权重", "a\nb", "", "~", "'", "{", "TRUE"]),
)  # fmt: skip
VALUE = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words(5, 1), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=90, deadline=None)
@given(
    style=st.sampled_from(STYLES),
    changes=st.dictionaries(st.sampled_from(["dp", "x", "tp", "models"]), VALUE, max_size=3),
    gone=st.sets(st.sampled_from(["dp", "x"])),
    environment=st.dictionaries(st.from_regex(r"[A-Z_]{1,6}", fullmatch=True), words(10), max_size=2),
)
def test_whatever_is_changed_in_whatever_style_reads_back_the_same(tmp_path_factory, style, changes, gone, environment):
    path = tmp_path_factory.getbasetemp() / "style.yaml"
    path.write_bytes(style.encode())
    loaded = profiles.load(str(path))
    section = {k: v for k, v in loaded.deployment.parameters["ModelConfig"].items() if k not in gone} | changes
    parameters = {**loaded.deployment.parameters, "ModelConfig": section}
    wanted = loaded.deployment.model_copy(update={"parameters": parameters, "environment": environment})
    save(wanted, path, loaded=loaded)
    again = profiles.load(str(path)).deployment
    assert (again.parameters, again.environment, again.notes) == (parameters, environment, wanted.notes)
