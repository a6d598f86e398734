"""The question for a password on a terminal: unseen, and the terminal is as it was afterwards."""

import asyncio
import os
import pty
import termios

import pytest

from mindie_tui.headless.password_prompt import Terminal


@pytest.fixture
def terminal():
    operator, ours = pty.openpty()
    yield operator, ours, os.ttyname(ours)
    os.close(operator)
    os.close(ours)


async def seen(operator, words):
    """What the operator sees, until it holds `words`."""
    loop, got, found = asyncio.get_running_loop(), bytearray(), asyncio.Event()

    def more():
        got.extend(os.read(operator, 4096))
        if words.encode() in got:
            found.set()

    loop.add_reader(operator, more)
    try:
        await asyncio.wait_for(found.wait(), 20)
    finally:
        loop.remove_reader(operator)
    return got.decode()


async def test_a_password_is_typed_unseen_while_the_loop_goes_on(terminal):
    operator, ours, path = terminal
    asked = asyncio.ensure_future(Terminal(path).secret("password", "a3-01", "the password of root@10.0.0.1:22"))
    shown = await seen(operator, "root@10.0.0.1:22: ")
    assert shown.startswith("a3-01: the password of") and not termios.tcgetattr(ours)[3] & termios.ECHO
    os.write(operator, "pass word 权重\n".encode())
    assert await asyncio.wait_for(asked, 20) == "pass word 权重"
    assert termios.tcgetattr(ours)[3] & termios.ECHO
    assert "pass word" not in await seen(operator, "\n")


@pytest.mark.parametrize("typed", [b"\n", b"\x04"])
async def test_nothing_typed_is_no_password(terminal, typed):
    operator, _, path = terminal
    asked = asyncio.ensure_future(Terminal(path).secret("password", "a3-01", "the password"))
    await seen(operator, "the password: ")
    os.write(operator, typed)
    assert await asyncio.wait_for(asked, 20) is None


async def test_who_is_stopped_while_it_asks_leaves_the_terminal_as_it_was(terminal):
    operator, ours, path = terminal
    asked = asyncio.ensure_future(Terminal(path).secret("password", "a3-01", "the password"))
    await seen(operator, "the password: ")
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert termios.tcgetattr(ours)[3] & termios.ECHO


async def test_a_nodes_own_question_cannot_steer_the_terminal(terminal):
    operator, _, path = terminal
    asked = asyncio.ensure_future(Terminal(path).secret("keyboard", "a3-01", "Code\x1b[2J\nfor you: "))
    shown = await seen(operator, "you: ")
    assert "\x1b" not in shown and "\n" not in shown
    os.write(operator, b"1\n")
    assert await asyncio.wait_for(asked, 20) == "1"


async def test_without_a_terminal_nobody_is_asked():
    assert await Terminal("/nowhere/tty").secret("password", "a3-01", "the password") is None
