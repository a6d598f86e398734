"""Environment variables that the configuration reads, and reads as a number."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import KEY_OF_VARIABLE, CommandView, whole

NUMBERS = ("VLLM_BATCH_INVARIANT", "VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS", "VLLM_MLA_DISABLE", "VLLM_USE_RUST_FRONTEND")
"""Variables of vLLM that every start reads by int()."""
OFFLINE = ("VLLM_DP_SIZE", "VLLM_DP_RANK", "VLLM_DP_RANK_LOCAL", "VLLM_DP_MASTER_PORT")
"""Variables that are read by int() where the command line has no data parallel size."""


@rule(
    "configuration.variable",
    says="{name} must be a whole number; found {value}",
    source="vllm_ascend/envs.py; vllm, envs.py",
)
def variables_are_numbers(v: CommandView) -> Iterator[Hit]:
    """Read by int(), so "true" ends in a traceback, even where the key of additional_config would win."""
    offline = OFFLINE if v.offline_dp else ()
    for name in (*KEY_OF_VARIABLE, *NUMBERS, *offline):
        text = v.variable(name)
        if text is not None and whole(text) is None:
            meant = {"true": "1", "false": "0", "on": "1", "off": "0", "yes": "1", "no": "0"}.get(text.lower())
            fixes = some(change(f"${name}", meant) if meant else None, change(f"${name}", ABSENT))
            engine = f"invalid literal for int() with base 10: {text!r}"
            yield hit_at(f"${name}", name=name, value=shown(text), fixes=fixes, engine=engine)


@rule(
    "configuration.vllm_port",
    says="VLLM_PORT must be a whole number; found {value}",
    places=("$VLLM_PORT",),
    source="vllm, envs.py",
)
def vllm_port_is_a_number(v: CommandView) -> Iterator[Hit]:
    """The first of the ports between vLLM's own processes. Kubernetes sets it to tcp://... for a service that is named
    vllm. Read here with data parallel, later by the workers without."""
    text = v.variable("VLLM_PORT")
    if text is None or whole(text) is not None:
        return
    engine = f"VLLM_PORT '{text}' must be a valid integer"
    if "://" in text:
        engine = f"VLLM_PORT '{text}' appears to be a URI. This may be caused by a Kubernetes service discovery issue"
    early = v.number("data_parallel_size") > 1 or v.dp_local == 0
    fixes = (change("$VLLM_PORT", ABSENT),)
    yield hit_at(severity=None if early else "warning", value=shown(text), fixes=fixes, engine=engine)


@rule(
    "configuration.offline_dp",
    says="VLLM_DP_SIZE {size} is not for dense models",
    places=("$VLLM_DP_SIZE",),
    source="vllm, config/parallel.py",
)
def offline_ranks_have_experts(v: CommandView) -> Iterator[Hit]:
    """The variables of offline data parallel count where the command line has no --data-parallel-size."""
    size = whole(v.variable("VLLM_DP_SIZE"))
    if v.offline_dp and size is not None and size > 1 and v.moe is False:
        engine = "Offline data parallel mode is not supported/useful for dense models."
        yield hit_at(size=size, fixes=(change("$VLLM_DP_SIZE", ABSENT),), engine=engine)


@rule(
    "configuration.breakable_graphs",
    says="VLLM_USE_BREAKABLE_CUDAGRAPH=1 excludes piecewise graphs on Ascend",
    places=("$VLLM_USE_BREAKABLE_CUDAGRAPH", "--compilation-config/cudagraph_mode"),
    source="vllm_ascend/platform.py",
)
def breakable_graphs_are_not_piecewise(v: CommandView) -> Iterator[Hit]:
    """It switches the compilation off that piecewise graphs need, and the platform insists on it."""
    mode = str(v.dictionary("compilation_config").get("cudagraph_mode", "FULL_AND_PIECEWISE")).upper()
    if v.variable("VLLM_USE_BREAKABLE_CUDAGRAPH") == "1" and "PIECEWISE" in mode and not v.eager:
        at = "--compilation-config/cudagraph_mode"
        engine = (
            "Compilation mode should be CompilationMode.VLLM_COMPILE when cudagraph_mode piecewise cudagraphs is used"
        )
        fixes = (change("$VLLM_USE_BREAKABLE_CUDAGRAPH", ABSENT), change(at, "FULL_DECODE_ONLY"))
        yield hit_at(fixes=fixes, engine=engine)


@rule(
    "configuration.unknown_variable",
    says="vLLM does not know {name}, and --fail-on-environ-validation makes that an error",
    source="vllm, envs.py",
)
def unknown_variables_may_be_fatal(v: CommandView) -> Iterator[Hit]:
    """vLLM's list has none of vLLM-Ascend's variables, so with this flag every one of them ends the start."""
    if not v.value("fail_on_environ_validation"):
        return
    for name in v.command.environment:
        if name.startswith("VLLM_ASCEND_"):
            fixes = (change("--fail-on-environ-validation", ABSENT), change(f"${name}", ABSENT))
            engine = f"Unknown vLLM environment variable detected: {name}"
            yield hit_at(f"${name}", "--fail-on-environ-validation", name=name, fixes=fixes, engine=engine)


RULES: tuple[ServeRule, ...] = (
    variables_are_numbers,
    vllm_port_is_a_number,
    offline_ranks_have_experts,
    breakable_graphs_are_not_piecewise,
    unknown_variables_may_be_fatal,
)
