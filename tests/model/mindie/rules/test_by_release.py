"""What is demanded, known and taken depends on MindIE's release."""

import json

from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.rules.judge import fixed_by, judge
from tests.kit.judged import made
from tests.kit.releases import errors, judged, sample


def test_what_a_newer_release_demands_is_one_finding():
    found = judged(sample("C08-lazyllm"))
    text = next(f.text for f in found if f.code == "advice.release")
    assert "tlsCrl, managementTlsCrl" in text and "mindie-tui migrate" in text
    assert "3.0.0 also demands tokenTimeout, e2eTimeout, distDPServerEnabled, trustRemoteCode" in text


def test_a_release_that_is_told_goes_before_the_form():
    config = sample("C08-lazyllm")
    found = judged(config, "3.0.0")
    assert len(errors(found)) >= 4, "3.0.0 demands what the file lacks"
    assert "MindIE 3.0.0 does not read that" in next(f.text for f in found if f.code == "advice.release")
    old = next(f for f in found if f.code == "advice.unknown_key" and "interCommTlsCaFile " in f.text)
    assert old.text.endswith("does not read interCommTlsCaFile any more: it reads interCommTlsCaPath and "
                             "interCommTlsCaFiles")  # fmt: skip
    assert old.fixes[0].label == 'interCommTlsCaPath = "security/grpc/ca/", interCommTlsCaFiles = ["ca.pem"]'
    after = fixed_by(artefacts.from_texts(json.dumps(config)), old.fixes[0]).config["ServerConfig"]
    assert after["interCommTlsCaFiles"] == ["ca.pem"] and "interCommTlsCaFile" not in after


def test_the_ranges_of_old_releases_are_not_known_so_a_value_is_a_warning():
    changes = {"maxLinkNum": 9000, "templateType": "Other"}
    assert len([f for f in judge(made("a3-single", changes)) if f.severity == "error"]) == 2
    site = Site(nodes=("n1",), ips=("10.0.0.1",), mindie="2.1.RC2")
    found = judge(made("a3-single", changes, site=site))
    assert errors(found) == [] and {"start.range", "start.choice"} <= {f.code for f in found}
    found = judge(made("a3-single", {"tokenTimeout": "600"}, site=site))
    assert errors(found), "a text is not a number in any release"


def test_keys_values_and_variables_that_a_release_does_not_know():
    config = sample("2.3.0")
    config["ServerConfig"]["maxJsonDepth"] = 20
    model = config["BackendConfig"]["ModelDeployConfig"]
    model["truncation"], model["ModelConfig"][0]["backendType"] = -1, "torch"
    found = judged(config, "2.1.RC1", {"RANKTABLEFILE": "/t", "MINDIE_LLM_HOME_PATH": "/x"})
    said = {f.text for f in found if f.code.endswith("_release")}
    assert said == {
        "MindIE 2.1.RC1 does not know maxJsonDepth: it came with 3.0.0",
        "MindIE 2.1.RC1 does not take torch as backendType: 3.0.0 does",
        "MindIE 2.1.RC1 takes true or false as truncation, not -1, which came with 3.0.0",
        "MindIE 2.1.RC1 does not read RANKTABLEFILE; 2.0.RC2 was the last that did",
        "MindIE 2.1.RC1 does not read MINDIE_LLM_HOME_PATH, which came with 3.0.0",
    }
    assert not [f for f in judged(config, "", {"RANKTABLEFILE": "/t"}) if f.code.endswith("_release")]
