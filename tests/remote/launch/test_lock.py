"""One operator at a time works on a node: the lock there says who."""

import json
import os
import subprocess

from mindie_tui.model.errors import LockHeld
from mindie_tui.model.events.codec import LockRefused, LockTaken
from mindie_tui.remote.launch.lock import Lock
from tests.kit.near_site import all_of, failing


async def test_the_lock_is_taken_on_every_node_and_given_back(site):
    lock = Lock(site.context())
    assert await all_of(lock.take()) == [LockTaken("a3-01"), LockTaken("a3-02")]
    held = json.loads((site.links[1].home / ".mindie-tui" / "lock").read_text())
    assert (held["who"], held["pid"], held["run"]) == ("li@jump", os.getpid(), site.run.id)
    await lock.release()
    assert not any((link.home / ".mindie-tui" / "lock").exists() for link in site.links)


def hold(link, **holder):
    folder = link.home / ".mindie-tui"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lock").write_text(json.dumps({"since": "2026-11-24T02:11:00+08:00", "run": "r1", **holder}))
    return folder / "lock"


async def test_a_node_where_another_operator_works_is_refused_by_name(site):
    path = hold(site.links[1], who="wang@other", pid=1)
    seen, error = await failing(Lock(site.context()).take())
    assert LockRefused("a3-02", "wang@other", "2026-11-24T02:11:00+08:00", "r1") in seen
    assert isinstance(error, LockHeld) and "wang@other" in str(error)
    assert path.exists() and not (site.links[0].home / ".mindie-tui" / "lock").exists()


async def test_a_holder_on_this_jump_host_whose_process_is_gone_is_replaced_at_once(site):
    gone = subprocess.Popen(["true"])
    gone.wait()
    hold(site.links[1], who="wang@jump", pid=gone.pid)
    assert len(await all_of(Lock(site.context()).take())) == 2


async def test_a_holder_on_this_jump_host_that_lives_is_not(site):
    hold(site.links[1], who="wang@jump", pid=os.getppid())
    _, error = await failing(Lock(site.context()).take())
    assert isinstance(error, LockHeld)


async def test_a_stale_lock_is_taken_over_on_a_yes_only(site):
    path = hold(site.links[1], who="wang@other", pid=1)
    os.utime(path, (1, 1))
    _, error = await failing(Lock(site.context()).take())
    assert "minutes" in error.do
    assert len(await all_of(Lock(site.context(), take_over=True).take())) == 2


async def test_a_lock_that_changed_hands_is_not_given_back_by_who_had_it(site):
    lock = Lock(site.context())
    await all_of(lock.take())
    path = hold(site.links[0], who="wang@other", pid=1)
    await lock.release()
    assert path.exists()
