"""Values that mean harm, in every place of the profile: refused in a sentence, or taken literally, never executed.

The places are found by walking the profile's own schema, so that a new key is tried by itself.
"""

import copy
import json
import types
import typing
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.headless.replay import dry_run
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import LaunchFailed, MindieTuiError, ProfileError, Refused
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles
from tests.kit.near_site import all_of

pytestmark = pytest.mark.long
MARK = "PWNED"
HARM = (
    f"-rf '\"; touch {MARK}; $(touch {MARK}) `touch {MARK}` \\ 权重 {{}} %s\n touch {MARK} #",
    f"/x/-rf '\"; touch {MARK}; $(touch {MARK}) `touch {MARK}` \\ 权重\n touch {MARK} #",
    f"--help $(touch {MARK})\t|touch {MARK}&",
    f"$(touch {MARK})",
    f"/x/$(touch {MARK})/`touch {MARK}`",
    f"x;touch {MARK}",
    f"x\0;touch {MARK}",
    f"x\ud800;touch {MARK}",
)
"""Each place gets the first of them that its shape lets through, and is asked about all."""
HERE = Path.cwd()


def places(kind: object = Deployment, at: tuple = ()) -> Iterator[tuple]:
    """The path of every place of a profile that holds a value, keys of mappings included."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        yield from places(args[0], at)
    elif origin in (typing.Union, types.UnionType):
        for one in args:
            yield from places(one, at) if one is not type(None) else ()
    elif origin is tuple:
        yield from places(args[0], (*at, 0))
    elif origin is dict:
        yield (*at, MARK)  # a key
        yield from places(args[1], (*at, "X"))
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            annotation = field.rebuild_annotation()
            yield from places(annotation, (*at, field.alias or name))
    elif kind is typing.Any:
        yield at
        yield (*at, "X")
        yield (*at, 0)
    else:
        yield at


PLACES = list(dict.fromkeys(places()))
MORE = [
    ("parameters", "ModelConfig", name) for name in ("modelName", "modelWeightPath", "models", "plugin_params", "dp")
]
MORE += [("parameters", "ServerConfig", n) for n in ("ipAddress", "managementIpAddress", "port", "managementPort")]
MORE += [("parameters", "BackendConfig", n) for n in ("npuDeviceIds", "multiNodesInferPort", "backendName")]
MORE += [("bench", "performance", "settings", n) for n in ("path", "model", "host_ip", "host_port", "batch_size")]
MORE += [("environment", n) for n in ("MIES_CONTAINER_IP", "RANK_TABLE_FILE", "MIES_INSTALL_PATH", "LD_PRELOAD")]


def with_harm(profile: dict, place: tuple, harm: str) -> dict:
    """The profile with one place changed; MARK in a path is a key that is replaced."""
    made = copy.deepcopy(profile)
    at = made
    *way, last = place
    for key, after in zip(way, place[1:], strict=True):
        empty: object = [] if after == 0 else {}
        if isinstance(at, list):
            if not at:
                at.append(empty)
            at = at[0]
        else:
            if not isinstance(at.get(key), dict | list) or (after == 0) != isinstance(at[key], list):
                at[key] = empty
            at = at[key]
    if isinstance(at, list):
        at[:1] = [harm]
    elif last == MARK:
        at[harm] = "1"
    else:
        at[last] = harm
    return made


class Field:
    """A demo fleet of one node, and what came of a value."""

    def __init__(self, demo: DemoFleet, folder: Path) -> None:
        self.demo, self.folder = demo, folder
        self.profile = yaml.safe_load(demo.profile.read_text())

    def load(self, place: tuple, harm: str) -> Deployment | str:
        path = self.folder / "nasty.yaml"
        path.write_text(yaml.safe_dump(with_harm(self.profile, place, harm), allow_unicode=True), encoding="utf-8")
        try:
            return profiles.load(str(path)).deployment
        except ProfileError as error:
            assert str(error) and "\x1b" not in str(error) and "\0" not in str(error)
            return str(error)

    def harmed(self) -> list[Path]:
        """What nothing but an execution would have made."""
        return [*self.demo.folder.rglob(MARK), *HERE.glob(MARK), *Path.home().glob(MARK), *self.folder.rglob(MARK)]

    async def walk(self, deployment: Deployment, upto: str) -> str:
        """As far as it goes; the sentence that ended it."""
        session = Session(deployment, Options(ssh_config=self.demo.ssh_config, runs=self.folder / "runs"))
        steps = {"probe": session.probe, "judge": session.judge, "preflight": session.preflight}
        steps |= {"plans": None, "launch": session.launch, "bench": session.bench}
        try:
            for name, step in steps.items():
                if step is None:
                    printed = "\n".join(dry_run.lines(session.launch_plan()))
                    assert "\x1b" not in printed and "\0" not in printed
                else:
                    async with aclosing(step()) as running:
                        async for _ in running:
                            pass
                if name == upto:
                    return "walked"
        except (Refused, LaunchFailed, MindieTuiError) as error:
            return str(error)
        finally:
            if session.state.pids() or session.state.service in ("ready", "attached"):
                await all_of(session.stop())
            await session.close()
        return "walked"


@pytest.fixture
async def field(tmp_path):
    async with DemoFleet(nodes=1, speed=50) as demo:
        yield Field(demo, tmp_path)


def test_the_walk_over_the_schema_finds_the_places_that_are_known():
    for place in (
        ("container", "name"),
        ("container", "mounts", 0),
        ("environment", MARK),
        ("environment", "X"),
        ("bench", "datasets", "X", "path"),
        ("bench", "command"),
        ("nodes", 0, "host"),
        ("launch", "preload", 0),
        ("bench", "performance", "settings", "X"),
    ):
        assert place in PLACES


async def test_no_value_anywhere_in_the_profile_is_executed_before_a_launch(field):
    taken, ended = [], {}
    for place in [*PLACES, *MORE]:
        loaded = ((harm, field.load(place, harm)) for harm in HARM)
        let_through = [(harm, made) for harm, made in loaded if not isinstance(made, str)]
        twice = len(let_through) > 1 and place[0] in ("container", "nodes")  # these are words of commands
        for harm, made in let_through[:1] + let_through[-1:] * twice:
            ended[place, harm] = await field.walk(made, "plans")
            assert field.harmed() == [], (place, harm)
            taken.append(place)
    assert {place[0] for place in taken} > {"container", "environment", "parameters", "bench"}
    odd = {key: said for key, said in ended.items() if "fault" in said or "Traceback" in said}
    assert odd == {}


async def test_what_a_launch_and_a_bench_take_is_taken_literally(field):
    harm = HARM[0].replace("\n", " ")
    profile = field.profile
    for place in (
        ("environment", "ODD"),
        ("parameters", "ServerConfig", "Beyond"),
        ("bench", "performance", "generation_kwargs", "odd"),
    ):
        profile = with_harm(profile, place, harm)
    profile["bench"]["performance"]["num_prompts"] = 5
    path = field.folder / "nasty.yaml"
    path.write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    deployment = profiles.load(str(path)).deployment
    session = Session(deployment, Options(ssh_config=field.demo.ssh_config, runs=field.folder / "runs"))
    try:
        for steps in (session.probe(), session.preflight(), session.launch()):
            await all_of(steps)
        (pid,) = session.state.pids().values()
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        assert f"ODD={harm}".encode() in environment
        written = json.loads(field.demo.nodes[0].config_path.read_text(encoding="utf-8"))
        assert written["ServerConfig"]["Beyond"] == harm
        await all_of(session.bench())
        assert all(point.state in ("finished", "failed") for point in session.state.points.values())
        await all_of(session.stop())
    finally:
        await session.close()
    assert field.harmed() == []


@pytest.mark.parametrize("key", ["command", "root", "models", "datasets", "summarizer"])
async def test_no_word_of_the_bench_is_executed(field, key):
    for harm in HARM:
        place = ("bench", key) if key in ("command", "root") else ("bench", "performance", key)
        made = field.load(place, harm)
        if not isinstance(made, str):
            await field.walk(made, "bench")
            assert field.harmed() == []
            return
