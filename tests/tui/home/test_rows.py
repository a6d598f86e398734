"""What is there, by sections: an empty section is not shown, and what cannot be observed is not called healthy."""

from datetime import datetime, timedelta

from mindie_tui.model.deployment import Deployment
from mindie_tui.store.profiles.drafts import Draft
from mindie_tui.store.profiles.load import ProfileEntry
from mindie_tui.store.runs.index import listed
from mindie_tui.store.shown.home import Home, LeftService
from mindie_tui.tui.home.rows import HERE, columns, file_of, rows
from tests.kit.many_runs import plant_run
from tests.kit.plays import deployment

NOW = datetime.now().astimezone()


def known(tmp_path):
    for at in range(3):
        plant_run(tmp_path, at)
    return listed(tmp_path)


def test_nothing_is_nothing():
    assert rows(Home(), Deployment(), 80, NOW) == []


def test_each_section_has_its_rows_in_the_order_of_what_is_wanted(tmp_path):
    runs = known(tmp_path)
    draft = Draft(tmp_path / "d", "mine", (NOW - timedelta(hours=2)).isoformat(), ())
    entries = (
        ProfileEntry("mine", tmp_path / "mine.yaml", "yours", ""),
        ProfileEntry("bad", tmp_path, "yours", "", "no YAML"),
        ProfileEntry("a3-double", tmp_path / "a.yaml", "shipped", "DeepSeek on two\nmore"),
    )  # fmt: skip
    home = Home((LeftService(runs[0], ("10.0.0.1",)),), (runs[1],), (("/p/mine.yaml", draft),), tuple(runs), entries, 3)
    made = rows(home, deployment(2), 120, NOW)
    keys = [row.key for row in made if row.key]
    assert keys == [
        HERE, f"service:{runs[0].id}", f"run:{runs[1].id}", "draft:/p/mine.yaml",
        *(f"run:{run.id}" for run in runs), "profile:mine", "profile:bad", "profile:a3-double",
    ]  # fmt: skip
    said = {row.key: str(row.cells) for row in made}
    assert "enter follows it" in said[f"service:{runs[0].id}"] and "2 h" in said["draft:/p/mine.yaml"]
    assert "cannot be read" in said["profile:bad"] and "more" not in said["profile:a3-double"]
    assert next(row.glyph[0] for row in made if row.key == f"service:{runs[0].id}") == "?"


def test_the_key_of_a_draft_is_the_path_of_its_profile_if_it_has_one():
    assert [column.width for column in columns(80)] == [26, 0]
    assert str(file_of("/p/mine.yaml")) == "/p/mine.yaml" and file_of("demo") is None
