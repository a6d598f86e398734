"""A config.json of one release of MindIE written for another: what changes, and why.

Source: the vendor's converters and shipped files (facts of MindIE's releases, "How to convert"). Values that the user
set stay; what the target does not know goes, each with its reason; what it demands comes with its shipped value.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Edit, Json, edited, get
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters import catalogue, pointers, releases
from mindie_tui.model.release import Release

OLDEST_TARGET = "1.0.0"
"""Files are written for this release and newer ones; before it certificates had another form."""
DEPLOY, SCHEDULE, BACKEND, SERVER = pointers.DEPLOY, pointers.SCHEDULE, pointers.BACKEND, pointers.SERVER
ALL_ZERO = "/allowAllZeroIpListening"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One thing that became another: its place before or after, what happened, and why."""

    pointer: str
    what: str
    why: str


@dataclass(slots=True)
class _Work:
    """The document as it is rewritten, and what was done to it."""

    value: Json
    done: list[Adjustment] = field(default_factory=list)

    def set(self, pointer: str, value: Json, why: str) -> None:
        before = get(self.value, pointer)
        if before == value and type(before) is type(value):
            return
        self.value = edited(self.value, Edit("replace", pointer, value))
        was = "" if before is ABSENT else f", was {shown(before, 40)}"
        self.done.append(Adjustment(pointer, f"= {shown(value, 60)}{was}", why))

    def drop(self, pointer: str, why: str) -> None:
        if get(self.value, pointer) is not ABSENT:
            self.value = edited(self.value, Edit("remove", pointer))
            self.done.append(Adjustment(pointer, "is gone", why))

    def move(self, old: str, new: str, why: str) -> None:
        value = get(self.value, old)
        if value is not ABSENT:
            self.value = edited(edited(self.value, Edit("remove", old)), Edit("replace", new, value))
            self.done.append(Adjustment(old, Message("is now {new}", new=new), why))


def migrate(config: Json, to: Release) -> tuple[Json, tuple[Adjustment, ...]]:
    """The document for another release, and the changes in the order in which they were made."""
    work = _Work(config)
    _from_rc2(work)
    _from_rc3(work)
    if not to.before("2.2.RC1"):
        for name in ("logLevel", "logPath", "logFileSize", "logFileNum"):
            work.drop(f"/LogConfig/{name}", "MindIE 2.0.RC1 and newer take the log's settings from MINDIE_LOG_*")
    elif not to.before("2.0.RC1"):
        work.drop("/LogConfig", "MindIE 2.0.RC1 and newer take the log's settings from MINDIE_LOG_*")
    _without_unknown(work, to)
    _values(work, to)
    _demanded(work, to)
    return work.value, tuple(work.done)


_RC2_SECTIONS = (
    ("/OtherParam/LogParam", "/LogConfig"),
    ("/OtherParam/ServeParam", SERVER),
    ("/ScheduleParam", SCHEDULE),
    ("/ModelDeployParam/ModelParam", pointers.MODELS),
)
_TO_BACKEND = ("multiNodesInferPort", "interNodeTLSEnabled", "interNodeTlsCaFile", "interNodeTlsCaPath",
               "interNodeTlsCert", "interNodeTlsPk", "interNodeTlsPkPwd", "interNodeTlsCrl", "interNodeTlsCrlPath",
               "interNodeTlsCrlFile", "interNodeKmcKsfMaster", "interNodeKmcKsfStandby")  # fmt: skip


def _from_rc2(work: _Work) -> None:
    """The sections of 1.0.RC1 and RC2 as RC3 and newer have them."""
    if not any(isinstance(get(work.value, f"/{name}"), dict) for name in ("OtherParam", "ModelDeployParam")):
        return
    why, lists = "1.0.RC3 has other sections", "the list has this name since 1.0.0"
    work.set("/Version", "1.0.0", why)
    for old, new in _RC2_SECTIONS:
        work.move(old, new, why)
    for name in _TO_BACKEND:
        work.move(f"{SERVER}/{name}", f"{BACKEND}/{name}", why)
    work.move(f"{BACKEND}/interNodeTlsCrlFile", f"{BACKEND}/interNodeTlsCrlFiles", lists)
    if isinstance(get(work.value, f"{BACKEND}/interNodeTlsCaFile"), list):
        work.move(f"{BACKEND}/interNodeTlsCaFile", f"{BACKEND}/interNodeTlsCaFiles", lists)
    work.move("/OtherParam/ResourceParam/cacheBlockSize", f"{SCHEDULE}/cacheBlockSize", why)
    for name in ("templateType", "templateName"):
        work.move(f"/WorkFlowParam/TemplateParam/{name}", f"{SCHEDULE}/{name}", why)
    for name in ("npuDeviceIds", "modelInstanceNumber", "tokenizerProcessNumber", "multiNodesInferEnabled"):
        work.move(f"/ModelDeployParam/{name}", f"{BACKEND}/{name}", why)
    work.move("/ModelDeployParam/engineName", f"{BACKEND}/backendName", "it is called so since 1.0.RC3")
    for name in ("maxSeqLen", "maxInputTokenLen", "truncation"):
        work.move(f"/ModelDeployParam/{name}", f"{DEPLOY}/{name}", why)
    if get(work.value, f"{SCHEDULE}/templateName") == "Standard_llama":
        work.set(f"{SCHEDULE}/templateName", "Standard_LLM", "it is called so since 1.0.RC3")
    models = get(work.value, pointers.MODELS)
    for i, _ in enumerate(models if isinstance(models, list) else ()):
        work.drop(f"{pointers.MODELS}/{i}/pluginParams", "1.0.RC3 and newer read plugin_params")
    for name in ("OtherParam", "WorkFlowParam", "ModelDeployParam"):
        work.drop(f"/{name}", "what it held stands in the new sections, or has no equal there")


def _from_rc3(work: _Work) -> None:
    """Certificate paths of RC3, one text each, as the folder and the list of names that 1.0.0 and newer read."""
    for section in (SERVER, BACKEND):
        for name, (folder, files) in releases.PATHS.items():
            path = get(work.value, f"{section}/{name}")
            if isinstance(path, str):
                where, _, last = path.rpartition("/")
                why = Message("1.0.0 and newer read {folder} and {files}", folder=folder, files=files)
                work.drop(f"{section}/{name}", why)
                if get(work.value, f"{section}/{files}") is ABSENT:
                    work.set(f"{section}/{folder}", f"{where}/" if where else "", why)
                    work.set(f"{section}/{files}", [last] if last else [], why)


def _without_unknown(work: _Work, to: Release) -> None:
    """Without the keys that the target has dropped, or does not know yet."""
    for at, holder in _objects(work.value):
        for name in list(holder):
            old = releases.OLD.get(name)
            if old is not None and old.until and to.after(old.until) and not old.instead and at != "/LogConfig":
                work.drop(f"{at}/{name}", Message("{until} was the last release that read it", until=old.until))
    for one in reversed(catalogue.CONFIG):
        if one.since and to.before(one.since):
            work.drop(one.pointer, Message("it came with {since}", since=one.since))
    for at in (f"{SERVER}/HealthCheckConfig", f"{BACKEND}/kvPoolConfig", "/LogConfig"):
        if get(work.value, at) == {}:
            work.drop(at, "nothing is left in it")


def _objects(config: Json) -> list[tuple[str, dict[str, Json]]]:
    places = ("", SERVER, BACKEND, DEPLOY, SCHEDULE, "/LogConfig")
    return [(at, value) for at in places if isinstance(value := get(config, at), dict)]


def _values(work: _Work, to: Release) -> None:
    """Values that the target writes otherwise."""
    value = get(work.value, f"{DEPLOY}/truncation")
    if to.before("3.0.0") and type(value) is int and value in (-1, 0):
        work.set(f"{DEPLOY}/truncation", value == -1, "before 3.0.0 it is true or false")
    elif to.before("3.0.0") and type(value) is int:
        work.set(f"{DEPLOY}/truncation", False, "before 3.0.0 only the right can be cut, so that nothing is")


def _demanded(work: _Work, to: Release) -> None:
    """What the target demands and the file lacks, with the value that is shipped. Before 2.3.0 what is demanded is
    not known: the keys that the converters add."""
    added = {f"{pointers.MODEL}/trustRemoteCode", f"{SERVER}/tokenTimeout", f"{SERVER}/e2eTimeout"}
    models = get(work.value, pointers.MODELS)
    if get(work.value, f"{SERVER}/ipAddress") == "0.0.0.0" and get(work.value, SERVER + ALL_ZERO) is ABSENT:
        work.set(SERVER + ALL_ZERO, True, "ipAddress is 0.0.0.0, which 1.0.RC3 and newer listen on with it alone")
    if get(work.value, f"{BACKEND}/interNodeTLSEnabled") is ABSENT and isinstance(get(work.value, BACKEND), dict):
        work.set(f"{BACKEND}/interNodeTLSEnabled", False, "the file has no certificates for it")
    elif get(work.value, f"{BACKEND}/interNodeTLSEnabled") is True:
        for name, value in (("interNodeTlsCrlPath", "security/grpc/certs/"), ("interNodeTlsCrlFiles", [])):
            if get(work.value, f"{BACKEND}/{name}") is ABSENT:
                work.set(f"{BACKEND}/{name}", value, "interNodeTLSEnabled is true, and needs it")
    for one in catalogue.CONFIG:
        holder = one.pointer.rpartition("/")[0]
        if to.before(releases.DEMANDED) and one.pointer not in added:
            continue
        if not (one.required or one.pointer in added) or one.default is ABSENT or not to.knows(one.since):
            continue
        why = Message("MindIE {text} demands it; shipped so", text=to.text)
        if one.pointer.startswith(f"{pointers.MODELS}/0/"):
            for i, model in enumerate(models if isinstance(models, list) else ()):
                if isinstance(model, dict) and one.name not in model:
                    work.set(f"{pointers.MODELS}/{i}/{one.name}", one.default, why)
        elif get(work.value, one.pointer) is ABSENT and isinstance(get(work.value, holder), dict):
            work.set(one.pointer, one.default, why)
