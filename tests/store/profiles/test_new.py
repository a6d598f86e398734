import pytest

from mindie_tui.model.errors import ProfileError, Refused
from mindie_tui.store import paths
from mindie_tui.store.profiles.load import load
from mindie_tui.store.profiles.new import as_name, path_of, write_new


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_what_it_extends_stays_in_the_base():
    made = write_new({"extends": "a3-single", "nodes": [{"name": "n1"}]}, "mine", "test")
    assert made.path.read_text() == "mindie-tui: 1\nextends: a3-single\nnodes:\n  - {name: n1}\n"
    assert load("mine").deployment.environment["HCCL_EXEC_TIMEOUT"] == "0"


def test_no_profile_is_written_over():
    write_new({"notes": "a"}, "mine", "test")
    for values in ({"notes": "b"}, {"extends": "a3-single"}):
        with pytest.raises(Refused, match="is there already"):
            write_new(values, "mine", "test")
    assert load("mine").deployment.notes == "a"


def test_what_no_profile_holds_is_refused_and_not_written():
    with pytest.raises(Refused, match="no profile can hold it"):
        write_new({"odd": 1}, "mine", "test")
    with pytest.raises(ProfileError):
        write_new({"extends": "nobody"}, "mine", "test")
    assert not path_of("mine").exists()


def test_names(tmp_path):
    assert path_of("mine") == paths.user_config() / "profiles" / "mine.yaml"
    assert path_of(str(tmp_path / "x.yaml")) == tmp_path / "x.yaml"
    assert [as_name(text) for text in ("a b/c", "..", "Qwen3-32B")] == ["a-b-c", "imported", "Qwen3-32B"]
