"""A sweep and a search, as a profile asks for them: what would measure nothing, or the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.bench import fields as bf
from mindie_tui.model.deployment import Performance, RequestLimits
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.rules.bench import parts
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service

LENGTHS = "/bench/performance/sweep/lengths"
SWEEP, OBJECTIVE = "/bench/performance/sweep", "/bench/performance/objective"


def without(pointer: str) -> Fix:
    """The fix that takes a part of the profile out."""
    return Fix(f"without {pointer.rpartition('/')[2]}", (Edit("remove", pointer),), bf.FILE)


@rule("site.bench_sweep", says="the sweep or the search would measure nothing", source="the bench itself")
def the_points_of_a_bench_are_known(s: Service) -> Iterator[Found]:
    """A sweep lists loads, a search has limits, and a bench is one of them."""
    one = s.bench.performance if s.bench is not None and "performance" in parts(s) else None
    if one is None:
        return
    if one.sweep is not None and one.objective is not None:
        says = "sweep and objective are both there: a bench measures given loads or looks for the highest, not both"
        places = (Place(bf.FILE, SWEEP), Place(bf.FILE, OBJECTIVE))
        yield hit(says, *places, fixes=some(without(SWEEP), without(OBJECTIVE)))
    elif one.sweep is not None and not (one.sweep.batch_size or one.sweep.request_rate or one.sweep.lengths):
        says = "the sweep lists no batch_size and no request_rate"
        yield hit(says, Place(bf.FILE, SWEEP), fixes=(without(SWEEP),))
    elif _is_half(one):
        says = "attainment goes with ttft_ms, tpot_ms or e2el_ms of the objective: attainment 95, ttft_ms 2000"
        yield hit(says, Place(bf.FILE, OBJECTIVE), fixes=(without(OBJECTIVE),))
    elif one.objective is not None and not _limits(one):
        says = "the objective sets no limit: write ttft_p99_ms or another one"
        yield hit(says, Place(bf.FILE, OBJECTIVE), fixes=(without(OBJECTIVE),))


@rule(
    "advice.bench_pairs",
    says="a request of the sweep is longer than the service takes",
    source="maxInputTokenLen and maxSeqLen refuse longer requests",
)
def the_service_takes_requests_that_long(s: Service) -> Iterator[Found]:
    """The input alone must fit into maxInputTokenLen, input and output together into maxSeqLen."""
    one = s.bench.performance if s.bench is not None and "performance" in parts(s) else None
    pairs = one.sweep.lengths if one is not None and one.sweep is not None else ()
    longest, whole = s.number(s.deploy, "maxInputTokenLen"), s.number(s.deploy, "maxSeqLen")
    asked = max((pair[0] for pair in pairs), default=0)
    both = max(pairs, key=sum, default=(0, 0))
    if longest is not None and asked > longest:
        says = "the sweep asks for an input of {asked} tokens, and maxInputTokenLen lets at most {longest} in"
        fixes = (edit("maxInputTokenLen", asked),) if whole is None or asked < whole else ()
        yield hit(says, Place(bf.FILE, LENGTHS), "maxInputTokenLen", asked=asked, longest=longest, fixes=fixes)
    if whole is not None and sum(both) > whole:
        says = "{input} tokens of input and {output} of output are more than maxSeqLen, which is {whole}"
        fixes = (edit("maxSeqLen", sum(both)),)
        yield hit(says, Place(bf.FILE, LENGTHS), "maxSeqLen", input=both[0], output=both[1], whole=whole, fixes=fixes)


def _limits(one: Performance) -> bool:
    assert one.objective is not None
    return any((name.count("_") == 2 or name == "attainment") and value is not None for name, value in one.objective)


def _is_half(one: Performance) -> bool:
    """Whether the objective has a share without limits of a request, or limits without a share."""
    objective = one.objective
    if objective is None:
        return False
    limited = any(getattr(objective, name) is not None for name in RequestLimits.model_fields)
    return limited is not (objective.attainment is not None)


RULES: tuple[Rule, ...] = (the_points_of_a_bench_are_known, the_service_takes_requests_that_long)
