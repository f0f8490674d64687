"""asyncio's and uvloop's side of bench/Rondo.Micro: prints one number."""

import asyncio
import gc
import sys
import time

what, loop = sys.argv[1:3]
if loop == "uvloop":
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096


async def yields():
    n = 1_000_000
    started = time.perf_counter()
    for _ in range(n):
        await asyncio.sleep(0)
    return n / (time.perf_counter() - started) / 1e6


async def sleepers():
    n = 200_000
    gc.collect()
    before = resident()
    tasks = [asyncio.create_task(asyncio.sleep(60)) for _ in range(n)]
    await asyncio.sleep(0)
    bytes_each = (resident() - before) / n
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return bytes_each


async def timers():
    n = 500_000
    running = asyncio.get_running_loop()
    started = time.perf_counter()
    for _ in range(n):
        running.call_later(60, print).cancel()
    return n / (time.perf_counter() - started) / 1e6


print(asyncio.run({"yields": yields, "sleepers": sleepers, "timers": timers}[what]()))
