"""on_node/machine/installation.py: where MindIE is, in its own order of looking."""

from __future__ import annotations

from pathlib import Path

import pytest

from mindie_tui.on_node.machine import installation


@pytest.fixture
def ascend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(installation, "packages", lambda: [])
    service = tmp_path / "mindie/latest/mindie-service"
    for path in (service / "bin/mindieservice_daemon", service / "conf/config.json"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    for name in ("ascend-toolkit", "mindie"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "set_env.sh").write_text("")
    (tmp_path / "mindie/latest/version.info").write_text("Ascend-mindie : 2.0.T3\n")
    return tmp_path


def test_the_classic_layout_is_found_below_ascend(ascend: Path) -> None:
    place = installation.find_mindie({"ascend": str(ascend)})
    service = ascend / "mindie/latest/mindie-service"
    assert (place["layout"], place["folder"]) == ("classic", str(service))
    assert (place["daemon"], place["config_path"]) == (
        str(service / "bin/mindieservice_daemon"),
        str(service / "conf/config.json"),
    )
    assert installation.set_env(str(ascend), place) == [
        str(ascend / "ascend-toolkit/set_env.sh"),
        str(ascend / "mindie/set_env.sh"),
    ]
    assert "2.0.T3" in installation.versions(str(ascend), place)["mindie"]


def test_a_package_that_the_environment_names_goes_first(ascend: Path) -> None:
    package = ascend / "site-packages/mindie_llm"
    (package / "conf").mkdir(parents=True)
    for name in ("__init__.py", "conf/config.json"):
        (package / name).write_text("")
    given = {"ascend": str(ascend), "environment": {"MINDIE_LLM_HOME_PATH": str(package)}}
    place = installation.find_mindie(given)
    assert (place["layout"], place["folder"]) == ("package", str(package))


def test_nothing_found_says_where_it_looked() -> None:
    place = installation.find_mindie({"ascend": "/no/such"})
    assert place["folder"] is None and "/no/such/mindie/latest/mindie-service/conf/config.json" in place["looked_at"]
