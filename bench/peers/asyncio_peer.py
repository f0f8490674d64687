"""asyncio's and uvloop's side of bench/Rondo.Micro: prints one number."""

import asyncio
import concurrent.futures
import gc
import os
import statistics
import sys
import tempfile
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


def same(data):
    return data


def compute():
    total = 0
    for i in range(5_000_000):
        total += i % 7
    return total


async def process_call():
    running = asyncio.get_running_loop()
    times = []
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        for _ in range(2000):
            started = time.perf_counter()
            await running.run_in_executor(pool, same, bytes(1024))
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1e6


async def lateness(executor):
    cores = os.cpu_count()
    running = asyncio.get_running_loop()
    stopped = False

    async def computes(pool):
        while not stopped:
            await running.run_in_executor(pool, compute)

    with executor(cores) as pool:
        tasks = [asyncio.create_task(computes(pool)) for _ in range(cores)]
        await asyncio.sleep(0.3)
        late = []
        for _ in range(1000):
            started = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append(time.perf_counter() - started - 0.001)
        stopped = True
        await asyncio.gather(*tasks)
    return sorted(late)[990] * 1000


async def process_lateness():
    return await lateness(concurrent.futures.ProcessPoolExecutor)


async def thread_lateness():
    return await lateness(concurrent.futures.ThreadPoolExecutor)


async def file_reads(drops):
    """4 KB of a file of 2,000 blocks in the walk of bench/Rondo.Micro/Files.cs; aiofiles hands each seek and each read to a thread."""
    import aiofiles

    blocks = 2000
    n = blocks if drops else 10_000
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(blocks * 4096))
        file.flush()
        async with aiofiles.open(file.name, "rb", buffering=0) as reader:
            if drops:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            started = time.perf_counter()
            for i in range(n):
                await reader.seek(i * 997 % blocks * 4096)
                await reader.read(4096)
            return (time.perf_counter() - started) / n * 1e6


async def cached_reads():
    return await file_reads(False)


async def uncached_reads():
    return await file_reads(True)


if __name__ == "__main__":
    print(asyncio.run(globals()[what]()))
