"""What of a profile is MindIE's."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.finding import Place
from mindie_tui.model.mindie.form import FORM


def test_a_place_of_a_finding_has_its_path_in_the_profile():
    model = "/BackendConfig/ModelDeployConfig/ModelConfig/0"
    places = {
        ("config.json", f"{model}/dp"): ("parameters", "ModelConfig", "dp"),
        ("config.json", "/ServerConfig"): ("parameters", "ServerConfig"),
        ("config.json", "/other"): ("parameters",),
        ("environment", "/RANK"): ("environment", "RANK"),
        ("profile", "/bench"): ("bench",),
        ("rank_table.json", "/x"): ("rank_table",),
    }
    assert {place: FORM.path_of(Place(*place)) for place in places} == places


def test_a_stray_key_has_its_section():
    names = {"dp": "parameters: ModelConfig:", "NPU_MEMORY_FRACTION": "environment:", "x": ""}
    assert {name: FORM.section_of_stray(name) for name in names} == names


def test_names_lead_to_their_places_and_no_key_is_refused():
    profile = Deployment(parameters={"ModelConfig": {"own": 1}})
    paths = set(FORM.named_paths(profile))
    assert {("parameters", "ModelConfig", "own"), ("parameters", "ServerConfig"), ("environment", "RANK")} <= paths
    assert list(FORM.problems(profile)) == []
