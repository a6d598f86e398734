"""Ids of runs: made so that no two are alike, and found by any part that people read."""

from datetime import datetime

import pytest

from mindie_tui.store.runs.ids import ids_matching, new_id

NOW = datetime(2026, 11, 23, 2, 11, 40)
IDS = ["20261123-021140-a3-double-kqzmvbxw", "20261123-021141-lab-bcdfghjk", "20261124-000000-lab-kqzkqzkq"]


@pytest.mark.parametrize(
    ("profile", "slug"), [("a3-double", "a3-double"), ("a b/c", "a-b-c"), ("", "unnamed"), ("..", "unnamed")]
)
def test_an_id_is_time_profile_and_letters(profile, slug):
    made = new_id(NOW, profile)
    assert made.startswith(f"20261123-021140-{slug}-") and len(made.rpartition("-")[2]) == 8
    assert made != new_id(NOW, profile)


@pytest.mark.parametrize(
    ("text", "found"),
    [(IDS[0], IDS[:1]), ("0211", IDS[:2]), ("lab", IDS[1:]), ("kqz", [IDS[0], IDS[2]]), ("double", IDS[:1]), ("", []),
     ("x9", [])],
)  # fmt: skip
def test_what_people_read_is_looked_for_before_the_random_end(text, found):
    assert ids_matching(text, IDS) == found
