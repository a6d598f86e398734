"""The profiles that come with mindie-tui: each is read, judged on the nodes that it is for, and names its source."""

from mindie_tui.headless.documents.given import Given
from mindie_tui.headless.documents.profile_document import read_profile
from mindie_tui.store import paths
from mindie_tui.store.profiles.load import load
from mindie_tui.store.profiles.save import resolved_text

FLEETS = {
    "a2-single": (1, 8),
    "a2-double": (2, 8),
    "a3-single": (1, 16),
    "a3-double": (2, 16),
    "deepseek-v3.1-4xa2": (4, 8),
    "deepseek-v3.2-2xa3": (2, 16),
    "deepseek-v3.2-double-a3": (2, 16),
    "qwen3-235b-a3": (1, 16),
    "qwen3-32b-a2": (1, 8),
}
"""Name -> nodes, and NPUs of each."""
EXPECTED = {"advice.placeholder"}
"""A warning that every profile of MindIE has until its weights are named."""


def test_each_has_its_fleet():
    assert {path.stem for path in paths.shipped("profiles").glob("*.yaml")} == set(FLEETS)


def test_each_is_right_on_the_nodes_that_it_is_for():
    wrong = {}
    for name, (nodes, devices) in FLEETS.items():
        read = read_profile(Given(name, None, nodes=nodes, devices_per_node=devices))
        findings = read.engine.judge(read.artefacts)
        found = {one.code for one in findings if one.severity != "note"}
        if not found <= EXPECTED or len(read.artefacts.environments) not in (0, nodes):
            wrong[name] = found
    assert wrong == {}


def test_each_on_half_of_its_npus_is_wrong():
    """The judge looks at the fleet: on other nodes the same profiles are refused."""
    for name, (nodes, devices) in FLEETS.items():
        if name == "qwen3-32b-a2":
            continue  # it names its four NPUs itself
        read = read_profile(Given(name, None, nodes=nodes, devices_per_node=devices // 2))
        assert any(one.severity == "error" for one in read.engine.judge(read.artefacts)), name


def test_each_names_its_source_and_is_written_back_the_same(tmp_path):
    for name in FLEETS:
        loaded = load(name)
        (tmp_path / f"{name}.yaml").write_text(resolved_text(loaded.deployment))
        again = load(str(tmp_path / f"{name}.yaml")).deployment
        assert again.model_copy(update={"extends": None}) == loaded.deployment.model_copy(update={"extends": None}), (
            name
        )
        assert "# Source: " in loaded.text or name.startswith("a3-"), name
