"""A sweep and a search, as a profile asks for them: what would measure nothing, or the wrong thing."""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.bench import fields as bf
from mindie_tui.model.deployment import Performance, RequestLimits
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.rules.bench import parts
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service

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


RULES: tuple[Rule, ...] = (the_points_of_a_bench_are_known,)
