"""With layerwiseDisaggregated the daemon forgets what it found: those errors are warnings."""

from tests.kit.judged import found


def test_with_layerwise_the_daemon_forgets_what_it_found_and_we_warn():
    changes = {"/ServerConfig/layerwiseDisaggregated": True, "maxLinkNum": 0, "maxBatchSize": "1"}
    judged = found("a3-single", changes)
    assert judged["start.range"].severity == "warning"
    assert judged["start.type"].severity == "error"


def test_numbers_that_no_type_holds_stop_the_daemon_even_with_layerwise():
    on = {"/ServerConfig/layerwiseDisaggregated": True}
    assert found("a3-single", {**on, "maxLinkNum": 2**40})["start.range"].severity == "error"
    assert found("a3-single", {**on, "maxLinkNum": 5000})["start.range"].severity == "warning"
