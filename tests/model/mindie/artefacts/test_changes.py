"""What was changed between two deployments, and the same changes done to another one."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.artefacts.changes import changes, with_changes, without_secrets


def profile(**values):
    return Deployment.model_validate({"name": "p", **values})


BEFORE = profile(parameters={"ModelConfig": {"dp": 4, "tp": 8}}, environment={"OMP_NUM_THREADS": "16"})
AFTER = profile(
    parameters={"ModelConfig": {"dp": 2, "sp": 1}}, environment={"OMP_NUM_THREADS": "16", "A_PASSWORD": "secret"}
)


def test_each_value_that_differs_is_named_as_people_know_it():
    found = {change.name: (change.before, change.after) for change in changes(BEFORE, AFTER)}
    assert found == {"dp": (4, 2), "tp": (8, ABSENT), "sp": (ABSENT, 1), "A_PASSWORD": (ABSENT, "secret")}
    assert changes(BEFORE, BEFORE) == ()


def test_the_same_changes_make_the_same_of_the_first_and_keep_the_name_of_another():
    assert changes(with_changes(BEFORE, changes(BEFORE, AFTER)), AFTER) == ()
    other = with_changes(profile(parameters={"ModelConfig": {"cp": 1, "tp": 4}}), changes(BEFORE, AFTER))
    assert other.name == "p" and other.parameters["ModelConfig"] == {"cp": 1, "dp": 2, "sp": 1}


def test_a_change_that_does_not_fit_is_left_out():
    (made,) = changes(profile(), profile(container={"engine": "podman", "name": "m"}))
    odd = type(made)(("container", "engine"), "docker", "no such engine")
    assert with_changes(profile(), (made, odd)).container.engine == "podman"


def test_secrets_are_named_and_not_kept():
    kept, hidden = without_secrets(changes(BEFORE, AFTER))
    assert hidden == ("A_PASSWORD",) and {change.name for change in kept} == {"dp", "tp", "sp"}
