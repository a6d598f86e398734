"""The pages of docs/ say what the code says."""

from __future__ import annotations

import re

import pytest

from mindie_tui.store.profiles import load as profiles
from tools import handbook


@pytest.mark.parametrize("name", handbook.pages())
def test_a_page_that_is_made_from_the_declarations_is_up_to_date(name):
    assert (handbook.DOCS / name).read_text(encoding="utf-8") == handbook.pages()[name], "run `make docs`"


def test_the_profile_of_the_formats_page_is_a_profile(tmp_path):
    text = (handbook.DOCS / "formats.md").read_text(encoding="utf-8")
    (tmp_path / "shown.yaml").write_text(re.search(r"```yaml\n(.*?)```", text, re.S)[1], encoding="utf-8")
    for name in ("my-config.json", "my-rank-table.json"):
        (tmp_path / name).write_text("{}")
    deployment = profiles.load(str(tmp_path / "shown.yaml")).deployment
    assert [node.name for node in deployment.nodes] == ["a3-01", "a3-02", "bench"] and deployment.container.tar_from
    assert deployment.bench.performance.sweep and deployment.bench.accuracy.runs[1].merge_ds
