"""Lengths: what a sequence may have against what the model allows, and what a batch holds."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

SCHEDULER = "vllm, config/scheduler.py"
LENGTH, TOKENS, SEQUENCES = "--max-model-len", "--max-num-batched-tokens", "--max-num-seqs"


@rule(
    "configuration.max_model_len",
    says="--max-model-len {length} is above {most}, which config.json of the model allows",
    places=(LENGTH, "$VLLM_ALLOW_LONG_MAX_MODEL_LEN"),
    source="vllm, config/model.py",
)
def the_model_allows_the_length(v: CommandView) -> Iterator[Hit]:
    """Position encodings beyond what the model was trained for give noise; RoPE scaling in --hf-overrides raises it."""
    length, most = v.value("max_model_len"), v.derived_length
    if type(length) is not int or most is None or length <= most:
        return
    if (v.variable("VLLM_ALLOW_LONG_MAX_MODEL_LEN") or "0").strip().lower() in ("1", "true"):
        return
    engine = (
        f"User-specified max_model_len ({length}) is greater than the derived max_model_len "
        f"(max_position_embeddings={float(most)} or model_max_length=None in model's config.json). To allow overriding "
        "this maximum, set the env var VLLM_ALLOW_LONG_MAX_MODEL_LEN=1."
    )
    yield hit_at(length=length, most=int(most), fixes=(change(LENGTH, int(most)),), engine=engine)


@rule(
    "configuration.batch_length",
    says="--max-num-batched-tokens {tokens} is below --max-model-len {length}, and chunked prefill is off",
    places=(TOKENS, LENGTH, "--enable-chunked-prefill"),
    source=SCHEDULER,
)
def a_batch_holds_a_sequence(v: CommandView) -> Iterator[Hit]:
    """Without chunks the longest prompt must fit into one batch."""
    tokens, length = v.batched_tokens, v.length
    if not v.chunked and length is not None and 1 <= tokens < length:
        engine = (
            f"max_num_batched_tokens ({tokens}) is smaller than max_model_len ({length}). This effectively limits the "
            "maximum sequence length to max_num_batched_tokens and makes vLLM reject longer sequences. Please increase "
            "max_num_batched_tokens or decrease max_model_len."
        )
        fixes = (change(TOKENS, length), change("--enable-chunked-prefill", True), change(LENGTH, tokens))
        yield hit_at(tokens=tokens, length=length, fixes=fixes, engine=engine)


@rule(
    "configuration.batch_sequences",
    says="--max-num-batched-tokens {tokens} is below --max-num-seqs {sequences}",
    places=(TOKENS, SEQUENCES),
    source=SCHEDULER,
)
def a_batch_holds_a_token_of_each(v: CommandView) -> Iterator[Hit]:
    """While decoding each running sequence has one token in the batch."""
    tokens, sequences = v.batched_tokens, v.sequences
    if 1 <= tokens < sequences:
        engine = f"max_num_batched_tokens ({tokens}) must be greater than or equal to max_num_seqs ({sequences})."
        fixes = (change(TOKENS, sequences), change(SEQUENCES, tokens))
        yield hit_at(tokens=tokens, sequences=sequences, fixes=fixes, engine=engine)


RULES: tuple[ServeRule, ...] = (
    the_model_allows_the_length,
    a_batch_holds_a_sequence,
    a_batch_holds_a_token_of_each,
)
