"""Nobody complains: values that MindIE lets pass and should not, and what its engine changes in silence.

Warnings are surely mistakes or traps; notes say what will happen. Misspelt keys stand in `advice/keys.py`, the
environment in `advice/environment.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import cast, shown, type_name
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.finding import Fix, Place, Severity
from mindie_tui.model.mindie.parameters import catalogue, pointers
from mindie_tui.model.mindie.rules.advice.plugins import has_plugin
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, rule, said, some
from mindie_tui.model.mindie.rules.service_view import DEFAULT_INTER_NODE_PORT, SIZES, Service, size_of
from mindie_tui.model.mindie.rules.site.placement import is_loopback, service_address

DEFAULT_INTER_COMM_PORT = 1121
ENGINE = "llm_manager_impl.cpp"
DTYPE = "the type is read from config.json beside the weights"
DEEPSEEK = f"{pointers.MODEL}/models/deepseekv2"


@rule("advice.text", says="config.json: its text holds what MindIE takes without a word", source="nlohmann/json")
def the_text_is_as_it_seems(s: Service) -> Iterator[Found]:
    """What MindIE's parser takes without a word: a key that stands twice, a byte order mark, text after the end."""
    for flaw in s.flaws:
        if flaw.kind != "refused":
            severity: Severity = "note" if flaw.kind == "bom" else "warning"
            says = f"config.json: {flaw.says} (line {{line}}, column {{column}})"
            yield said(says, flaw.pointer, severity=severity, line=flaw.line, column=flaw.column, **flaw.values)


@rule(
    "advice.world_unknown",
    severity="note",
    places=("multiNodesInferEnabled",),
    source="ranktable_config.cpp",
    says="multiNodesInferEnabled is true, and neither a rank table nor the nodes are known: the parallel sizes are "
    "not judged",
)
def the_world_is_known(s: Service) -> Iterator[Found]:
    """W is the devices of the rank table, or nodes x NPUs of a node."""
    if s.multi and s.world is None and s.table is None:
        yield Found({})


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
    says="the engine raises maxPrefillTokens from {given} to {becomes}: the least of maxSeqLen and "
    "maxInputTokenLen + maxIterTimes must fit",
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
    says="with cp {cp} the engine rounds maxSeqLen from {given} up to {becomes}, a multiple of 2 x cp",
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
    says="the engine cuts maxBatchSize from {given} to maxPrefillTokens, {becomes}",
)
def the_engine_cuts_max_batch_size(s: Service) -> Iterator[Found]:
    """No batch holds more requests than tokens."""
    made, given = _engine(s), s.number(s.schedule, "maxBatchSize")
    if made is not None and given is not None and given > made[1] > 0:
        yield Found({"given": given, "becomes": made[1]})


@rule(
    "advice.ports",
    says="{one} and {other} are both {port} on {address}: one of them cannot listen",
    source="server_config.cpp",
)
def planes_on_one_address_have_ports_of_their_own(s: Service) -> Iterator[Found]:
    """Service, management and metrics merge if address and port are the same for all three; two alone clash, but
    metrics may share management's. With several nodes multiNodesInferPort is taken on the master too."""
    ip = service_address(s, s.env)
    management = s.env.get("MIES_CONTAINER_MANAGEMENT_IP") or s.server.get("managementIpAddress", ip)
    port, metrics = s.server.get("port"), s.server.get("metricsPort")
    control = s.server.get("managementPort", port)
    same = ip == management
    inter = s.backend.get("multiNodesInferPort", DEFAULT_INTER_NODE_PORT)
    clashes = []
    if same and port == control and metrics != port:
        clashes.append(("port", "managementPort", port, ip))
    if same and port == metrics and control != port:
        clashes.append(("port", "metricsPort", port, ip))
    if s.multi and control == inter and port != inter:
        clashes.append(("managementPort", "multiNodesInferPort", inter, "the master"))
    if s.multi and metrics == inter and port != inter:
        clashes.append(("metricsPort", "multiNodesInferPort", inter, "the master"))
    if s.server.get("inferMode") == "dmi":
        comm = s.server.get("interCommPort", DEFAULT_INTER_COMM_PORT)
        others = (("port", port), ("managementPort", control), ("metricsPort", metrics))
        clashes += [(name, "interCommPort", comm, ip) for name, number in others if number == comm]
    for one, other, number, address in clashes:
        taken = (port, metrics, control, inter, s.server.get("interCommPort", DEFAULT_INTER_COMM_PORT))
        if type(number) is int:
            free = next(n for n in range(1025, 1100) if n not in taken)
            names = [f"/ServerConfig/{n}" if n != "multiNodesInferPort" else n for n in (one, other)]
            moved = names[1] if other != "multiNodesInferPort" else names[0]
            yield Found(
                {"one": one, "other": other, "port": number, "address": address}, (edit(moved, free),), at(names)
            )


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


@rule(
    "advice.links",
    severity="note",
    places=("maxLinkNum",),
    source="service_parameter_configuration.md",
    says="maxLinkNum is {links}: MindIE's manual advises 300, and what waits counts for TTFT",
)
def links_are_as_advised(s: Service) -> Iterator[Found]:
    """1000 is shipped, 300 advised; twice as many wait, and more are refused."""
    links = s.number(s.server, "maxLinkNum")
    if links is not None and 1000 < links <= 4096:
        yield Found({"links": links}, (edit("maxLinkNum", 300),))


@rule(
    "advice.inter_node_tls",
    places=("interNodeTLSEnabled",),
    source="the operators' guide",
    says="interNodeTLSEnabled is true on several nodes: each needs the same certificates under its installation; "
    "the operators' guide sets false",
)
def several_nodes_speak_plainly(s: Service) -> Iterator[Found]:
    """The shipped value is true, and the shipped folder has no certificates."""
    if (s.multi or len(s.site.nodes) > 1) and s.backend.get("interNodeTLSEnabled") is True:
        yield Found({}, (edit("interNodeTLSEnabled", False),))


@rule(
    "advice.https",
    places=("httpsEnabled",),
    source="server_config.cpp",
    says="httpsEnabled is true: certificate files are needed on each node, and it is not known here whether they are "
    "there",
)
def https_needs_certificates(s: Service) -> Iterator[Found]:
    """The shipped value is true, and the shipped folder has no certificates; AISBench asks by HTTP."""
    known = s.site.files.closed or bool(s.site.files.present) or bool(s.site.files.missing)
    if s.server.get("httpsEnabled") is True and not known:
        yield Found({}, (edit("httpsEnabled", False),))


@rule("advice.dropped", says="{name} is {value}, and MindIE reads {reads}", source="model_deploy_config.cpp")
def parallel_sizes_are_read_as_written(s: Service) -> Iterator[Found]:
    """In ModelConfig numbers and booleans are cast to 32 bits and everything but text is dropped: 1.5 is 1, true is 1,
    null and lists count as absent."""
    for name in SIZES:
        value = s.model.get(name, ABSENT)
        if value is ABSENT or (type(value) is int and -1 <= value < 2**31):
            continue
        size = size_of(value)
        pointer = f"{pointers.MODEL}/{name}"
        if size is None and isinstance(value, str):
            continue  # an error of another stage
        reads = "nothing: it counts as absent" if size is None else str(size)
        if isinstance(value, str) and str(size) == value:
            yield Found(
                {"name": name, "value": shown(value), "reads": f"{size}"},
                (edit(pointer, size),),
                at((pointer,)),
                "note",
            )
        else:
            fixes = some(edit(pointer, size) if size is not None and size >= 1 else None, edit(pointer, ABSENT))
            yield Found({"name": name, "value": shown(value), "reads": reads}, fixes, at((pointer,)))


_CAST = tuple(
    (f.pointer.split("/")[1:], f)
    for f in catalogue.CONFIG
    if getattr(f.kind, "strict", True) is False and hasattr(f.kind, "low")
)


@rule("advice.cast", says="{name} is {value}, and MindIE reads {reads}", source="nlohmann/json's casts")
def loose_numbers_are_read_as_written(s: Service) -> Iterator[Found]:
    """Some numbers are read without a look at their type: 1.5 is 1, true is 1."""
    for path, field in _CAST:
        value: Json = s.config
        for step in path:
            value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
        if isinstance(value, (bool, float)) and not s.flagged(field.pointer):
            reads = cast(value, field.kind.cpp)
            if reads is not None:
                yield Found(
                    {"name": field.name, "value": shown(value), "reads": reads},
                    (edit(field.pointer, reads),),
                    at((field.pointer,)),
                )


@rule(
    "advice.truncation",
    places=("truncation",),
    source="param_checker.cpp",
    says="truncation is {value}, and MindIE takes 0: inputs that are too long are refused",
)
def truncation_is_known(s: Service) -> Iterator[Found]:
    """-1 or true cuts the right, 1 the left, 0 or false refuses; anything else counts as 0, in silence."""
    value = s.deploy.get("truncation", ABSENT)
    if value is not ABSENT and not isinstance(value, bool) and value not in (-1, 0, 1):
        yield Found({"value": shown(value)}, (edit("truncation", 0),))


@rule(
    "advice.powers_of_two", says="{name} is {value}: MindIE is tried with powers of 2 only", source="GPUStack's checks"
)
def sizes_are_powers_of_two(s: Service) -> Iterator[Found]:
    """Groups of other sizes are legal where they fill the world, and hardly anyone runs them."""
    for name, size in s.parallel.given.items():
        if size > 0 and size & (size - 1):
            yield Found({"name": name, "value": size}, (), at((f"{pointers.MODEL}/{name}",)))


@rule("advice.no_effect", says="{name} has no effect: {instead}", source="schedule_config.cpp")
def what_stands_there_has_an_effect(s: Service) -> Iterator[Found]:
    """Keys that MindIE knows and does not use."""
    for holder, where, key, instead in (
        (s.schedule, pointers.SCHEDULE, "enableSplit", "splitfuse is turned on in plugin_params"),
        (s.schedule, pointers.SCHEDULE, "enablePrefixCache", "prefix_cache is turned on in plugin_params"),
        (s.schedule, pointers.SCHEDULE, "enablChunkedPrefill", "splitfuse is turned on in plugin_params"),
        (s.model, pointers.MODEL, "pluginParams", "the key is plugin_params"),
        (s.server, pointers.SERVER, "npuUsageThreshold", "it belongs into HealthCheckConfig"),
        *((s.model, pointers.MODEL, key, DTYPE) for key in ("torch_dtype", "torchDtype", "dtype")),
    ):
        if key in holder:
            pointer = f"{where}/{key}"
            yield Found({"name": key, "instead": instead}, (edit(pointer, ABSENT),), at((pointer,)))
    health = s.server.get("HealthCheckConfig", {})
    if not isinstance(health, dict):
        pointer = f"{pointers.SERVER}/HealthCheckConfig"
        says = "HealthCheckConfig has no effect: it must be an object, not {got}"
        yield said(says, pointer, fixes=(edit(pointer, {"npuUsageThreshold": 0}),), got=type_name(health))


@rule(
    "advice.policy",
    says="{name} is {value}: MindIE's manual allows 0 only",
    source="service_parameter_configuration.md",
)
def the_order_is_first_come_first_served(s: Service) -> Iterator[Found]:
    """The daemon takes 0 to 3, the manual supports 0."""
    for name in ("prefillPolicyType", "decodePolicyType"):
        value = s.schedule.get(name)
        if type(value) is int and value in (1, 2, 3):
            pointer = f"{pointers.SCHEDULE}/{name}"
            yield Found({"name": name, "value": value}, (edit(pointer, 0),), at((pointer,)))


@rule(
    "advice.placeholder",
    says="{name} is still {value}, which MindIE ships as an example",
    source="config.json as shipped",
)
def examples_are_replaced(s: Service) -> Iterator[Found]:
    """The shipped configuration names a model and a folder that hardly any site has."""
    for name, examples in (
        ("modelWeightPath", ("/data/atb_testdata/weights/llama1-65b-safetensors", "/path/to/file", "/path/to/weights")),
        ("modelName", ("llama_65b",)),
    ):
        if s.model.get(name) in examples:
            yield Found({"name": name, "value": shown(s.model[name])}, (), at((f"{pointers.MODEL}/{name}",)))


@rule(
    "advice.weights_path",
    places=("modelWeightPath",),
    source="safe_path.cpp",
    says="modelWeightPath is {path}, which is read from the folder in which the daemon starts; write an absolute path",
)
def the_weights_path_is_absolute(s: Service) -> Iterator[Found]:
    """The start script's folder is not the operator's."""
    path = s.model.get("modelWeightPath")
    if isinstance(path, str) and path and not path.startswith(("/", "~")):
        yield Found({"path": shown(path)})


@rule(
    "advice.loopback",
    severity="note",
    places=("ipAddress",),
    source="server_config.cpp",
    says="the service will listen on {address}: only its own node reaches it; MIES_CONTAINER_IP or ipAddress opens it",
)
def loopback_is_meant(s: Service) -> Iterator[Found]:
    """127.x is fine for a bench on the master, and for nobody else, unless the profile gives it as a node's `ip`."""
    address = service_address(s, s.env)
    if s.environment_known and is_loopback(address) and s.site.nodes and address not in s.site.named_ips:
        yield Found({"address": address})


@rule(
    "advice.silenced",
    places=("/ServerConfig/layerwiseDisaggregated",),
    source="config_manager_impl.cpp",
    severity="note",
    says="layerwiseDisaggregated is on: MindIE's daemon forgets most of what it checks before",
)
def layerwise_forgets(s: Service) -> Iterator[Found]:
    """The verdict of its own check overwrites that of all others."""
    if s.layerwise:
        yield Found({})


@rule(
    "advice.rank_table",
    says="rank table: its devices do not ascend, or its status is not completed",
    source="operators' guide; mapping.py",
)
def the_rank_table_is_in_order(s: Service) -> Iterator[Found]:
    """Devices ascend within a server, or ranks and devices are paired wrongly; status is "completed"."""
    if not s.uses_table or not isinstance(s.table, dict):
        return
    for i, devices in enumerate(s.table_servers):
        ids = [d.get("device_id") for d in devices if isinstance(d, dict)]
        numbers = [int(n) for n in ids if isinstance(n, str) and n.isdecimal()]
        if numbers != sorted(numbers):
            says = "rank table: the devices of server {server} do not ascend, so ranks and NPUs are paired wrongly"
            yield said(says, Place("rank_table.json", f"/server_list/{i}/device"), server=i + 1)
    version = s.table.get("version", "1.0")
    if version not in ("1.0", "1.2"):
        says = 'rank table: version is {version}; MindIE\'s guide writes "1.0", CANN\'s super-pod form is "1.2"'
        fix = Fix('version = "1.0"', (Edit("replace", "/version", "1.0"),), "rank_table.json")
        yield said(says, Place("rank_table.json", "/version"), fixes=(fix,), version=shown(version))
    if s.table.get("status", "completed") != "completed":
        says = "rank table: status is {status}, and CANN waits for completed"
        fix = Fix('status = "completed"', (Edit("replace", "/status", "completed"),), "rank_table.json")
        yield said(says, Place("rank_table.json", "/status"), fixes=(fix,), status=shown(s.table["status"]))


RULES: tuple[Rule, ...] = (
    the_text_is_as_it_seems,
    the_world_is_known,
    blocks_are_multiples_of_16,
    outputs_fit_into_a_sequence,
    inputs_fit_into_a_sequence,
    the_engine_raises_max_prefill_tokens,
    the_engine_rounds_max_seq_len,
    the_engine_cuts_max_batch_size,
    planes_on_one_address_have_ports_of_their_own,
    a_prefill_is_no_longer_than_a_sequence,
    links_are_as_advised,
    several_nodes_speak_plainly,
    https_needs_certificates,
    parallel_sizes_are_read_as_written,
    loose_numbers_are_read_as_written,
    truncation_is_known,
    sizes_are_powers_of_two,
    what_stands_there_has_an_effect,
    the_order_is_first_come_first_served,
    examples_are_replaced,
    the_weights_path_is_absolute,
    loopback_is_meant,
    layerwise_forgets,
    the_rank_table_is_in_order,
)
