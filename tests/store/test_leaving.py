"""Once the terminal is gone the process has ended by a certain time, whatever it waits for."""

import os
import pty
import signal
import subprocess
import sys

BLOCKED = """
import asyncio, os, signal
from mindie_tui.store import leaving
async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, print, "never comes")
    leaving.hurry_on_hangup(0.3)
    print("writes", flush=True)
    while True:
        os.write(2, b"x" * 4096)
asyncio.run(main())
"""


def test_a_hangup_ends_a_process_that_a_blocked_terminal_holds_up():
    operator, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", BLOCKED], stdout=subprocess.PIPE, stderr=theirs)
    try:
        assert process.stdout.readline() == b"writes\n"
        process.send_signal(signal.SIGHUP)
        assert process.wait(20) == -signal.SIGALRM
    finally:
        process.kill()
        process.stdout.close()
        os.close(operator)
        os.close(theirs)
