"""The demo's model behaves under load as a real one: throughput saturates, latency climbs. On a clock of its own."""

import asyncio
import statistics

import pytest

from mindie_tui.demo.programs.mindie import mindie_engine


class Clocked(mindie_engine.SimulatedEngine):
    """The same engine; its time passes when it is spent, not on the wall."""

    now = 0.0

    async def _spend(self, ms):
        self.now += ms
        await asyncio.sleep(0)


async def measured(concurrency, *, max_batch=200, mtp=False):
    """(tokens a second, ms a token, ms to the first token) with this many requests always in flight."""
    engine = Clocked(speed=1, max_batch=max_batch, max_prefill_batch=2, max_prefill_tokens=16384, mtp=mtp)
    left, firsts, per_token, tokens = iter(range(6 * concurrency)), [], [], 0
    done = asyncio.Event()

    def next_one():
        number = next(left, None)
        if number is None:
            if not engine.busy:
                done.set()
            return
        times = [engine.now]

        def tell(text, count, reason):
            nonlocal tokens
            tokens += count
            times.append(engine.now)
            if reason:
                firsts.append(times[1] - times[0])
                per_token.append((times[-1] - times[1]) / 49)
                next_one()

        engine.submit(mindie_engine.request(f"q{number}", max_tokens=50, ignore_eos=True, tokens=tell))

    engine.on_idle = lambda: done.set() if engine.received else None
    for _ in range(concurrency):
        next_one()
    running = asyncio.create_task(engine.run())
    await asyncio.wait_for(done.wait(), 30)
    running.cancel()
    return tokens / engine.now * 1000, statistics.mean(per_token), statistics.mean(firsts)


async def test_throughput_saturates_and_latency_climbs_with_the_load():
    levels = [1, 4, 16, 48, 96]
    throughput, per_token, first = zip(*[await measured(level) for level in levels], strict=True)
    assert throughput[0] < throughput[1] < throughput[2] < throughput[3]
    assert throughput[4] < 1.1 * throughput[3]  # beyond the batch limit there is nothing more to have
    assert per_token[0] < per_token[1] < per_token[2] < per_token[3]
    assert first[4] > 5 * first[2]


async def test_a_smaller_batch_limit_makes_requests_wait():
    assert (await measured(16, max_batch=4))[2] > 2 * (await measured(16))[2]


async def test_speculative_tokens_make_it_faster():
    assert (await measured(4, mtp=True))[1] < (await measured(4))[1]


@pytest.mark.parametrize("most", [1, 7, 1000])
async def test_the_same_prompt_gets_the_same_answer(most):
    def length():
        return mindie_engine.request("how many?", max_tokens=most, ignore_eos=False, tokens=print).length

    assert length() == length() <= most
