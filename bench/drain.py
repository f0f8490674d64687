#!/usr/bin/env python3
"""Stops servers under busy clients, and counts the requests that were sent and stay unanswered.

    python3 bench/drain.py                                  # HTTP/1.1, 100 runs under 20 clients, then under 500
    python3 bench/drain.py --protocol websocket             # echoes
    python3 bench/drain.py --protocol http2                 # four streams per connection
    python3 bench/drain.py --again                          # clients that were asked to close connect again, as browsers do

Each run starts a server, keeps it busy for a moment, sends it SIGTERM (nginx also SIGQUIT, which it calls graceful) and watches what becomes of
every request; comparisons/clients.py says what counts as lost. A server has `--deadline` seconds, and is killed three seconds later.
"""

import argparse
import concurrent.futures
import os
import random
import signal
import statistics
import tempfile
import time

from comparisons import clients, contestants
from comparisons.harness import build, raise_descriptors

PROTOCOLS = {"http1": clients.Http1, "websocket": clients.WebSocket, "http2": clients.Http2}


def starters(arguments, work):
    """(name, how to start it, the signal)."""
    drivers = arguments.drivers.split(",")
    environment = {"DOTNET_SHUTDOWNTIMEOUTSECONDS": str(arguments.deadline), "DOTNET_TieredPGO": "0"}
    managed = {"environment": {**environment, **({"Kestrel__EndpointDefaults__Protocols": "Http2"} if arguments.protocol == "http2" else {})}}
    path = "/ws" if arguments.protocol == "websocket" else "/plaintext"
    for driver in drivers:
        yield f"UseRondo(), {driver}", lambda d=driver: contestants.rondo(d, path, **managed), signal.SIGTERM
    if arguments.protocol == "websocket":
        for driver in drivers:
            yield f"Rondo.Api session, {driver}", lambda d=driver: contestants.rondo(d, path, "api", **managed), signal.SIGTERM
    yield "Kestrel", lambda: contestants.kestrel(path, **managed), signal.SIGTERM
    if arguments.protocol != "http2":
        yield "Uvicorn", lambda: contestants.uvicorn(path), signal.SIGTERM
    if arguments.protocol != "websocket":
        options = " http2" if arguments.protocol == "http2" else ""
        yield "nginx, SIGTERM", lambda: contestants.nginx(work, "/", options), signal.SIGTERM
        yield "nginx, SIGQUIT", lambda: contestants.nginx(work, "/", options), signal.SIGQUIT


def once(server, number, arguments, crowd):
    """Stops the server in the middle of its work. Seconds to its end."""
    patience = time.monotonic() + 20
    while not all(client.answered for client in crowd.clients) and time.monotonic() < patience:
        crowd.serve(0.01)
    end = time.monotonic() + random.random() * 0.1
    while time.monotonic() < end:
        crowd.serve(0.01)
    if crowd.count("lost") or len(crowd.open) < len(crowd.clients) or not all(client.answered for client in crowd.clients):
        raise SystemExit(f"{server.name} did not serve its {len(crowd.clients)} clients before it was stopped: {len(crowd.open)} are left.")
    server.process.send_signal(number)
    began = time.monotonic()
    took = None
    while time.monotonic() - began < arguments.deadline + 3 and (took is None or crowd.open):
        crowd.serve(0.002)
        if took is None and server.process.poll() is not None:
            took = time.monotonic() - began
    if took is None:
        kill(server)
        while crowd.open:
            crowd.serve(0.1)
    return took


def kill(server):
    if server.process.poll() is None:
        for pid in server.pids():
            os.kill(pid, signal.SIGKILL)
        server.process.wait()


def servers(start, count):
    """One after the other; each starts while the one before it is measured."""
    with concurrent.futures.ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(start)
        try:
            for _ in range(count):
                server, coming = coming.result(), ahead.submit(start)
                yield server
        finally:
            if (last := coming.result()) is not None:
                kill(last)


def measure(name, start, number, count, arguments):
    lost, told, refused, times, statuses = [], 0, 0, [], set()
    kind = PROTOCOLS[arguments.protocol]
    for server in servers(start, arguments.runs):
        if server is None:
            return
        try:
            crowd = clients.Crowd(kind, server.port, server.path.encode(), count, arguments.again)
            took = once(server, number, arguments, crowd)
        finally:
            kill(server)
        lost.append(crowd.count("lost"))
        told += crowd.count("told")
        refused += crowd.count("refused")
        times.append(took)
        statuses |= {client.status for client in crowd.clients}
    ended = [t for t in times if t is not None]
    late = sum(t is None or t > arguments.deadline + 0.5 for t in times)
    extra = f"told {told}; close codes {', '.join(sorted(map(str, statuses)))}" if arguments.protocol == "websocket" else f"refused {refused}" if arguments.protocol == "http2" else ""
    print(f"{name:26}{sum(lost):8}{sum(l > 0 for l in lost):12}{max(lost):8}"
          f"{(f'{statistics.median(ended):.2f} / {max(ended):.2f}' if ended else '-'):>18}{late:8}   {extra}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--protocol", choices=PROTOCOLS, default="http1")
    parser.add_argument("--connections", default="20,500")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--deadline", type=int, default=5)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--drivers", default="uring,epoll")
    parser.add_argument("--only", default="", help="contestants whose names begin so")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    raise_descriptors()
    with tempfile.TemporaryDirectory() as work:
        build(work)
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        for count in map(int, arguments.connections.split(",")):
            print(f"\n{arguments.protocol}: {arguments.runs} runs under {count} busy connections{', which come back' if arguments.again else ''}; deadline {arguments.deadline} s")
            print(f"{'':26}{'lost':>8}{'runs with':>12}{'most':>8}{'exit s, worst':>18}{'late':>8}")
            for name, start, number in starters(arguments, work):
                if name.startswith(arguments.only):
                    measure(name, start, number, count, arguments)


if __name__ == "__main__":
    main()
