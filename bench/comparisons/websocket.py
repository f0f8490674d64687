"""An echo, message by message, and a broadcast to thousands."""

import os
import statistics

from . import contestants
from .harness import raise_descriptors, ratio, spread

BYTES = 32


def run(arguments, work):
    client = os.path.join(work, "sockets")
    if not os.path.exists(client):
        raise SystemExit("This needs a C compiler: apt-get install gcc libc6-dev")
    raise_descriptors()
    drivers = arguments.drivers.split(",")
    servers = [contestants.kestrel("/ws", name="Kestrel, ASP.NET's WebSocket"),
               *(contestants.rondo(d, "/ws", name="UseRondo(), the same code") for d in drivers),
               *(contestants.rondo(d, "/ws", "api", "Rondo.Api, raw session") for d in drivers),
               contestants.uvicorn("/ws")]
    servers = [s for s in servers if s]
    try:
        floor = contestants.floor(work)
        try:
            echo([*servers, floor], client, arguments)
        finally:
            floor.stop()
        broadcast(servers, client, arguments)
    finally:
        for server in servers:
            server.stop()


def echo(servers, client, arguments):
    command = lambda server, seconds: [client, "echo", str(server.port), "/ws", str(arguments.connections), str(seconds), str(BYTES)]
    for server in servers:
        server.client(command(server, arguments.warmup if server.managed else 1))
    rounds = {s.name: [] for s in servers}
    for _ in range(arguments.rounds):
        for server in servers:
            result, cpu = server.client(command(server, arguments.seconds))
            rounds[server.name].append({**result, "cpu": cpu / result["messages"] * 1e6, "rate": result["messages"] / result["seconds"]})
    print(f"\nEcho of {BYTES} bytes, {arguments.connections} sockets, {arguments.rounds} alternating rounds of {arguments.seconds} s")
    print(f"{'server':34}{'us CPU per message':>26}{'p99 us':>10}{'messages/s':>12}   CPU by Kestrel's")
    table(servers, rounds, lambda of: f"{spread(of('cpu')):>26}{statistics.median(of('p99_us')):10.0f}{statistics.median(of('rate')):12.0f}")


def broadcast(servers, client, arguments):
    messages = 20
    command = lambda server, count: [client, "broadcast", str(server.port), "/room", str(arguments.sockets or 5000), str(count), str(BYTES)]
    for server in servers:
        server.client(command(server, 100 if server.managed else 5))
    rounds = {s.name: [] for s in servers}
    for _ in range(max(3, arguments.rounds // 3)):
        for server in servers:
            result, cpu = server.client(command(server, messages))
            rounds[server.name].append({**result, "cpu": cpu / result["messages"] * 1e6})
    print(f"\nBroadcast of {BYTES} bytes to {arguments.sockets or 5000} sockets, {messages} messages a round, each sent when all have the one before")
    print(f"{'server':34}{'us CPU per delivery':>26}{'ms to the last':>24}{'slowest':>10}   CPU by Kestrel's")
    table(servers, rounds, lambda of: f"{spread(of('cpu')):>26}{spread([v / 1000 for v in of('p50_us')]):>24}{max(of('max_us')) / 1000:10.0f}")


def table(servers, rounds, columns):
    for server in servers:
        of = lambda key, mine=rounds[server.name]: [r[key] for r in mine]
        theirs = [r["cpu"] for r in rounds[servers[0].name]]
        print(f"{server.name:34}{columns(of)}   {ratio(of('cpu'), theirs):.2f}", flush=True)
