"""Nobody complains: lengths and batches that do not fit each other, and what the engine makes of them in silence."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.mindie.rules.advice.plugins import has_plugin
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service

ENGINE = "llm_manager_impl.cpp"


@rule(
    "advice.block_size",
    places=("cacheBlockSize",),
    source="service_parameter_configuration.md",
    says="cacheBlockSize is {size}: MindIE's operators want a multiple of 16, and 128 is the usual one",
)
def blocks_are_multiples_of_16(s: Service) -> Iterator[Found]:
    """The daemon takes 1 to 128; its manual asks for a multiple of 16."""
    size = s.number(s.schedule, "cacheBlockSize")
    if size is not None and size % 16 and 1 <= size <= 128:
        nearest = max(16, round(size / 16) * 16)
        yield Found({"size": size}, some(edit("cacheBlockSize", 128), edit("cacheBlockSize", nearest)))


@rule(
    "advice.output_length",
    places=("maxIterTimes", "maxSeqLen"),
    source="service_parameter_configuration.md",
    says="maxIterTimes is {output}, more than maxSeqLen, which is {longest}: no output gets that long",
)
def outputs_fit_into_a_sequence(s: Service) -> Iterator[Found]:
    """An output ends at maxSeqLen - input, whatever maxIterTimes says."""
    output, longest = s.number(s.schedule, "maxIterTimes"), s.number(s.deploy, "maxSeqLen")
    if output is not None and longest and output > longest:
        yield Found({"output": output, "longest": longest}, (edit("maxIterTimes", longest), edit("maxSeqLen", output)))


@rule(
    "advice.input_length",
    places=("maxInputTokenLen", "maxSeqLen"),
    source="service_parameter_configuration.md",
    says="maxInputTokenLen is {input}, and maxSeqLen {longest} leaves room for {room}: longer inputs are refused",
)
def inputs_fit_into_a_sequence(s: Service) -> Iterator[Found]:
    """MindIE takes min(maxInputTokenLen, maxSeqLen - 1)."""
    given, longest = s.number(s.deploy, "maxInputTokenLen"), s.number(s.deploy, "maxSeqLen")
    if given is not None and longest and given >= longest:
        fixes = [edit("maxInputTokenLen", longest - 1)] if longest > 1 else []
        fixes.append(edit("maxSeqLen", given + 1))
        yield Found({"input": given, "longest": longest, "room": longest - 1}, some(*fixes))


def _engine(s: Service) -> tuple[int, int, int, int] | None:
    """maxSeqLen, maxPrefillTokens, both as the engine makes them, and 2 x cp or 0; None where a number is missing."""
    longest, tokens = s.number(s.deploy, "maxSeqLen"), s.number(s.schedule, "maxPrefillTokens")
    given, output = s.number(s.deploy, "maxInputTokenLen"), s.number(s.schedule, "maxIterTimes")
    if longest is None or tokens is None or given is None or output is None:
        return None
    cp = s.parallel.given.get("cp", 1)
    step = 2 * cp if cp > 1 else 0
    if step and longest % step:
        longest = (longest // step + 1) * step
    if not has_plugin(s, "splitfuse"):
        tokens = max(tokens, min(longest, given + output))
    if step and tokens % step:
        tokens = (tokens // step + 1) * step
    return longest, tokens, step, cp


@rule(
    "advice.prefill_raised",
    severity="note",
    places=("maxPrefillTokens",),
    source=ENGINE,
    says="MindIE will raise maxPrefillTokens from {given} to {becomes}, because it must be at "
    "least min(maxSeqLen, maxInputTokenLen + maxIterTimes)",
)
def the_engine_raises_max_prefill_tokens(s: Service) -> Iterator[Found]:
    """Without splitfuse maxPrefillTokens becomes at least min(maxSeqLen, maxInputTokenLen + maxIterTimes); with cp
    above 1 it is rounded up to 2 x cp."""
    made, given = _engine(s), s.number(s.schedule, "maxPrefillTokens")
    if made is not None and given is not None and made[1] != given and made[1] <= 4194304:
        yield Found({"given": given, "becomes": made[1]}, (edit("maxPrefillTokens", made[1]),))


@rule(
    "advice.length_rounded",
    severity="note",
    places=("maxSeqLen", "cp"),
    source=ENGINE,
    says="with cp {cp} MindIE will round maxSeqLen from {given} up to {becomes}, a multiple of 2 x cp",
)
def the_engine_rounds_max_seq_len(s: Service) -> Iterator[Found]:
    """With cp above 1 a sequence is cut into 2 x cp equal parts."""
    made, given = _engine(s), s.number(s.deploy, "maxSeqLen")
    if made is not None and given is not None and made[0] != given:
        yield Found({"cp": made[3], "given": given, "becomes": made[0]}, (edit("maxSeqLen", made[0]),))


@rule(
    "advice.batch_cut",
    severity="note",
    places=("maxBatchSize", "maxPrefillTokens"),
    source=ENGINE,
    says="MindIE will cut maxBatchSize from {given} to maxPrefillTokens, {becomes}",
)
def the_engine_cuts_max_batch_size(s: Service) -> Iterator[Found]:
    """No batch holds more requests than tokens."""
    made, given = _engine(s), s.number(s.schedule, "maxBatchSize")
    if made is not None and given is not None and given > made[1] > 0:
        yield Found({"given": given, "becomes": made[1]})


@rule(
    "advice.prefill_beyond",
    severity="note",
    places=("maxPrefillTokens", "maxSeqLen"),
    source="GPUStack's checks",
    says="maxPrefillTokens is {tokens}, more than maxSeqLen, which is {longest}: only several inputs fill such a batch",
)
def a_prefill_is_no_longer_than_a_sequence(s: Service) -> Iterator[Found]:
    """A batch of several inputs may have more tokens than one sequence; what one needs is maxSeqLen."""
    tokens, longest = s.number(s.schedule, "maxPrefillTokens"), s.number(s.deploy, "maxSeqLen")
    if tokens is not None and longest and tokens > longest:
        yield Found({"tokens": tokens, "longest": longest}, (edit("maxPrefillTokens", longest),))


RULES: tuple[Rule, ...] = (
    blocks_are_multiples_of_16,
    outputs_fit_into_a_sequence,
    inputs_fit_into_a_sequence,
    the_engine_raises_max_prefill_tokens,
    the_engine_rounds_max_seq_len,
    the_engine_cuts_max_batch_size,
    a_prefill_is_no_longer_than_a_sequence,
)
