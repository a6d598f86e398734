"""Nobody complains: values of config.json that MindIE accepts and should not, or reads otherwise than written.

Misspelt keys are in `advice/keys.py`, lengths in `advice/lengths.py`, the environment in `advice/environment.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mindie_tui.model.documents.cpp_values import cast, shown, type_name
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.parameters import catalogue, pointers
from mindie_tui.model.mindie.rules.rule import Found, Rule, at, edit, hit, rule, some
from mindie_tui.model.mindie.rules.service_view import SIZES, Service, size_of
from mindie_tui.model.mindie.rules.site.placement import is_loopback, service_address

DTYPE = "the type is read from config.json beside the weights"


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
    says="truncation is {value}, which MindIE reads as 0: inputs that are too long are refused",
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
        yield hit(says, pointer, fixes=(edit(pointer, {"npuUsageThreshold": 0}),), got=type_name(health))


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
    says="layerwiseDisaggregated is on: MindIE's daemon discards most of its earlier checks",
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
            yield hit(says, Place("rank_table.json", f"/server_list/{i}/device"), server=i + 1)
    version = s.table.get("version", "1.0")
    if version not in ("1.0", "1.2"):
        says = 'rank table: version is {version}; MindIE\'s guide writes "1.0", CANN\'s super-pod form is "1.2"'
        fix = Fix('version = "1.0"', (Edit("replace", "/version", "1.0"),), "rank_table.json")
        yield hit(says, Place("rank_table.json", "/version"), fixes=(fix,), version=shown(version))
    if s.table.get("status", "completed") != "completed":
        says = "rank table: status is {status}, and CANN waits for completed"
        fix = Fix('status = "completed"', (Edit("replace", "/status", "completed"),), "rank_table.json")
        yield hit(says, Place("rank_table.json", "/status"), fixes=(fix,), status=shown(s.table["status"]))


RULES: tuple[Rule, ...] = (
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
