"""What the format holds and this version does not act on."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.store.profiles.unsupported import not_yet


def deployment(**bench):
    nodes = ({"name": "a"}, {"name": "b", "serves": False})
    return Deployment.model_validate({"nodes": nodes, "bench": bench})


def test_a_node_that_does_not_serve_must_bench():
    ((key, sentence),) = not_yet(deployment(node="a"))
    assert key == "nodes[1].serves" and sentence.startswith("not yet; ") and "bench.node: b" in sentence
    assert not_yet(deployment(node="b")) == ()
