#!/usr/bin/env python3
"""Starts servers one beside the other and compares CPU per request, latency and memory.

The servers are pinned to one core and the client to another; rounds alternate between the servers, so that what the
machine does meanwhile hits them alike; medians are printed, and the median of the rounds' ratios to a peer. Peers take part if they
are installed; how to install them is said otherwise. Needs wrk, and a C compiler for the other clients
(Debian: apt-get install wrk gcc libc6-dev nginx-light nodejs uvicorn python3-uvloop python3-httptools python3-websockets python3-fastapi).

    python3 bench/compare.py server         # plaintext and typed JSON on both drivers, beside Kestrel, nginx, Node, Uvicorn, FastAPI, C; p99 at 70% load
    python3 bench/compare.py websocket      # echo, and broadcast to 5,000 sockets, beside Kestrel and Uvicorn
    python3 bench/compare.py chat           # a room in one process and in two, beside SignalR with Redis; and the broadcast of `websocket`
    python3 bench/compare.py rates          # what a request costs, and how long it takes, at 500, 2,000 and 10,000 a second
    python3 bench/compare.py connections    # a connection for each request
    python3 bench/compare.py files          # what a megabyte of a file costs beside Kestrel
    python3 bench/compare.py gateway        # a request forwarded by YARP, beside YARP on Kestrel and nginx
    python3 bench/compare.py aggregate      # three upstream calls for each request, beside HttpClient on Kestrel and FastAPI with httpx
    python3 bench/compare.py efcore         # one row by its key from SQLite through EF Core, beside EF Core on Kestrel
    python3 bench/compare.py sqlite         # one row by its key from SQLite, beside Microsoft.Data.Sqlite on Kestrel, and FastAPI with aiosqlite
    python3 bench/compare.py postgres       # statements on PostgreSQL, beside Npgsql on Kestrel and on Rondo, and FastAPI with asyncpg
    python3 bench/compare.py jobs           # to enqueue a job and to run it, beside Hangfire on the same databases and Celery on Redis
    python3 bench/compare.py small          # servers in 128 MB, with 5,000 idle connections and a load
    python3 bench/compare.py idle           # memory per idle keep-alive connection and WebSocket
    python3 bench/compare.py loops          # two loops against one
    python3 bench/compare.py cold           # the first seconds of a server with one processor
    python3 bench/compare.py processes      # calls of worker processes, crashes, and the loop meanwhile, beside threads and ProcessPoolExecutor
    python3 bench/compare.py computing      # /json while all workers compute, beside Kestrel and FastAPI
    python3 bench/compare.py kestrel        # UseRondo() against stock Kestrel, GET /json
    python3 bench/compare.py telemetry      # what traces, metrics and logs cost a request, beside the same on Kestrel; needs nginx to receive them
    python3 bench/compare.py framework      # typed handlers against bare minimal-API delegates and ASP.NET's validation, same server
    python3 bench/compare.py hello          # a bare TcpStream hello against C on io_uring and nginx
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile

from comparisons import chat, cold, connections, contestants, files, gateway, idle, jobs, loops, postgres, processes, rates, server, small, websocket
from comparisons.harness import CLIENT_CORES, LOAD, PEERS, Server, build, ratio, spread, warm_up


def simple(arguments, work):
    drivers = arguments.drivers.split(",")
    if arguments.what == "kestrel":
        yield contestants.kestrel("/json")
        yield from (contestants.rondo(d, "/json", name="UseRondo()") for d in drivers)
    elif arguments.what == "sqlite":
        yield (stock := Server("Kestrel, Microsoft.Data.Sqlite", ["dotnet", LOAD, "kestrel-data", "{port}"], "/dishes/17", environment=contestants.TIERING))
        yield from (contestants.rondo(d, "/dishes/17", "data", "Rondo.Data", peer=stock) for d in drivers)
        yield contestants.uvicorn("/dishes/17", "fastapi_data:app", needed="aiosqlite")
    elif arguments.what == "aggregate":
        # The upstream runs on the client's core: its work counts for no server.
        if (upstream := contestants.nginx(work, options=" reuseport", cores=CLIENT_CORES)) is None:
            return
        yield upstream
        environment = {**contestants.TIERING, "RONDO_LOAD_UPSTREAM": f"http://127.0.0.1:{upstream.port}"}
        yield (stock := Server("Kestrel, HttpClient", ["dotnet", LOAD, "kestrel-aggregator", "{port}"], "/three", environment=environment))
        yield from (contestants.rondo(d, "/three", "aggregator", environment=environment, peer=stock) for d in drivers)
        yield contestants.uvicorn("/three", "fastapi_upstream:app", needed="httpx", environment=environment)
    elif arguments.what == "efcore":
        yield (stock := Server("Kestrel, EF Core", ["dotnet", LOAD, "kestrel-entities", "{port}"], "/dishes/17", environment=contestants.TIERING))
        yield from (contestants.rondo(d, "/dishes/17", "entities", "EF Core with UseRondo()", peer=stock) for d in drivers)
    elif arguments.what == "telemetry":
        # Any answer of 200 takes the exports.
        if (receiver := contestants.nginx(work, cores=CLIENT_CORES)) is None:
            return
        yield receiver
        exported = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{receiver.port}", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}
        yield contestants.kestrel("/json")
        yield (stock := contestants.kestrel("/json", name="Kestrel, telemetry", environment=exported))
        for driver in drivers:
            yield contestants.rondo(driver, "/json", name="UseRondo()")
            yield contestants.rondo(driver, "/json", name="UseRondo(), telemetry", environment=exported, peer=stock)
    elif arguments.what == "framework":
        items = os.path.join(PEERS, "items.lua")
        for what, path, script in [("GET /json", "/json", None), ("GET validated", "/echo/5?q=abc", None), ("POST validated", "/items", items)]:
            yield (minimal := contestants.rondo(drivers[0], path, "minimal", f"{what}, minimal API", script=script))
            yield contestants.rondo(drivers[0], path, "api", f"{what}, Rondo.Api", script=script, peer=minimal)
    else:
        yield contestants.nginx(work)
        yield contestants.floor(work)
        yield from (Server(f"TcpStream hello, {d}", ["dotnet", LOAD, "tcp-hello", "{port}", d]) for d in drivers)


def compare(arguments, work):
    servers = []
    try:
        servers.extend(s for s in simple(arguments, work) if s)
        warm_up(servers, arguments)
        for _ in range(arguments.rounds):
            for each in servers:
                each.load(arguments.seconds, arguments.connections)
    finally:
        for each in servers:
            each.stop()
    print(f"{arguments.connections} keep-alive connections, {arguments.rounds} alternating rounds of {arguments.seconds} s, medians (lowest - highest)")
    print(f"{'server':34}{'us CPU per request':>26}{'p99 ms':>10}{'requests/s':>12}   ratio of CPU")
    for each in servers:
        ratios = ", ".join(f"{ratio(each.cpu, peer.cpu):.2f}x {peer.name}" for peer in servers
                           if peer is each.peer or arguments.what != "framework" and peer is not each and ("Rondo" not in peer.name and "TcpStream" not in peer.name))
        print(f"{each.name:34}{spread(each.cpu):>26}{statistics.median(each.p99):10.2f}{statistics.median(each.rate):12.0f}   {ratios}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    whats = {
        "server": server.run, "websocket": websocket.run, "chat": chat.run, "files": files.run, "gateway": gateway.run,
        "rates": rates.run, "connections": connections.run, "jobs": jobs.run, "postgres": postgres.run, "idle": idle.run, "loops": loops.run,
        "cold": cold.run, "small": small.run, "processes": processes.micro, "computing": processes.run, "kestrel": compare,
        "sqlite": compare, "aggregate": compare, "efcore": compare, "telemetry": compare, "framework": compare, "hello": compare,
    }
    parser.add_argument("what", choices=whats)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=20_000, help="jobs of a round of jobs")
    parser.add_argument("--warmup", type=int, default=15)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--sockets", type=int, help="how many sockets a broadcast goes to (5,000), how many connections idle (20,000)")
    parser.add_argument("--drivers", default="uring,epoll")
    parser.add_argument("--measures", default="plaintext,json,echo", help="of `server`: which of its tables")
    arguments = parser.parse_args()
    if arguments.what == "processes":
        return processes.micro(arguments, None)  # a program of its own, which needs no client
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as work:
        build(work)
        whats[arguments.what](arguments, work)


if __name__ == "__main__":
    sys.exit(main())
