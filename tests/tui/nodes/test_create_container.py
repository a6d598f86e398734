"""Containers that are not there are created from the Nodes step, on a yes, after the exact commands were shown."""

import asyncio

from mindie_tui.model import language
from mindie_tui.model.deployment import Container
from mindie_tui.model.errors import LaunchFailed
from mindie_tui.model.events import codec as ev
from mindie_tui.model.message import in_language
from mindie_tui.remote.nodes.containers import ContainerPlan
from mindie_tui.tui.app import MindieApp
from tests.kit.plays import Play, answers, deployment, facts, row_of, shown, until

ABSENT = Container(name="mindie-a3", create=True, image="mindie:2.2", tar="/data/m.tar", mounts=("/data:/data:ro",))
PLANS = (
    ContainerPlan(
        "a3-01", ("load /data/m.tar (24.6 GiB)", "create and start"), ("docker load -i /data/m.tar", "docker create X")
    ),
    ContainerPlan("a3-02", reason="docker's daemon does not answer", do="systemctl start docker"),
)


def made(node):
    return ev.ContainerCreated(node, "mindie-a3", "9a" * 32, "mindie:2.2", "sha256:9a", "3g", 19, "docker create")


class Site(Play):
    """Two nodes without a container; `plans` is what would be done, `script["create"]` what happens on a yes."""

    plans = PLANS
    error = None

    def __init__(self, script=None, container=ABSENT):
        rows = [facts(f"a3-0{i}", container_state="absent", config_path=None) for i in (1, 2)]
        super().__init__(deployment(2, container=container), {"probe": answers(*rows), **(script or {})})

    async def container_plans(self):
        return self.plans

    async def create_containers(self):
        async for step in self._walk("create"):
            yield step
        if self.error:
            raise self.error


def told(app):
    return " ".join(notice.message for notice in app._notifications)


async def opened(pilot, app):
    await until(pilot, lambda: "✗" in row_of(app, "a3-02"))
    await pilot.press("C")
    await until(pilot, lambda: "docker load -i /data/m.tar" in shown(app))


async def test_the_commands_are_shown_and_nothing_is_done_without_a_yes():
    app = MindieApp(Site())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, app)
        assert "Create the container mindie-a3 on a3-01?" in shown(app) and "/data:/data:ro" in shown(app)
        await pilot.press("tab")
        await until(pilot, lambda: "docker's daemon does not answer" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Create the container" not in shown(app))
        assert ("create",) not in app.session.asked


async def test_a_yes_creates_them_and_says_how_far_the_image_is():
    gate = asyncio.Event()
    loading = [ev.ImageLoading(f"a3-0{i}", "mindie:2.2", "/data/m.tar", 200, 20 * i, 3.0) for i in (1, 2)]
    found = [ev.NodeFound(f"a3-0{i}", facts(f"a3-0{i}")) for i in (1, 2)]
    app = MindieApp(Site({"create": [*loading, gate, made("a3-01"), made("a3-02"), *found]}))
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, app)
        await pilot.press("C")
        await until(pilot, lambda: "a3-02 loading the image 20 %" in shown(app))
        await pilot.press("C")
        await until(pilot, lambda: "containers are being created" in told(app))
        gate.set()
        await until(pilot, lambda: "ready" in row_of(app, "a3-02 "))
        assert "loading" not in shown(app).split("\n")[1]
        await pilot.press("C")
        await until(pilot, lambda: "no container is lacking" in told(app))


async def test_a_failure_is_a_dialog_with_how_each_node_stands():
    site = Site({"create": [ev.ContainerRefused("a3-02", "mindie-a3", "no space is left there")]})
    site.error = LaunchFailed(
        "no space is left there", where="a3-02", do="make room", standing=("a3-01: it was created", "a3-02: nothing")
    )
    app = MindieApp(site)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app)
        await pilot.press("C")
        await until(pilot, lambda: "a3-01: it was created" in shown(app))
        assert "make room" in shown(app)


async def test_where_none_can_be_created_every_reason_is_shown_in_both_languages(monkeypatch):
    for spoken, words_there in (("en", "No container can be created"), ("zh", "无法创建容器")):
        language.use(spoken)
        site = Site()
        site.plans = PLANS[1:]
        app = MindieApp(site)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda app=app: "✗" in row_of(app, "a3-02"))
            await pilot.press("C")
            await until(pilot, lambda app=app, said=words_there: said in shown(app))
            assert in_language("docker's daemon does not answer") in shown(app)


async def test_a_profile_that_asks_for_none_says_so():
    app = MindieApp(Site(container=Container(name="mindie-a3")))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "✗" in row_of(app, "a3-02"))
        await pilot.press("C")
        await until(pilot, lambda: "the profile asks for no container" in told(app))
