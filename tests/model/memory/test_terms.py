"""A number opens to its formula and its inputs."""

from mindie_tui.model.memory.terms import GIB, MemoryTerm, total


def test_a_term_opens_to_its_parts():
    part = MemoryTerm("q_proj", GIB, "outputs * inputs", {"outputs": 4})
    whole = MemoryTerm("attention", 2 * GIB, "sum", parts=(part, part))
    assert whole.gib == 2 and total(whole.parts) == 2 * GIB
    made = whole.as_json()
    assert made["bytes"] == 2 * GIB
    assert made["parts"][0] == {"name": "q_proj", "bytes": GIB, "formula": "outputs * inputs", "inputs": {"outputs": 4}}
    assert "inputs" not in made
