"""What is told to AISBench, against its own limits and the service: one wrong thing, the sentence, the way out."""

import pytest
from hypothesis import given, settings, strategies as st

from mindie_tui.model.bench import fields as bf
from mindie_tui.model.deployment import Accuracy, Bench, Performance
from mindie_tui.model.documents.document import ABSENT, Edit
from mindie_tui.model.mindie.rules.judge import fixed_by, judge
from tests.kit.judged import asking, found, made

PERF = "/bench/performance/settings/"


def scored(**changes):
    """A bench with an accuracy run alone."""
    return Bench(accuracy=Accuracy(settings=changes))


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("request_rate", 64001, "number, 0 to 64000"),
        ("retry", -1, "int, 0 to 1000"),
        ("max_out_len", 131073, "int, 1 to 131072"),
        ("batch_size", 0, "int, 1 to 100000"),
        ("batch_size", 100001, "int, 1 to 100000"),
        ("batch_size", "30", "int, 1 to 100000"),
        ("batch_size", True, "int, 1 to 100000"),
        ("host_ip", "a3-01", "IPv4 or IPv6 address"),
        ("trust_remote_code", 1, "true or false"),
        ("traffic_cfg", [], "object"),
    ],
)
def test_what_aisbench_would_refuse_is_an_error_at_its_setting(name, value, wanted):
    finding = found("a3-single", bench=asking(**{name: value}))["site.bench_limits"]
    assert finding.severity == "error" and finding.places[0].file == "profile"
    assert finding.places[0].pointer == PERF + name and finding.text.endswith(f"must be {wanted}")


def test_the_seeds_two_files_are_good_on_the_seeds_service():
    """The operators' own settings: 20 prompts at a concurrency of 400 is worth a note, nothing more."""
    bench = Bench(
        performance=Performance(
            settings={"request_rate": 0.96, "batch_size": 400, "max_out_len": 512, "retry": 2, "host_ip": ""},
            generation_kwargs={"temperature": 0.5, "top_k": 10, "seed": None, "repetition_penalty": 1.03},
        ),
        accuracy=Accuracy(settings={"batch_size": 30, "max_out_len": 16384, "max_seq_len": 24576, "retry": 2}),
    )
    said = [f for f in judge(made("a3-single", {"maxSeqLen": 24576}, bench=bench)) if "bench" in f.code]
    assert [(f.code, f.severity) for f in said] == [("advice.bench_prompts", "note")]


def test_an_answer_that_the_service_cuts_is_named_with_both_ways_out():
    finding = found("a3-single", {"maxIterTimes": 512, "maxSeqLen": 40000}, bench=scored(max_out_len=20480))[
        "advice.bench_output"
    ]
    assert finding.severity == "note" and "20480" in finding.text and "maxIterTimes, which is 512" in finding.text
    assert [f.label for f in finding.fixes] == ["maxIterTimes = 20480, maxPrefillTokens = 24576", "max_out_len = 512"]


def test_input_and_output_beyond_a_sequence_are_named():
    changes = {"maxSeqLen": 8192, "maxInputTokenLen": 4096}
    finding = found("a3-single", changes, bench=asking(max_out_len=5000))["advice.bench_length"]
    assert "are 9096 tokens, more than maxSeqLen, which is 8192" in finding.text
    assert [f.label for f in finding.fixes] == ["maxSeqLen = 9096"]
    assert (
        "input and output together"
        in found("a3-single", changes, bench=asking(max_out_len=9000))["advice.bench_length"].text
    )


def test_a_load_beyond_what_the_service_takes_is_named_by_what_becomes_of_it():
    many = Bench(performance=Performance(num_prompts=5000, settings={"batch_size": 1500}))
    most = Bench(performance=Performance(num_prompts=5000, settings={"batch_size": 3001}))
    assert "the others wait" in found("a3-single", {"maxLinkNum": 1000}, bench=many)["advice.bench_links"].text
    assert (
        "lets 2000 wait and refuses more"
        in found("a3-single", {"maxLinkNum": 1000}, bench=most)["advice.bench_links"].text
    )
    batch = found("a3-single", {"maxBatchSize": 200}, bench=many)["advice.bench_batch"]
    assert "at most 400 are decoded at once (maxBatchSize 200 x dp 2)" in batch.text
    few = Bench(performance=Performance(num_prompts=20, settings={"batch_size": 3001}))
    assert "advice.bench_links" not in found("a3-single", bench=few), "20 requests are never 3001 at once"


def test_https_on_one_side_only_is_an_error():
    finding = found("a3-single", {"httpsEnabled": False}, bench=asking(enable_ssl=True))["site.bench_https"]
    assert [f.label for f in finding.fixes] == ["enable_ssl = false"]


def test_a_host_and_a_port_by_hand_that_are_not_the_services_are_named():
    said = [
        f for f in judge(made("a3-single", bench=asking(host_ip="10.9.9.9", host_port=9000))) if f.code == "site.bench"
    ]
    assert [f.text for f in said] == [
        "the bench asks port 9000, and the service listens on 1025",
        "the bench asks 10.9.9.9, and the service listens on 10.0.0.1",
    ]
    assert [f.fixes[0].label for f in said] == ["without host_port", "without host_ip"]


def test_keys_that_the_bench_writes_and_a_secret_are_turned_away():
    texts = [
        f.text
        for f in judge(made("a3-single", bench=asking(abbr="x", api_key="s3cret")))
        if f.code == "site.bench_keys"
    ]
    assert "abbr is written by the bench itself" in texts and any("bench.api_key_env" in text for text in texts)
    assert not any("s3cret" in text for text in texts)


def test_a_profile_without_a_bench_is_not_spoken_of():
    assert not [f for f in judge(made("a3-single", bench=Bench())) if "bench" in f.code]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([one.field.pointer for one in bf.FIELDS if "measured" not in one.field.pointer]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    ),
)
def test_any_value_at_any_setting_raises_nothing_and_each_fix_removes_its_finding(pointer, value):
    artefacts = made("a3-single", bench=bf.edited(Bench(), Edit("replace", pointer, value)))
    for finding in judge(artefacts):
        for fix in finding.fixes if "bench" in finding.code else ():
            after = judge(fixed_by(artefacts, fix))
            assert (finding.code, finding.places[0].pointer) not in {(f.code, f.places[0].pointer) for f in after}


def test_a_value_taken_out_again_leaves_nothing_in_the_profile():
    bench = Bench()
    for one in bf.FIELDS:
        if one.field.name == "measured":
            continue
        there = bf.edited(bench, Edit("replace", one.field.pointer, [1] if "sweep" in one.field.pointer else "x"))
        assert bf.given(there, one.field.pointer)
        gone = bf.edited(there, Edit("remove", one.field.pointer))
        assert not bf.given(gone, one.field.pointer)
        assert bf.value_of(gone, one.field.pointer) in (ABSENT, one.field.default), one.field.pointer
