"""Two loops on two cores against one on one.

One request at a time costs a client as much as it costs the server, so with fewer than four cores the client competes with the loops, and only what a
request costs can be compared. Pipelined requests cost a client next to nothing, and show what two loops answer.
"""

import os
import statistics

from . import contestants
from .harness import ratio, spread

DEPTH = 64


def run(arguments, work):
    cores = sorted(os.sched_getaffinity(0))
    apart = len(cores) >= 4
    for driver in arguments.drivers.split(","):
        one = contestants.rondo(driver, "/plaintext", name="one loop", cores=str(cores[0]))
        two = contestants.rondo(driver, "/plaintext", name="two loops", loops=2, cores=f"{cores[0]},{cores[1]}")
        try:
            at_a_time([one, two], cores[2:] if apart else cores, apart, arguments)
            if os.path.exists(flood := os.path.join(work, "flood")):
                pipelined([one, two], flood, cores[2:] if apart else [cores[1]], cores[2:] if apart else cores, arguments)
        finally:
            one.stop()
            two.stop()


def at_a_time(servers, cores, apart, arguments):
    names, threads = ",".join(map(str, cores)), min(len(cores), 8)
    for server in servers:
        server.load(arguments.warmup, arguments.connections, keep=False, threads=threads, cores=names)
    for _ in range(arguments.rounds):
        for server in servers:
            server.load(arguments.seconds, arguments.connections, threads=threads, cores=names)
    one, two = servers
    print(f"\nGET /plaintext, {arguments.connections} connections, one request at a time, wrk with {threads} threads on cores {names}")
    for server in servers:
        print(f"{server.name:24}{statistics.median(server.rate):12.0f} requests/s {spread(server.cpu):>26} us CPU per request")
    if apart:
        print(f"two loops answer {ratio(two.rate, one.rate):.2f} times as much as one")
    else:
        print(f"A request costs {ratio(two.cpu, one.cpu):.2f} times the CPU that it costs on one loop: with both cores to themselves two loops could answer at most "
              f"{2 / ratio(two.cpu, one.cpu):.2f} times as much. (They answered {ratio(two.rate, one.rate):.2f} times as much, with the client on the same {len(cores)} cores.)", flush=True)


def pipelined(servers, flood, beside_one, beside_two, arguments):
    rounds = [[], []]
    for number in range(-2, arguments.rounds):
        for server, cores, mine in zip(servers, [beside_one, beside_two], rounds):
            command = [flood, str(server.port), server.path, str(arguments.connections), str(arguments.seconds), str(DEPTH)]
            result, cpu = server.client(command, cores=",".join(map(str, cores)))
            if number >= 0:
                mine.append({"rate": result["answered"] / result["seconds"], "cpu": cpu / result["answered"] * 1e6, "client": result["client_cpu"] / result["seconds"]})
    of = lambda mine, key: [each[key] for each in mine]
    print(f"GET /plaintext, {arguments.connections} connections, {DEPTH} requests in one write")
    for server, mine in zip(servers, rounds):
        print(f"{server.name:24}{statistics.median(of(mine, 'rate')):12.0f} requests/s {spread(of(mine, 'cpu')):>26} us CPU per request, the client {statistics.median(of(mine, 'client')):.2f} of a core")
    one, two = rounds
    print(f"two loops answer {ratio(of(two, 'rate'), of(one, 'rate')):.2f} times as much as one, at {ratio(of(two, 'cpu'), of(one, 'cpu')):.2f} times the CPU each", flush=True)
