"""MindIE is known in model/mindie alone: elsewhere no string names a parameter, a variable, a program or a port of it.

A second engine will be a sibling of model/mindie; what names the first one outside of it would have to be found again
then. The demo plays a MindIE and may name it; some names of vLLM-Ascend are
the same by chance, and the weights have a config.json, too. Chinese texts are the same sentences as the English ones.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.mindie.parameters.environment import atb, decisive, mindie
from mindie_tui.model.mindie.parameters.pointers import SECTIONS
from tests.contracts.package import FILES, ROOT, tree_of

OUTSIDE = Path(__file__).with_name("mindie_named_outside.txt")
"""Lines "path name" of those that are still named outside; it may only shrink."""
OF_OTHERS = re.compile(r"HCCL|ASCEND|LCCL|GLOO|PYTORCH|^RANK$|LOCAL_RANK|RANK_ID|RANK_SIZE")
"""Variables that MindIE reads, and that are another's."""
KEYS = {
    name for name in (*(field.name for field in catalogue.CONFIG), *SECTIONS) if re.search(r"[a-z0-9][A-Z]|_", name)
}
"""Of config.json; "port", "tp" and other plain words may mean anything."""
VARIABLES = {
    field.name for module in (decisive, mindie, atb) for field in module.FIELDS if not OF_OTHERS.search(field.name)
}
PROGRAMS = {"mindieservice_daemon", "mindie_llm_backend_connector", "/usr/local/Ascend/mindie", "config.json"}
PORTS = {1025, 1026, 1027}
NAMES = KEYS | VARIABLES | PROGRAMS
NAMED = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(NAMES, key=len, reverse=True)))})(?!\w)")


def literals(tree: ast.Module) -> Iterator[str | int]:
    """The strings and numbers in code; no docstring, and no string that explains what stands before it."""
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in explained and type(node.value) in (str, int):
            yield node.value


def named_outside() -> set[str]:
    found = set()
    for path in FILES:
        name = str(path.relative_to(ROOT))
        if name.startswith(("model/mindie/", "model/vllm_ascend/", "demo/")) or "chinese" in path.parts:
            continue
        for value in literals(tree_of(path)):
            names = NAMED.findall(value) if isinstance(value, str) else [value] if value in PORTS else []
            found |= {f"{name} {one}" for one in names}
    return found


def test_nothing_outside_of_model_mindie_names_what_is_mindies():
    listed = set(OUTSIDE.read_text(encoding="utf-8").splitlines())
    found = named_outside()
    assert found <= listed, f"let them go through model/mindie: {sorted(found - listed)}"
    assert listed <= found, f"strike from {OUTSIDE.name}: {sorted(listed - found)}"


def test_what_is_looked_for_are_names_of_mindie():
    assert {"maxSeqLen", "moe_tp", "ServerConfig", "MINDIE_LOG_LEVEL", "NPU_MEMORY_FRACTION"} <= NAMES
    assert not {"HCCL_BUFFSIZE", "ASCEND_RT_VISIBLE_DEVICES", "RANK", "port", "tp"} & NAMES
    assert NAMED.findall("cut maxSeqLen, not xmaxSeqLen") == ["maxSeqLen"]
    assert list(literals(ast.parse('"""maxSeqLen"""\nx = "tp"\n"""maxSeqLen"""\n'))) == ["tp"]
