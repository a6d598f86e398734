"""Speculative decoding: the keys of --speculative-config, the draft, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, pointer
from mindie_tui.model.message import Message
from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule, some
from mindie_tui.model.vllm_ascend.rules.view import MTP_METHODS, SHORT_SPECULATIVE, CommandView

SOURCE = "vllm, config/speculative.py"
AT = "--speculative-config"
OTHERS = ("ngram", "medusa", "mlp_speculator", "draft_model", "suffix", "custom_class", "eagle", "eagle3", "dflash")
METHODS = frozenset({*OTHERS, "extract_hidden_states", "ngram_gpu", *MTP_METHODS})
WITH_DRAFT = frozenset({"medusa", "mlp_speculator", "draft_model", "eagle", "eagle3", "dflash"})
"""Methods that need a model of their own."""
ASYNC = frozenset({"eagle", "eagle3", "mtp", "dflash", "extract_hidden_states", "ngram_gpu", "draft_model"})
"""Methods that asynchronous scheduling takes."""
KEYS = frozenset(
    "enforce_eager num_speculative_tokens model method draft_tensor_parallel_size tensor_parallel_size quantization "
    "moe_backend attention_backend max_model_len revision code_revision disable_padded_drafter_batch "
    "use_local_argmax_reduction prompt_lookup_max prompt_lookup_min parallel_drafting target_model_config "
    "target_parallel_config draft_model_config draft_parallel_config suffix_decoding_max_tree_depth "
    "suffix_decoding_max_cached_requests suffix_decoding_max_spec_factor suffix_decoding_min_token_prob "
    "draft_load_config rejection_sample_method synthetic_acceptance_rates synthetic_acceptance_length "
    "draft_sample_method".split()
)
COUNTS = ("draft_tensor_parallel_size", "max_model_len", "prompt_lookup_max", "prompt_lookup_min")
"""Whole numbers of 1 and up, or absent."""


@rule("configuration.speculative_keys", says="--speculative-config has no key {name}", source=SOURCE)
def speculative_keys_are_known(v: CommandView) -> Iterator[Hit]:
    """A JSON object whose keys are those of SpeculativeConfig."""
    value = v.parsed.values.get("speculative_config")
    if value is not None and not isinstance(value, dict):
        says = "--speculative-config must be a JSON object; found {value}"
        engine = f"'{type(value).__name__}' object has no attribute 'update'"
        yield hit_at(AT, says=says, value=shown(value), fixes=(change(AT, ABSENT),), engine=engine)
        return
    for name in value or ():
        if name not in KEYS:
            at = AT + pointer(name)
            yield hit_at(at, name=name, fixes=(change(at, ABSENT),), engine=f"{name}: Unexpected keyword argument")
    for dest, key in SHORT_SPECULATIVE.items():
        if v.value(dest) is not None and key in (value or {}):
            flag = "--" + dest.replace("_", "-")
            engine = f"{flag} and --speculative-config['{key}'] are mutually exclusive"
            says = "{flag} and {name} of --speculative-config exclude each other"
            fixes = (change(flag, ABSENT), change(f"{AT}/{key}", ABSENT))
            yield hit_at(flag, f"{AT}/{key}", says=says, flag=flag, name=key, fixes=fixes, engine=engine)


@rule(
    "configuration.speculative_range",
    says="{name} of --speculative-config must be {wanted}; found {value}",
    source=SOURCE,
)
def speculative_values_are_in_range(v: CommandView) -> Iterator[Hit]:
    """Numbers in quotes pass, as pydantic reads them."""
    spec = v.speculative or {}
    method = spec.get("method")
    if method is not None and (not isinstance(method, str) or method not in METHODS):
        at = f"{AT}/method"
        engine = "method: Input should be " + ", ".join(f"'{one}'" for one in OTHERS)
        says = "{value} is not a speculation method"
        yield hit_at(at, says=says, value=shown(method), fixes=some(change(at, "mtp")), engine=engine)
    for name in ("num_speculative_tokens", *COUNTS):
        if name not in spec or spec[name] is None and name in COUNTS:
            continue
        number, at = _lax(spec[name]), f"{AT}/{name}"
        if number is None or number < 1:
            least = (
                "Input should be greater than 0" if name not in COUNTS else "Input should be greater than or equal to 1"
            )
            engine = f"{name}: {'Input should be a valid integer' if number is None else least}"
            wanted = Message("a whole number of 1 and up")
            fix = change(at, 1) if name not in COUNTS else change(at, ABSENT)
            yield hit_at(at, name=name, wanted=wanted, value=shown(spec[name]), fixes=(fix,), engine=engine)
    low, high = (_lax(spec.get(f"prompt_lookup_{end}")) for end in ("min", "max"))
    if v.method in ("ngram", "ngram_gpu") and low and high and low > high:
        places = (f"{AT}/prompt_lookup_min", f"{AT}/prompt_lookup_max")
        engine = f"prompt_lookup_min={low} must be <= prompt_lookup_max={high}"
        says = "prompt_lookup_min {low} is above prompt_lookup_max {high}"
        fixes = (change(places[0], high), change(places[1], low))
        yield hit_at(*places, says=says, low=low, high=high, fixes=fixes, engine=engine)
    if spec.get("tensor_parallel_size") is not None:
        at, right = f"{AT}/tensor_parallel_size", f"{AT}/draft_tensor_parallel_size"
        engine = "'tensor_parallel_size' is not a valid argument in the speculative_config."
        says = "tensor_parallel_size is not a key of --speculative-config: use draft_tensor_parallel_size"
        yield hit_at(at, right, says=says, fixes=(change(at, ABSENT),), engine=engine)


@rule(
    "configuration.speculative_draft",
    says="--speculative-config: method {method} needs a draft model (key model)",
    source=SOURCE,
)
def the_draft_is_there(v: CommandView) -> Iterator[Hit]:
    """mtp and ngram draft without a model of their own; every method needs its number of tokens."""
    spec = v.speculative
    if spec is None or v.method not in METHODS | {"mtp"}:
        return
    tokens, model = spec.get("num_speculative_tokens"), spec.get("model")
    at, off = f"{AT}/num_speculative_tokens", change(AT, ABSENT)
    if tokens is None and v.method != "suffix":
        if model is None or v.method in ("ngram", "ngram_gpu"):
            engine = (
                "num_speculative_tokens must be provided with speculative model unless the draft model config contains "
                "an n_predict parameter."
            )
            says = "--speculative-config needs num_speculative_tokens"
            yield hit_at(at, says=says, fixes=(change(at, 1),), engine=engine)
        return
    if model is None and v.method in WITH_DRAFT:
        engine = "num_speculative_tokens was provided but without speculative model."
        fixes = some(change(f"{AT}/method", "mtp") if v.weights is not None and v.weights.mtp else None, off)
        places = (f"{AT}/model", at, f"{AT}/method")
        yield hit_at(*places, method=v.method, fixes=fixes, engine=engine)
    if model is None and v.method == "mtp" and v.weights is not None and not v.weights.mtp:
        engine = "Unsupported speculative method: 'mtp'"
        says = "--speculative-config: the model has no layer for multi-token prediction, which method mtp needs"
        yield hit_at(f"{AT}/method", says=says, fixes=(off,), engine=engine)


@rule(
    "configuration.speculative_tokens",
    says="num_speculative_tokens {tokens} must be a multiple of {predicted}, what the model predicts in one pass",
    places=(f"{AT}/num_speculative_tokens",),
    source=SOURCE,
)
def tokens_are_a_multiple(v: CommandView) -> Iterator[Hit]:
    """More tokens than the prediction layers give run them again, as a whole. A draft may have tp 1 or the same tp."""
    spec = v.speculative or {}
    tokens = v.speculative_tokens
    predicted = v.weights.predicted if v.weights is not None and v.method == "mtp" and not spec.get("model") else None
    if tokens and predicted and tokens > predicted and tokens % predicted:
        at = f"{AT}/num_speculative_tokens"
        engine = f"num_speculative_tokens:{tokens} must be divisible by n_predict={predicted}"
        fixes = (change(at, tokens // predicted * predicted),)
        yield hit_at(tokens=tokens, predicted=predicted, fixes=fixes, engine=engine)
    draft = _lax(spec.get("draft_tensor_parallel_size"))
    if draft and draft not in (1, v.tp) and v.method not in ("ngram", "ngram_gpu", "suffix"):
        at = f"{AT}/draft_tensor_parallel_size"
        engine = (
            f"speculative_draft_tensor_parallel_size={draft} cannot be other value than 1 or target model "
            "tensor_parallel_size"
        )
        says = "draft_tensor_parallel_size {draft} must be 1 or --tensor-parallel-size {tp}"
        both = (change(at, v.tp), change(at, 1))
        yield hit_at(at, "--tensor-parallel-size", says=says, draft=draft, tp=v.tp, fixes=both, engine=engine)


@rule(
    "configuration.speculative_async",
    says="--async-scheduling excludes the method {method} of --speculative-config",
    places=("--async-scheduling", f"{AT}/method"),
    source="vllm, config/vllm.py",
)
def asynchronous_scheduling_takes_the_method(v: CommandView) -> Iterator[Hit]:
    """Asked for, it is refused; by default it would only be switched off."""
    if v.speculative is None or v.value("async_scheduling") is not True:
        return
    off = change("--async-scheduling", ABSENT)
    if v.method not in ASYNC:
        engine = (
            "Currently, async scheduling is only supported with EAGLE/MTP/Draft Model/NGram GPU kind of speculative "
            "decoding"
        )
        yield hit_at(method=v.method, fixes=(off,), engine=engine)
    elif v.speculative.get("disable_padded_drafter_batch"):
        at = f"{AT}/disable_padded_drafter_batch"
        engine = "Async scheduling is not compatible with disable_padded_drafter_batch=True."
        says = "--async-scheduling excludes disable_padded_drafter_batch of --speculative-config"
        yield hit_at("--async-scheduling", at, says=says, fixes=(off, change(at, ABSENT)), engine=engine)


@rule(
    "configuration.speculative_slots",
    says="--max-num-batched-tokens {tokens} leaves no token after {slots} slots for drafts",
    places=("--max-num-batched-tokens", "--max-num-seqs", f"{AT}/num_speculative_tokens"),
    source="vllm, config/vllm.py",
)
def drafts_leave_room(v: CommandView) -> Iterator[Hit]:
    """A draft model adds a slot per sequence, parallel drafting one per token but the first."""
    spec = v.speculative
    if spec is None:
        return
    parallel = v.method == "dflash" or spec.get("parallel_drafting")
    each = ((v.speculative_tokens or 1) - 1 if parallel else 0) + (v.method == "draft_model")
    slots = each * v.sequences
    if slots and v.batched_tokens <= slots:
        engine = (
            f"max_num_scheduled_tokens is set to {v.batched_tokens - slots} based on the speculative decoding "
            "settings, which does not allow any tokens to be scheduled. Increase max_num_batched_tokens to accommodate "
            "the additional draft token slots, or decrease num_speculative_tokens or max_num_seqs."
        )
        fixes = (change("--max-num-batched-tokens", slots + v.sequences),)
        yield hit_at(tokens=v.batched_tokens, slots=slots, fixes=fixes, engine=engine)
    most = v.sequences * ((v.speculative_tokens or 0) + 1)
    if v.value("enable_lora") and v.batched_tokens < most:
        engine = "Consider increasing max_num_batched_tokens or decreasing num_speculative_tokens"
        says = (
            "--max-num-batched-tokens {tokens} is below {most}, the tokens of all sequences with LoRA and speculation"
        )
        fixes = (change("--max-num-batched-tokens", most),)
        yield hit_at(says=says, tokens=v.batched_tokens, most=most, fixes=fixes, engine=engine)


@rule(
    "configuration.mtp_pipeline",
    says="multi-token prediction with --pipeline-parallel-size {pp} is for prefill nodes (kv_role kv_producer) only",
    places=("--pipeline-parallel-size", f"{AT}/method", "--kv-transfer-config/kv_role"),
    source="vllm_ascend/platform.py",
)
def mtp_has_no_pipeline(v: CommandView) -> Iterator[Hit]:
    """The prediction layer needs the tokens of the last stage."""
    if "mtp" in (v.method or "") and v.pp > 1 and v.kv_role != "kv_producer":
        engine = (
            "PP+MTP is only supported on PD-disaggregated P nodes (kv_role='kv_producer'). D nodes must use "
            "pipeline_parallel_size=1 and may combine data parallelism with MTP."
        )
        fixes = (change("--pipeline-parallel-size", 1), change(AT, ABSENT))
        yield hit_at(pp=v.pp, fixes=fixes, engine=engine)


def _lax(value: object) -> int | None:
    """A whole number as pydantic reads it: digits in quotes, true and 2.0 pass."""
    if isinstance(value, int) or isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return int(value) if isinstance(value, str) else None
    except ValueError:
        return None


RULES: tuple[ServeRule, ...] = (
    speculative_keys_are_known,
    speculative_values_are_in_range,
    the_draft_is_there,
    tokens_are_a_multiple,
    asynchronous_scheduling_takes_the_method,
    drafts_leave_room,
    mtp_has_no_pipeline,
)
