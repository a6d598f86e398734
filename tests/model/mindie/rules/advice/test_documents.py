"""What the text of config.json holds unseen, and a world that no document tells."""

import json

from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import base


def hits(text, code, **site):
    return [one for one in judge(artefacts.from_texts(text, site=Site(**site))) if one.code == code]


def test_a_key_that_stands_twice_is_a_warning_where_it_stands_again():
    (hit,) = hits('{"ServerConfig": {"port": 1,\n "port": 2}}', "advice.text")
    assert hit.severity == "warning" and hit.places[0].pointer == "/ServerConfig/port"
    assert hit.text.endswith("(line 2, column 2)") and "port appears twice, first in line 1" in hit.text


def test_a_byte_order_mark_is_a_note():
    assert [one.severity for one in hits('\ufeff{"a": 1}', "advice.text")] == ["note"]


def test_several_nodes_of_which_nothing_is_known_leave_the_sizes_unjudged():
    text = json.dumps(base("a3-double")["config"])
    (hit,) = hits(text, "advice.world_unknown", environment_known=False)
    assert "the parallel sizes are not judged" in hit.text
    assert hits(text, "advice.world_unknown", nodes=("a", "b"), devices_per_node=16) == []
