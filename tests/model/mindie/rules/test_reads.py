"""What a rule reads is known by the names in its code."""

from mindie_tui.model.mindie.rules.judge import RULES
from mindie_tui.model.mindie.rules.reads import PARTS, reads
from mindie_tui.model.mindie.rules.service_view import Service
from tests.kit.judged import fleet, made


def test_a_rule_reads_no_more_than_its_code_says():
    """What a fix leaves is judged by those rules alone that read what it changes, so nothing may be read unseen."""

    class Reading(Service):
        seen: set[str]

        def __getattribute__(self, name):
            if name in PARTS:
                object.__getattribute__(self, "seen").add(name)
            return object.__getattribute__(self, name)

    changes = {"dp": 2, "tokenTimeout": "600", "cp": 2, "plugin_params": '{"plugin_type":"mtp"}', "pp": 2}
    for judged in (made("a3-double", changes, env={"HOST_IP": "10.0.0.2"}), made("a3-single", changes), fleet(3, 2)):
        whole = Service(judged)
        whole.hits()
        reading = Reading.__new__(Reading)
        reading.seen = set()
        for name in PARTS:
            object.__setattr__(reading, name, getattr(whole, name))
        for rule in RULES:
            reading.seen = set()
            list(rule.findings(reading))
            assert reading.seen <= reads(rule.run), rule.code


def test_what_is_made_of_config_json_counts_as_config_json():
    def flagged(s: Service):
        return s.flagged("/ServerConfig/port")

    def nothing(s: Service):
        return 1

    assert "config" in reads(flagged) and reads(nothing) == frozenset()
