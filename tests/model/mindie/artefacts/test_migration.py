"""A config.json written for another release, and why each thing changed."""

import json

import pytest

from mindie_tui.model.documents.document import get
from mindie_tui.model.mindie.artefacts import artefacts, migration
from mindie_tui.model.release import as_release
from tests.kit.releases import errors, judged, sample


@pytest.mark.parametrize("name", ["1.0.RC1", "1.0.RC2", "1.0.RC3", "C08-lazyllm", "1.0.0", "2.0.T3", "2.0.RC1", "2.1"])
@pytest.mark.parametrize("to", ["3.0.0", "2.3.0", "2.1.RC1", "1.0.0"])
def test_a_file_is_written_for_another_release(name, to):
    release = as_release(to)
    before = sample(name)
    value, changes = migration.migrate(before, release)
    assert sample(name) == before, "the document itself stays"
    assert all(change.why for change in changes)
    value["ServerConfig"]["httpsEnabled"] = False  # as users run it; certificates are not in question here
    found = judged(value, to)
    assert errors(found) == []
    assert not [f for f in found if f.code in ("advice.key_release", "advice.unknown_key")]
    assert migration.migrate(value, release)[1] == (), "a second time changes nothing"
    flat = json.dumps(before)
    deploy = "/BackendConfig/ModelDeployConfig"
    places = (f"{deploy}/maxSeqLen", f"{deploy}/ModelConfig/0/modelName")
    for at in ("/BackendConfig/ScheduleConfig/maxPrefillTokens", *places):
        assert json.dumps(get(value, at)) in flat, "the user's values stay"


def test_a_file_of_today_stays_as_it_is():
    config = json.loads(artefacts.DEFAULT_CONFIG)
    assert migration.migrate(config, as_release("3.0.0")) == (config, ())
