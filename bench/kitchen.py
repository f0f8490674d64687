#!/usr/bin/env python3
"""Kitchen's two figures, from outside, server on one core and client on another: 1,000 concurrent /sleep/1000 on one loop (under 1.3 s), /aggregate?n=20&ms=100 (under 200 ms).

    python3 bench/kitchen.py
"""

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
KITCHEN = os.path.join(HERE, "..", "samples", "Kitchen")


async def get(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"{path}: {answer[:200]!r}")
    return answer


async def measure(port):
    await asyncio.gather(*(get(port, "/sleep/1") for _ in range(50)))
    await get(port, "/aggregate?n=20&ms=1")
    sleeps, aggregates = [], []
    for _ in range(5):
        started = time.perf_counter()
        await asyncio.gather(*(get(port, "/sleep/1000") for _ in range(1000)))
        sleeps.append(time.perf_counter() - started)
        started = time.perf_counter()
        await get(port, "/aggregate?n=20&ms=100")
        aggregates.append(time.perf_counter() - started)
    return sleeps, aggregates


def main():
    os.sched_setaffinity(0, {1})
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", KITCHEN], check=True, stdout=subprocess.DEVNULL)
    for arguments in (["--driver", "uring"], ["--driver", "epoll"], ["--driver", "portable"], ["--server", "kestrel"]):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        process = subprocess.Popen(["taskset", "-c", "0", "dotnet", os.path.join(KITCHEN, "bin", "Release", "net10.0", "Kitchen.dll"), "--loops", "1", "--urls", f"http://127.0.0.1:{port}", *arguments],
                                   stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            sleeps, aggregates = asyncio.run(measure(port))
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(20)
        print(f"{' '.join(arguments):18} 1,000 x /sleep/1000: median {statistics.median(sleeps):.3f} s, worst {max(sleeps):.3f} s;  "
              f"/aggregate?n=20&ms=100: median {statistics.median(aggregates) * 1000:.0f} ms, worst {max(aggregates) * 1000:.0f} ms;  exit status {status}")


if __name__ == "__main__":
    main()
