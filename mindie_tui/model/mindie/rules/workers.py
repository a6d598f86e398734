"""MindIE's workers, after the daemon accepted the configuration, before the weights are read.

They build a mapping of all NPUs (MindIE-LLM, atb_llm/utils/mapping.py) and refuse sizes that do not fill it. W is the
number of NPUs of all nodes. -1 counts as absent; absent dp, cp, sp, moe_ep, pp are 1, absent tp is W, absent moe_tp is
tp where that is set, else W. With more than one pipeline stage only tp x pp is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.finding import Fix
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.layouts import SIZES, layouts
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, edits, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import Service, variable_of

MAPPING = "atb_llm/utils/mapping.py"
OPTIONS = f"{pointers.MODEL}/models/deepseekv2/parallel_options"


class World:
    """The effective sizes of a service, where its world is known and backendType is atb."""

    __slots__ = ("cp", "dp", "given", "moe_ep", "moe_tp", "nodes", "per_node", "pp", "s", "sp", "tp", "world")

    def __init__(self, s: Service, world: int, nodes: int) -> None:
        self.s, self.world, self.nodes, self.per_node = s, world, nodes, world // nodes
        given = self.given = s.parallel.given
        self.dp, self.cp, self.sp, self.pp = (given.get(name, 1) for name in ("dp", "cp", "sp", "pp"))
        self.tp = given.get("tp", world)
        self.moe_tp, self.moe_ep = given.get("moe_tp", self.tp), given.get("moe_ep", 1)

    @property
    def whole(self) -> dict[str, Any]:
        """Values that the sentences share."""
        return {"world": self.world, "nodes": self.nodes, "per_node": self.per_node}

    def quotient(self, *parts: int) -> int | None:
        """W divided by some sizes, where that is whole."""
        product = 1
        for part in parts:
            product *= part
        return self.world // product if product > 0 and self.world % product == 0 else None


def of_atb(s: Service) -> World | None:
    """The world of backendType atb; None for another, and where W is not known."""
    world, nodes = s.world, s.nodes
    if world is None or not nodes or s.model.get("backendType") == "torch":
        return None
    return World(s, world, nodes)


def flat(s: Service) -> World | None:
    """The world of a service with one pipeline stage."""
    w = of_atb(s)
    return w if w is not None and w.pp <= 1 else None


def _set(w: World, name: str, value: int | None) -> Fix | None:
    return None if value is None or value < 1 or w.given.get(name) == value else edit(f"{pointers.MODEL}/{name}", value)


def nearest_layouts(w: World, keep: str = "", most: int = 3) -> tuple[Fix, ...]:
    """Legal layouts that change as few of the given sizes as possible, and among those the best."""
    if w.s.trial:
        return ()
    now = {name: w.given.get(name) for name in SIZES}
    defaults = {"dp": w.dp, "cp": w.cp, "tp": w.tp, "sp": w.sp, "moe_tp": w.moe_tp, "moe_ep": w.moe_ep}

    def changes(sizes: dict[str, int]) -> dict[str, Json]:
        return {
            f"{pointers.MODEL}/{name}": sizes[name]
            for name in SIZES
            if (sizes[name] != now[name] if now[name] is not None else sizes[name] != _default(name, sizes, w))
        }

    ranked = sorted(
        (
            (len(todo) + (bool(keep) and layout.sizes[keep] != defaults[keep]), i, todo)
            for i, layout in enumerate(layouts(w.per_node, w.nodes))
            if (todo := changes(layout.sizes))
        ),
        key=lambda entry: entry[:2],
    )
    return tuple(edits(todo) for _, _, todo in ranked[:most])


def _default(name: str, sizes: dict[str, int], w: World) -> int:
    """What an absent size counts as beside the others of a layout."""
    if name == "tp":
        return w.world
    if name == "moe_tp":
        return sizes["tp"] if w.given.get("tp") is not None or sizes["tp"] != w.world else w.world
    return 1


def _fixes(w: World, *single: Fix | None) -> tuple[Fix, ...]:
    """Edits of one field, then whole layouts for where none of those will do."""
    return some(*single, *nearest_layouts(w))


@rule("workers.size", says="{name} is {value}: it must be 1 and up, or absent", source=MAPPING)
def sizes_are_at_least_one(s: Service) -> Iterator[Found]:
    """A group of 0 NPUs, or of fewer, cannot be built; -1 counts as absent."""
    w = of_atb(s)
    if w is None:
        return
    for name, size in w.given.items():
        if size < 1:
            pointer = f"{pointers.MODEL}/{name}"
            yield Found(
                {"name": name, "value": size}, _fixes(w, edit(pointer, ABSENT), edit(pointer, 1)), at((pointer,))
            )


@rule(
    "workers.cp_and_dp",
    places=("cp", "dp"),
    source=MAPPING,
    says="cp is {cp} and dp is {dp}: with cp above 1, dp must be 1",
    mindie="The attention module cannot support context parallel and data parallel simultaneously.",
)
def context_and_data_parallel_exclude_each_other(s: Service) -> Iterator[Found]:
    """Attention splits the context or the requests, not both."""
    w = of_atb(s)
    if w is not None and w.cp != 1 and w.dp != 1:
        alone = w.quotient(w.tp)
        together = edits({"cp": 1, "dp": alone}) if alone else None
        yield Found({"cp": w.cp, "dp": w.dp}, _fixes(w, _set(w, "cp", 1), _set(w, "dp", 1), together))


def _without_stages(w: World, *single: Fix | None) -> tuple[Fix, ...]:
    """Edits of one field, then layouts without pipeline stages for where none of those will do."""
    away = edit("pp", ABSENT)
    whole = (Fix(f"{away.label}, {fix.label}", (*away.edits, *fix.edits)) for fix in nearest_layouts(w))
    return some(*single, *whole)


@rule(
    "workers.pp_and_dp",
    places=("pp", "dp"),
    source=MAPPING,
    says="pp is {pp} and dp is {dp}: with pp above 1, dp must be 1",
    mindie="The attention module cannot support data parallel and pipeline parallel simultaneously.",
)
def pipeline_and_data_parallel_exclude_each_other(s: Service) -> Iterator[Found]:
    """The requests are split over groups, or the layers over stages, not both."""
    w = of_atb(s)
    if w is not None and w.pp != 1 and w.dp != 1:
        fixes = _without_stages(w, _set(w, "dp", 1), edit("pp", ABSENT))
        yield Found({"pp": w.pp, "dp": w.dp}, fixes)


@rule(
    "workers.pipeline",
    places=("pp", "tp"),
    source=MAPPING,
    says="tp {tp} x pp {pp} = {product}, not {world} ({nodes} x {per_node} NPUs)",
    mindie="World size must equal to attention's tp_size * pp_size.",
)
def stages_fill_the_world(s: Service) -> Iterator[Found]:
    """With pp above 1, tp x pp = W; nothing else is looked at then."""
    w = of_atb(s)
    if w is not None and w.pp > 1 and w.tp * w.pp != w.world:
        values = {"tp": w.tp, "pp": w.pp, "product": w.tp * w.pp, **w.whole}
        single = (_set(w, "tp", w.quotient(w.pp)), _set(w, "pp", w.quotient(w.tp)), edit("pp", ABSENT))
        yield Found(values, _without_stages(w, *single))


@rule(
    "workers.groups",
    source=MAPPING,
    says="{name} is {value}: with pp above 1 it must {what} {world} ({nodes} x {per_node} NPUs)",
)
def groups_hold_every_rank(s: Service) -> Iterator[Found]:
    """With pp above 1 nothing else is checked, and groups that leave a rank out end its worker in a traceback."""
    w = of_atb(s)
    if w is None or w.pp <= 1:
        return
    sizes = (("moe_tp", w.moe_tp), ("sp", w.sp), ("o_proj_local_tp", s.parallel.o_proj_local_tp))
    troubles = [(name, size, "divide") for name, size in sizes if size > 0 and w.world % size]
    troubles += [(name, size, "be at most") for name, size in (("cp", w.cp), ("moe_ep", w.moe_ep)) if size > w.world]
    for name, size, what in troubles:
        pointer = f"{OPTIONS}/{name}" if name == "o_proj_local_tp" else f"{pointers.MODEL}/{name}"
        fixes = _without_stages(w, edit(pointer, ABSENT), edit(pointer, 1), edit("pp", ABSENT))
        yield Found({"name": name, "value": size, "what": what, **w.whole}, fixes, at((pointer,)))


@rule(
    "workers.attention",
    places=("dp", "cp", "tp"),
    source=MAPPING,
    says="dp {dp} x cp {cp} x tp {tp} = {product}, not {world} ({nodes} x {per_node} NPUs)",
    mindie="World size must equal to attention's dp_size * attention's cp_size * attention's tp_size.",
)
def attention_fills_the_world(s: Service) -> Iterator[Found]:
    """dp x cp x tp = W, the NPUs of all nodes."""
    w = flat(s)
    if w is None or (product := w.dp * w.cp * w.tp) == w.world:
        return
    values = {"dp": w.dp, "cp": w.cp, "tp": w.tp, "product": product, **w.whole}
    yield Found(values, _fixes(w, _set(w, "dp", w.quotient(w.cp, w.tp)), _set(w, "tp", w.quotient(w.dp, w.cp))))


@rule(
    "workers.tp_in_a_node",
    places=("tp",),
    source=MAPPING,
    says="tp is {tp}: it must be at most {per_node}, the NPUs of one node, or {world}, all of them",
    mindie="Attention's tp_size should be no greater than local world size, or equal to world size.",
)
def tensor_parallel_stays_in_a_node(s: Service) -> Iterator[Found]:
    """A tensor parallel group lies in one node, or is everything."""
    w = flat(s)
    if w is not None and w.per_node < w.tp != w.world:
        inside = w.quotient(w.per_node, w.cp)
        fixes = _fixes(w, edits({"tp": w.per_node, "dp": inside}) if inside and w.cp == 1 else None)
        yield Found({"tp": w.tp, **w.whole}, fixes)


@rule(
    "workers.moe",
    places=("moe_tp", "moe_ep"),
    source=MAPPING,
    says="moe_tp {moe_tp} x moe_ep {moe_ep} = {product}, not {world} ({nodes} x {per_node} NPUs)",
    mindie="World size must equal to MoE's ep_size * MoE's tp_size.",
)
def experts_fill_the_world(s: Service) -> Iterator[Found]:
    """moe_tp x moe_ep = W. Absent moe_tp is tp where that is given, else W; absent moe_ep is 1."""
    w = flat(s)
    if w is None or (product := w.moe_tp * max(w.moe_ep, 1)) == w.world:
        return
    values = {"moe_tp": w.moe_tp, "moe_ep": w.moe_ep, "product": product, **w.whole}
    single = (_set(w, "moe_ep", w.quotient(w.moe_tp)), _set(w, "moe_tp", w.quotient(max(w.moe_ep, 1))))
    places = at(("moe_tp", "moe_ep", *(() if "moe_tp" in w.given else ("tp",))))
    yield Found(values, _fixes(w, *single), places)


@rule(
    "workers.moe_tp_in_a_node",
    places=("moe_tp",),
    source=MAPPING,
    says="moe_tp is {moe_tp}: it must be at most {per_node}, the NPUs of one node, or {world}, all of them",
    mindie="MoE's tp_size should be no greater than local world size, or equal to world size.",
)
def experts_stay_in_a_node(s: Service) -> Iterator[Found]:
    """With moe_ep above 1, an expert's tensor parallel group lies in one node, or is everything."""
    w = flat(s)
    if w is not None and w.moe_ep > 1 and w.per_node < w.moe_tp != w.world:
        fix = edits({"moe_tp": w.per_node, "moe_ep": w.nodes})
        yield Found({"moe_tp": w.moe_tp, **w.whole}, _fixes(w, fix))


@rule(
    "workers.sp",
    places=("sp", "tp"),
    source=MAPPING,
    says="sp is {sp}: it must be 1 or the same as tp, which is {tp}",
    mindie="Attention's sp_size must equal to attention's tp_size.",
)
def sequence_parallel_is_tensor_parallel(s: Service) -> Iterator[Found]:
    """The sequence is split over the NPUs of a tensor parallel group."""
    w = flat(s)
    if w is not None and w.sp > 1 and w.sp != w.tp:
        yield Found({"sp": w.sp, "tp": w.tp}, _fixes(w, _set(w, "sp", w.tp), _set(w, "sp", 1)))


@rule(
    "workers.o_proj",
    places=(f"{OPTIONS}/o_proj_local_tp",),
    source=MAPPING,
    says="o_proj_local_tp is {size}: it must divide {per_node}, the NPUs of one node",
    mindie="O_proj's tp_size should be no greater than local world size.",
)
def o_proj_stays_in_a_node(s: Service) -> Iterator[Found]:
    """o_proj's own tensor parallel group lies in one node."""
    w, size = flat(s), s.parallel.o_proj_local_tp
    if w is not None and size > 1 and (size > w.per_node or w.world % size):
        best = max((n for n in range(1, w.per_node + 1) if w.world % n == 0 and n <= size), default=1)
        pointer = f"{OPTIONS}/o_proj_local_tp"
        yield Found({"size": size, **w.whole}, some(edit(pointer, ABSENT), edit(pointer, best) if best > 1 else None))


@rule(
    "workers.lm_head",
    places=(f"{OPTIONS}/lm_head_local_tp",),
    source=MAPPING,
    says="lm_head_local_tp is {size}: it is for tp 1 inside a node",
    mindie="Lm_head's tp_size should be no greater than local world size.",
)
def lm_head_stays_in_a_node(s: Service) -> Iterator[Found]:
    """lm_head's own tensor parallel is for tp 1, and on several nodes for DP_PARTITION_UP_ENABLE=1 only."""
    w, size = flat(s), s.parallel.lm_head_local_tp
    if w is None or size <= 1:
        return
    up = variable_of(s.env, "DP_PARTITION_UP_ENABLE") == "1" or not s.environment_known and w.nodes == 1
    off = edit(f"{OPTIONS}/lm_head_local_tp", ABSENT)
    if w.nodes > 1 and not up:
        says = "lm_head_local_tp is {size}: on several nodes it needs DP_PARTITION_UP_ENABLE=1 in the environment"
        yield hit(says, f"{OPTIONS}/lm_head_local_tp", fixes=(off,), size=size, **w.whole)
    elif w.tp > 1:
        says = "lm_head_local_tp is {size}: it is for tp 1, and tp is {tp}"
        yield hit(says, f"{OPTIONS}/lm_head_local_tp", "tp", fixes=(off,), size=size, tp=w.tp, **w.whole)


@rule(
    "workers.dense_mlp",
    places=(f"{OPTIONS}/dense_mlp_local_tp",),
    source=MAPPING,
    says="dense_mlp_local_tp is {size}: it must divide {world}, fit into the {per_node} NPUs of a node or be all, "
    "and be more than tp, which is {tp}",
    mindie="World size should be multiple of dense tp_size.",
)
def dense_layers_fill_the_world(s: Service) -> Iterator[Found]:
    """The dense layers' own tensor parallel divides W, lies in a node or is everything, and is wider than tp."""
    w, size = of_atb(s), s.parallel.dense_mlp_local_tp
    if w is None or size <= 1:
        return
    crosses, uneven = w.per_node < size != w.world, w.world % size != 0
    if crosses or uneven or (w.tp > 1 and w.tp >= size):
        pointer = f"{OPTIONS}/dense_mlp_local_tp"
        yield Found({"size": size, "tp": w.tp, **w.whole}, some(edit(pointer, ABSENT), edit(pointer, w.per_node)))


@rule(
    "workers.torch",
    says="{name} is {value}, which does not divide {world} ({nodes} x {per_node} NPUs)",
    source="backendType torch: mindie_llm's parallel info",
)
def torch_sizes_divide_the_world(s: Service) -> Iterator[Found]:
    """backendType torch looks only at whether each size divides W, and at moe_tp x moe_ep."""
    world, nodes = s.world, s.nodes
    if s.model.get("backendType") != "torch" or world is None or not nodes:
        return
    w = World(s, world, nodes)
    for name, size in w.given.items():
        if name != "pp" and (size < 1 or world % size):
            pointer = f"{pointers.MODEL}/{name}"
            best = max((n for n in range(1, world + 1) if world % n == 0 and n <= size), default=1)
            yield Found(
                {"name": name, "value": size, **w.whole},
                some(edit(pointer, best), edit(pointer, ABSENT)),
                at((pointer,)),
            )


@rule(
    "workers.torch_moe",
    places=("moe_tp", "moe_ep"),
    source="backendType torch: mindie_llm's parallel info",
    says="moe_tp {moe_tp} x moe_ep {moe_ep} = {product}, not {world} ({nodes} x {per_node} NPUs)",
)
def torch_experts_fill_the_world(s: Service) -> Iterator[Found]:
    """moe_tp x moe_ep = W here too; absent moe_tp is W, absent moe_ep 1."""
    world, nodes = s.world, s.nodes
    if s.model.get("backendType") != "torch" or world is None or not nodes:
        return
    w = World(s, world, nodes)
    moe_tp = w.given.get("moe_tp", world)
    if (product := moe_tp * w.moe_ep) != world:
        values = {"moe_tp": moe_tp, "moe_ep": w.moe_ep, "product": product, **w.whole}
        fixes = some(_set(w, "moe_tp", w.quotient(w.moe_ep)), _set(w, "moe_ep", w.quotient(moe_tp)))
        yield Found(values, fixes)


RULES: tuple[Rule, ...] = (
    sizes_are_at_least_one,
    context_and_data_parallel_exclude_each_other,
    pipeline_and_data_parallel_exclude_each_other,
    stages_fill_the_world,
    groups_hold_every_rank,
    attention_fills_the_world,
    tensor_parallel_stays_in_a_node,
    experts_fill_the_world,
    experts_stay_in_a_node,
    sequence_parallel_is_tensor_parallel,
    o_proj_stays_in_a_node,
    lm_head_stays_in_a_node,
    dense_layers_fill_the_world,
    torch_sizes_divide_the_world,
    torch_experts_fill_the_world,
)
