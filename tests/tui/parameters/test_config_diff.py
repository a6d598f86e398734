"""The dialog of what changes: both texts, the variables, and no secret."""

import json

from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.tui.parameters.config_diff import config_diff
from tests.kit.plays import deployment


def words(dialog):
    return "\n".join(text for page in dialog.pages for text, *_ in page.lines)


def test_what_is_written_stands_against_its_base_with_the_variables_beside_it():
    value = deployment(2)
    made = art.of(value)
    base = json.loads(made.config_text)
    base["ServerConfig"]["port"] = 2025
    said = words(config_diff("What changes", made, json.dumps(base), value))
    assert "2025" in said and "export OMP_NUM_THREADS=16" in said


def test_the_value_of_a_secret_is_in_neither():
    value = deployment(2, environment={"API_TOKEN": "hunter2"})
    said = words(config_diff("What changes", art.of(value), "{}", value))
    assert "hunter2" not in said and "API_TOKEN" in said
