"""What a profile holds and should not: names that are none, and secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.documents import document
from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.artefacts.secret import HIDDEN, Path_
from mindie_tui.model.mindie.parameters.pointers import SECTIONS
from mindie_tui.model.mindie.rules.rule import Found, Rule, hit, rule
from mindie_tui.model.mindie.rules.service_view import Service

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST_NAME = 255


def is_folder_name(name: str) -> bool:
    """Whether a text is the name of one folder: it leads nowhere else."""
    return name not in ("", ".", "..") and not set(name) & set("/\0") and len(name.encode()) <= LONGEST_NAME


@rule("site.variable_name", says="{name} is not a valid variable name", source="bash: not a valid identifier")
def variables_have_names(s: Service) -> Iterator[Found]:
    """bash exports letters, digits and _, no digit first. Any other name is skipped, and the service runs without."""
    for name in dict.fromkeys((*s.env, *s.artefacts.handed)):
        if not VARIABLE.fullmatch(name):
            pointer = document.pointer(name)
            fix = Fix(f"without {shown(name)}", (Edit("remove", pointer),), "environment")
            fixes = (fix,) if name in s.env else ()
            yield Found({"name": shown(name)}, fixes, (Place("environment", pointer),))


@rule("site.dataset_name", says="{name} is not the name of a dataset's folder", source="the bench itself")
def datasets_are_named_as_folders(s: Service) -> Iterator[Found]:
    """The data is linked by this name into the folder of the run; a name with / or .. leads out of it."""
    for name in s.artefacts.bench.datasets if s.artefacts.bench is not None else ():
        if not is_folder_name(name):
            pointer = document.pointer("bench", "datasets", name)
            says = "bench.datasets: {name} is not a folder name: write one without / and .."
            yield hit(says, Place(bench_fields.FILE, pointer), name=shown(name))


@rule(
    "advice.drop",
    says="drop names {path}, which the config.json that the profile starts from does not have",
    source="the profile itself",
)
def what_is_dropped_is_there(s: Service) -> Iterator[Found]:
    """`drop: [parameters.ServerConfig.X]` takes a key out of the config.json that the profile starts from."""
    for path in s.artefacts.idle_drops:
        yield Found({"path": shown(path)}, (), (Place(bench_fields.FILE, "/drop"),), "note")


@rule(
    "site.secret",
    severity="warning",
    says="{name} is a secret, and a profile is shared",
    source="the profile itself",
)
def secrets_are_not_written_down(s: Service) -> Iterator[Found]:
    """A run keeps no secret: its value is left out of every file and report. A profile is read by whoever gets it."""
    seen: set[Path_] = set()
    for secret in s.artefacts.secrets:
        path = secret.path
        name, place = str(path[-1] if not isinstance(path[-1], int) else path[-2]), _place(path)
        if path in seen:
            continue
        seen.add(path)
        if secret.value == HIDDEN:
            says = "{name} was left out of the record of a run, because it is a secret: write its value again"
            yield hit(says, place, severity="error", name=name)
        elif path[0] == "environment":
            says = (
                "{name} is a secret, and a profile is shared: export it on this machine and name it in environment_from"
            )
            moved = (
                Edit("remove", document.pointer("environment", name)),
                Edit("replace", "/environment_from/-", name),
            )
            yield hit(says, place, fixes=(Fix(f"environment_from: [{name}]", moved, bench_fields.FILE),), name=name)
        elif path[0] == "bench":
            says = (
                "{name} is a secret, and a profile is shared: name the variable that holds the key in bench.api_key_env"
            )
            yield hit(says, place, name=name)
        else:
            says = "{name} is a secret, and a profile is shared: remove it"
            yield hit(says, place, name=name)


def _place(path: Path_) -> Place:
    if path[0] == "environment":
        return Place("environment", document.pointer(*path[1:]))
    if path[0] == "parameters" and len(path) > 1:
        section = str(path[1])
        return Place("config.json", SECTIONS.get(section, document.pointer(section)) + document.pointer(*path[2:]))
    return Place(bench_fields.FILE, document.pointer(*path))


RULES: tuple[Rule, ...] = (
    variables_have_names,
    datasets_are_named_as_folders,
    what_is_dropped_is_there,
    secrets_are_not_written_down,
)
