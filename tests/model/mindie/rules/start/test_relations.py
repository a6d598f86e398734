"""Two fields that MindIE's daemon does not take together."""

import pytest

from tests.kit.judged import found


@pytest.mark.parametrize(
    ("changes", "code", "words", "fix"),
    [
        ({"worldSize": 8}, "start.world_size", "npuDeviceIds lists 16 NPUs", "worldSize = 16"),
        ({"modelInstanceNumber": 2}, "start.instances", "has 1 lists", "modelInstanceNumber = 1"),
        ({"maxPrefillTokens": 100}, "start.prefill_tokens", "less than maxInputTokenLen", "maxPrefillTokens = 4096"),
        ({"maxPrefillBatchSize": 300}, "start.prefill_batch", "more than maxBatchSize", "maxPrefillBatchSize = 200"),
        ({"maxPreemptCount": 1, "cpuMemSize": 0}, "start.preempt_memory", "cpuMemSize", "cpuMemSize = 5"),
        ({"maxN": 300}, "start.max_n", "maxBatchSize, which is 200", "maxN = 200"),
        ({"multiNodesInferPort": 1025}, "start.port_clash", "both 1025", "multiNodesInferPort = 1120"),
        ({"managementIpAddress": "localhost"}, "start.address", "IPv4 or IPv6", 'managementIpAddress = "127.0.0.2"'),
        ({"interCommTLSEnabled": 1}, "start.inter_comm", "true or false", "interCommTLSEnabled = true"),
    ],
)
def test_one_mistake_has_its_sentence_and_its_fix(changes, code, words, fix):
    finding = found("a3-double", changes)[code]
    assert words in finding.text
    assert not fix or fix in [one.label for one in finding.fixes]
