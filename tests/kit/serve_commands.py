"""Commands of vLLM-Ascend for tests: judge one by its words, and do what a fix says."""

import json
from collections.abc import Mapping
from dataclasses import replace

from mindie_tui.model.documents import document
from mindie_tui.model.finding import Finding, Fix
from mindie_tui.model.vllm_ascend.arguments.parse import parse
from mindie_tui.model.vllm_ascend.arguments.table import by_dest
from mindie_tui.model.vllm_ascend.rules.command import KnownPaths, ServeCommand, WeightsShape
from mindie_tui.model.vllm_ascend.rules.judge import judge
from mindie_tui.model.vllm_ascend.rules.view import CommandView

DENSE = WeightsShape(
    {
        "architectures": ["Qwen3ForCausalLM"],
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "max_position_embeddings": 40960,
    },
    False,
)
EXPERTS = WeightsShape({**DENSE.config, "architectures": ["Qwen3MoeForCausalLM"], "num_experts": 128}, False)
LATENT = WeightsShape(
    {
        "architectures": ["DeepseekV3ForCausalLM"],
        "num_attention_heads": 128,
        "num_key_value_heads": 128,
        "max_position_embeddings": 163840,
        "kv_lora_rank": 512,
        "n_routed_experts": 256,
        "num_nextn_predict_layers": 1,
    },
    True,
)
SPARSE = WeightsShape({**LATENT.config, "architectures": ["DeepseekV32ForCausalLM"], "index_topk": 2048}, True)
TRANSFER = {"kv_connector": "MooncakeConnectorV1", "kv_port": "30000"}


def command(
    words: str = "",
    weights: WeightsShape | None = DENSE,
    additional: object = None,
    env: Mapping[str, str] | None = None,
    **more: object,
) -> ServeCommand:
    """`vllm serve /models/M WORDS`, with additional_config and a JSON argument for each of `more`."""
    argv = ["/models/M", *words.split()]
    given = {"additional_config": additional, **more}
    for dest, value in given.items():
        if value is not None:
            argv += ["--" + dest.replace("_", "-"), json.dumps(value)]
    return ServeCommand(tuple(argv), env or {}, "A3", weights, 16, KnownPaths(frozenset({"/models/M"})))


def view(*args: object, **more: object) -> CommandView:
    return CommandView(command(*args, **more))  # type: ignore[arg-type]


def found(one: ServeCommand, code: str) -> list[Finding]:
    """The findings of one rule."""
    return [f for f in judge(one) if f.code == code]


def errors(one: ServeCommand) -> list[str]:
    """The codes of what stops the start, in order."""
    return [f.code for f in judge(one) if f.severity == "error"]


def fixed(one: ServeCommand, fix: Fix) -> ServeCommand:
    """The command after a fix: its edits done in the arguments, the environment or additional_config."""
    if fix.file == "environment":
        return replace(one, environment=document.all_edited(dict(one.environment), fix.edits))
    values = {
        by_dest()[dest].flag[2:]: value
        for dest, value in parse(one.argv, one.files).values.items()
        if dest != "model_tag"
    }
    model = [word for word in one.argv[:1] if not word.startswith("-")]
    if fix.file == "additional_config":
        values["additional-config"] = document.all_edited(values.get("additional-config", {}), fix.edits)
    else:
        values = document.all_edited(values, fix.edits)
    return replace(one, argv=(*model, *(word for name, value in values.items() for word in _words(name, value))))


def _words(name: str, value: object) -> list[str]:
    """An argument as it is typed."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [f"--{name}" if value else f"--no-{name}"]
    if isinstance(value, list):
        return [f"--{name}", *map(str, value)]
    return [f"--{name}", json.dumps(value) if isinstance(value, dict) else str(value)]
