"""What holds of the rules for any document: they never raise, and what they offer helps."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mindie_tui.model.documents.document import ABSENT, all_edited, dump, get
from mindie_tui.model.finding import as_json
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.parameters import catalogue, pointers
from mindie_tui.model.mindie.rules.judge import fixed_by, judge
from tests.kit.judged import base, made
from tests.kit.odd_values import ODD, POINTERS, TABLE

odd = st.sampled_from(ODD)
values = st.recursive(odd | st.text(max_size=8) | st.integers(), lambda v: st.lists(v, max_size=3), max_leaves=4)
VARIABLES = tuple(f.name for f in catalogue.ENVIRONMENT)
changes = st.dictionaries(st.sampled_from(POINTERS), values | st.just(ABSENT), max_size=4)
tables = st.dictionaries(st.sampled_from(TABLE), values | st.just(ABSENT), max_size=2)
environments = st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=6) | st.sampled_from(["0", "1", "x" * 300]))
bases = st.sampled_from(["a3-double", "a3-single", "a2-double", "plain"])
slow = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(bases, changes, tables, environments)
def test_no_value_at_any_field_raises_and_every_finding_can_be_said(name, config, table, env):
    table = table if name.endswith("double") else {}
    if len(config) == 2:
        config = {**config, "multiNodesInferEnabled": False, "distributedEnable": True}
    for finding in judge(made(name, config, table=table, env=env)):
        assert finding.text
        assert finding.places, finding.code
        json.dumps(as_json(finding))


@pytest.mark.long
@slow
@given(bases, changes, tables, environments)
def test_every_offered_fix_lowers_the_number_of_findings_and_brings_no_error(name, config, table, env):
    """Of all rules: the finding goes, no error of any stage comes, and fewer findings are left; where no fix does that
    as many, fewer of them errors. What a fix leaves to be filled in, its label says."""
    judged = made(name, config, table=table if name.endswith("double") else {}, env=env)
    before = judge(judged)
    for finding in before:
        for fix in finding.fixes:
            after = judge(fixed_by(judged, fix))
            assert _key(finding) not in {_key(f) for f in after}, fix.label
            new = _errors(after) - _errors(before)
            assert not new or "stays to be" in fix.label, f"{fix.label} brings {new}"
            assert fix.opens or (len(after), len(_errors(after))) < (len(before), len(_errors(before))), fix.label


@slow
@given(bases, environments, st.lists(st.sampled_from(VARIABLES), max_size=3), st.text("ABCDE_", min_size=1, max_size=2))
def test_no_fix_overwrites_what_neither_its_finding_nor_its_label_names(name, env, slipped, more):
    env = env | {name.replace("_", "") + more[0]: "1" for name in slipped} | {f"{name}{more}": "2" for name in slipped}
    judged = made(name, {"/ServerConfig/portt": 9, "/ServerConfig/maxLinkNums": 7}, env=env)
    for finding in judge(judged):
        for fix in finding.fixes:
            for edit in fix.edits:
                there = get(judged.config, edit.pointer) if fix.file == "config.json" else ABSENT
                there = judged.environments[0].get(edit.pointer[1:], ABSENT) if fix.file == "environment" else there
                named = any(edit.pointer == place.pointer for place in finding.places)
                named = named or f"without {edit.pointer[1:]}" in fix.label
                of_key = finding.code in ("advice.unknown_key", "advice.variable_name")
                assert named or not of_key or there is ABSENT, (finding.text, fix.label)


def _key(finding):
    return finding.code, finding.places[0].pointer


def _errors(found):
    return {_key(f) for f in found if f.severity == "error"}


sizes = st.dictionaries(
    st.sampled_from(["dp", "cp", "tp", "sp", "moe_tp", "moe_ep"]),
    st.sampled_from([1, 2, 3, 4, 8, 16, 32, -1]),
    max_size=6,
)


@slow
@given(sizes, st.sampled_from([("a3-double", 32), ("a3-single", 16), ("a2-single", 8)]))
def test_a_layout_that_does_not_fill_the_world_has_a_way_out(given_sizes, fleet):
    judged = made(fleet[0], {f"{pointers.MODEL}/{name}": size for name, size in given_sizes.items()})
    wrong = [f for f in judge(judged) if f.stage == "workers"]
    assert not wrong or any(f.fixes for f in wrong), [f.text for f in wrong]


@pytest.mark.long
@slow
@given(st.dictionaries(st.sampled_from(POINTERS[:-8]), odd, max_size=3), st.randoms(use_true_random=False))
def test_unknown_keys_and_the_order_of_keys_survive_every_fix(config, rng: random.Random):
    judged = made("a3-double", {"/ServerConfig/ours": 1, "/BackendConfig/ModelDeployConfig/ours": [2], **config})
    for finding in judge(judged):
        for fix in finding.fixes:
            if fix.file == "config.json" and all("ours" not in e.pointer for e in fix.edits):
                edited = all_edited(judged.config, fix.edits)
                assert get(edited, "/ServerConfig/ours") == get(judged.config, "/ServerConfig/ours")
                for at in ("", "/ServerConfig", "/BackendConfig", pointers.SCHEDULE):
                    _same_order(get(judged.config, at), get(edited, at))


def _same_order(old, new):
    if isinstance(old, dict) and isinstance(new, dict):
        assert [k for k in old if k in new] == [k for k in new if k in old]


def test_the_same_text_is_judged_the_same_as_its_value():
    documents = base("a3-double")
    text, table = dump(documents["config"]), dump(documents["rank_table"])
    env = ({"MIES_CONTAINER_IP": "10.0.0.1", "RANK_TABLE_FILE": "/root/t.json"},)
    site = Site(nodes=("n1",))
    one = judge(artefacts.from_texts(text, table, environments=env, site=site))
    two = judge(
        artefacts.Artefacts(text, documents["config"], (), table, documents["rank_table"], environments=env, site=site)
    )
    assert one == two
