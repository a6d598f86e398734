"""MindIE's release: how it is read, which form a file has, what is demanded of it, and the file for another release."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.language import chinese
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.environment import environment_of
from mindie_tui.model.mindie.parameters import catalogue, releases
from mindie_tui.model.mindie.rules.judge import RULES
from mindie_tui.model.node import Facts, Node
from mindie_tui.model.release import as_release
from tests.kit.releases import errors, judged, sample


def test_releases_are_in_their_order():
    assert sorted(releases.KNOWN, key=lambda text: as_release(text).order) == list(releases.KNOWN)
    known = set(releases.KNOWN)
    assert {*releases.SINCE.values(), *releases.UNTIL.values()} <= known
    names = {f.name for f in (*catalogue.CONFIG, *catalogue.ENVIRONMENT)}
    assert {*releases.SINCE, *releases.UNTIL} <= names, "each is declared"


@pytest.mark.parametrize(
    ("name", "form"),
    [("1.0.RC1", "1.0.RC1"), ("1.0.RC2", "1.0.RC2"), ("1.0.RC3", "1.0.RC3"), ("C08-lazyllm", "1.0.RC3"),
     ("1.0.0", "2.0.T3"), ("2.0.T3", "2.0.T3"), ("2.0.RC1", None), ("2.1", None), ("2.2.RC1", None), ("2.3.0", None)],
)  # fmt: skip
def test_an_old_file_is_recognised_and_nothing_is_demanded_of_it(name, form):
    """A file of the vendor, or that users ran: it is right for its release, with the release named and without."""
    config = sample(name)
    looks = releases.looks_like(config)
    assert (looks.release.text if looks else None) == form
    if form is not None:
        found = judged(config)
        assert errors(found) == []
        said = [f for f in found if f.code == "advice.release"]
        assert len(said) == 1 and said[0].severity == "warning" and f"the form of MindIE {form}" in said[0].text
        assert not [f for f in found if f.code == "advice.unknown_key" and f.severity == "warning"]
    of_its_own = "1.0.RC3" if name.startswith("C08") else "2.1.RC1" if name == "2.1" else name
    assert errors(judged(config, of_its_own)) == []


NODES = (Node(name="a", host="a", ip="10.0.0.1"), Node(name="b", host="b", ip="10.0.0.2"))


def facts(**more):
    return Facts(node="a", ip="10.0.0.1", **more)


def test_the_release_is_the_profiles_then_what_the_master_shows():
    def told(shows, **more):
        return artefacts.of(Deployment(nodes=NODES, **more), {"a": shows}).site.mindie

    assert told(facts(mindie="2.1.RC1", layout="classic")) == "2.1.RC1"
    assert told(facts(mindie="2.1.RC1", layout="classic"), mindie="3.0.0") == "3.0.0"
    assert told(facts(mindie="1.0.0", layout="package")) == "", "what an unversioned build says proves nothing"
    assert told(facts(mindie=None)) == ""
    with pytest.raises(ValueError, match=f"not a release of MindIE; write one such as {releases.NEWEST}"):
        Deployment(nodes=NODES, mindie="newest")


@pytest.mark.parametrize(
    ("given", "path"),
    [({}, "/runs/t.json"), ({"RANKTABLEFILE": "/x/t"}, "/x/t"), ({"RANK_TABLE_FILE": "/y/t"}, "/y/t")],
)
def test_both_names_of_the_rank_table_are_written(given, path):
    deployment = Deployment(nodes=NODES, environment=given)
    made_ = environment_of(deployment, NODES[0], {}, 32, "/runs/t.json")
    assert made_["RANK_TABLE_FILE"] == made_["RANKTABLEFILE"] == path
    alone = environment_of(Deployment(nodes=NODES[:1]), NODES[0], {}, 16, None)
    assert not {"RANK_TABLE_FILE", "RANKTABLEFILE"} & set(alone)
    script = artefacts.start_script(Deployment(nodes=NODES[:1]), facts(), alone)
    assert "unset RANK_TABLE_FILE RANKTABLEFILE" in script
    ours = {"RANKTABLEFILE": "/root/.mindie-tui/runs/r/rank_table.json"}
    assert 'export RANKTABLEFILE="$mindie_tui_run/rank_table.json"' in artefacts.start_script(deployment, facts(), ours)


def test_every_sentence_about_releases_has_its_chinese():
    codes = ("advice.release", "advice.rank_table_names", "advice.variable_name", "advice.variable_pair")
    mine = [r.says for r in RULES if r.code.endswith("_release") or r.code in codes]
    assert len(mine) >= 7 and not [says for says in mine if ("", says) not in chinese()]
