"""The files that config.json names, as far as it is known whether they are there."""

import pytest

from mindie_tui.model.mindie.artefacts.artefacts import Files, Site
from tests.kit.judged import CLOSED, found


def test_certificates_that_are_known_to_be_missing_stop_the_daemon_and_unknown_ones_are_a_warning():
    site = Site(nodes=("n1",), ips=("10.0.0.1",), files=CLOSED)
    finding = found("a3-single", {"httpsEnabled": True}, site=site)["start.https"]
    assert "security/certs/server.pem" in finding.text
    assert [f.label for f in finding.fixes] == ["httpsEnabled = false"]
    unknown = found("a3-single", {"httpsEnabled": True})
    assert "start.https" not in unknown and unknown["advice.https"].severity == "warning"


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("", "it must name a folder"),
        ("/data/a b", "a path may hold only A-Z a-z 0-9 _ . / -"),
        ("/" + "a/" * 40, "at most 31 folders deep, 255 bytes a name, 4096 bytes in all"),
        ("/data/gone", "there is no such folder on the node"),
        ("/data/bare", "there is no config.json in it"),
    ],
)
def test_a_folder_of_weights_that_will_not_do_is_named(path, what):
    site = Site(nodes=("n1",), files=Files(frozenset(("/data/bare/x",)), closed=True))
    assert what in found("a3-single", {"modelWeightPath": path}, site=site)["start.weights"].text
