"""What AISBench asks of the service that vLLM does not give, or gives in another way than it looks."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.vllm_ascend.rules.rule import Hit, ServeRule, change, hit_at, rule
from mindie_tui.model.vllm_ascend.rules.view import CommandView

LENGTH, SEQUENCES, CACHE = "--max-model-len", "--max-num-seqs", "--enable-prefix-caching"
SOURCE = "vllm, entrypoints/openai; nightly tests of vllm-ascend"


def _settings(v: CommandView) -> Iterator[tuple[str, dict[str, object]]]:
    """Part of the bench and its settings, for those that are measured."""
    bench = v.command.bench
    for name in ("performance", "accuracy") if bench is not None else ():
        part = getattr(bench, name)
        if part is not None and (name == "performance" or part.runs):
            yield name, part.settings


@rule(
    "advice.bench_output",
    severity="warning",
    says="max_out_len is {asked}: a prompt and its answer must fit in --max-model-len, which is {length}, or vLLM "
    "answers 400",
    source=SOURCE,
)
def prompt_and_answer_fit(v: CommandView) -> Iterator[Hit]:
    """vLLM refuses a request whose prompt and max_tokens are longer together than --max-model-len."""
    for name, settings in _settings(v):
        asked, length = settings.get("max_out_len"), v.length
        if type(asked) is int and length is not None and asked >= length:
            at = f"/bench/{name}/settings/max_out_len"
            yield hit_at(at, LENGTH, asked=asked, length=length, fixes=(change(at, max(length // 2, 1)),))


@rule(
    "advice.bench_batch",
    severity="note",
    says="batch_size is {asked}, and the service runs {most} requests at once (--max-num-seqs {sequences} on each of "
    "{ranks} ranks): the rest waits",
    source=SOURCE,
)
def requests_beyond_the_batch_wait(v: CommandView) -> Iterator[Hit]:
    """--max-num-seqs counts for each data parallel rank."""
    for name, settings in _settings(v):
        asked, ranks = settings.get("batch_size"), max(v.dp, 1)
        most = v.sequences * ranks
        if type(asked) is int and asked > most > 0:
            at = f"/bench/{name}/settings/batch_size"
            fixes = (change(at, most), change(SEQUENCES, -(-asked // ranks)))
            yield hit_at(at, SEQUENCES, asked=asked, most=most, sequences=v.sequences, ranks=ranks, fixes=fixes)


@rule(
    "advice.bench_prompts",
    severity="note",
    says="num_prompts is {prompts}: a concurrency of {asked} (batch_size) is never reached",
    source="AISBench",
)
def the_load_is_reached(v: CommandView) -> Iterator[Hit]:
    """No more requests run at once than there are."""
    performance = v.command.bench.performance if v.command.bench is not None else None
    asked = performance.settings.get("batch_size") if performance is not None else None
    if performance is not None and type(asked) is int and asked > performance.num_prompts:
        places = ("/bench/performance/num_prompts", "/bench/performance/settings/batch_size")
        yield hit_at(*places, prompts=performance.num_prompts, asked=asked)


@rule(
    "advice.bench_cache",
    severity="note",
    says="prefix caching is on, which is vLLM's default: a point that repeats prompts of an earlier one measures the "
    "cache too",
    places=(CACHE,),
    source=SOURCE,
)
def a_second_point_meets_the_cache(v: CommandView) -> Iterator[Hit]:
    """MindIE has it off; vLLM keeps the KV blocks of every prompt, and a sweep asks the same ones again."""
    performance = v.command.bench.performance if v.command.bench is not None else None
    again = performance is not None and (performance.sweep or performance.objective or performance.repeat > 1)
    if again and v.value("enable_prefix_caching") is not False:
        yield hit_at(fixes=(change(CACHE, False),))


RULES: tuple[ServeRule, ...] = (
    prompt_and_answer_fit,
    requests_beyond_the_batch_wait,
    the_load_is_reached,
    a_second_point_meets_the_cache,
)
