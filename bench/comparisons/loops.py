"""Two loops on two cores against one on one, and against two processes of one loop each: what those do not do either is the machine's.

One request at a time costs a client as much as it costs the server, so with fewer than four cores the client competes with the loops, and only what a
request costs can be compared. Pipelined requests cost a client next to nothing, and show what two loops answer.
"""

import concurrent.futures
import os
import statistics

from . import contestants
from .harness import ratio, spread

DEPTH = 64


def run(arguments, work):
    cores = sorted(os.sched_getaffinity(0))
    apart = len(cores) >= 4
    for driver in arguments.drivers.split(","):
        start = lambda name, loops, cores: contestants.rondo(driver, "/plaintext", name=name, loops=loops, cores=cores)
        one = start("one loop", 1, str(cores[0]))
        other = start("another loop", 1, str(cores[1]))
        two = start("two loops", 2, f"{cores[0]},{cores[1]}")
        try:
            clients = cores[2:] if apart else cores
            at_a_time([one, two], [other], clients, apart, arguments)
            if os.path.exists(flood := os.path.join(work, "flood")):
                pipelined(one, other, two, flood, clients if apart else [cores[1]], clients, arguments)
        finally:
            for server in (one, other, two):
                server.stop()


def at_a_time(servers, rest, cores, apart, arguments):
    names, threads = ",".join(map(str, cores)), min(len(cores), 8)
    for server in [*servers, *rest]:
        server.load(arguments.warmup, arguments.connections, keep=False, threads=threads, cores=names)
    for _ in range(arguments.rounds):
        for server in servers:
            server.load(arguments.seconds, arguments.connections, threads=threads, cores=names)
    one, two = servers
    print(f"\nGET /plaintext, {arguments.connections} connections, one request at a time, wrk with {threads} threads on cores {names}")
    for server in servers:
        print(f"{server.name:28}{statistics.median(server.rate):12.0f} requests/s {spread(server.cpu):>26} us CPU per request")
    if apart:
        print(f"two loops answer {ratio(two.rate, one.rate):.2f} times as much as one")
    else:
        print(f"A request costs {ratio(two.cpu, one.cpu):.2f} times the CPU that it costs on one loop: with both cores to themselves two loops could answer at most "
              f"{2 / ratio(two.cpu, one.cpu):.2f} times as much. (They answered {ratio(two.rate, one.rate):.2f} times as much, with the client on the same {len(cores)} cores.)", flush=True)


def pipelined(one, other, two, flood, beside_one, clients, arguments):
    contests = {"one loop": ([one], beside_one), "two loops": ([two], clients), "two processes, one loop each": ([one, other], clients)}
    rounds = {name: [] for name in contests}
    for number in range(-2, arguments.rounds):
        for name, (servers, cores) in contests.items():
            with concurrent.futures.ThreadPoolExecutor() as threads:
                results = list(threads.map(lambda s: s.client([flood, str(s.port), s.path, str(arguments.connections // len(servers)), str(arguments.seconds), str(DEPTH)],
                                                              cores=",".join(map(str, cores))), servers))
            if number >= 0:
                answered = sum(result["answered"] for result, _ in results)
                rounds[name].append({"rate": sum(result["answered"] / result["seconds"] for result, _ in results), "cpu": sum(cpu for _, cpu in results) / answered * 1e6,
                                     "client": sum(result["client_cpu"] / result["seconds"] for result, _ in results)})
    of = lambda name, key: [each[key] for each in rounds[name]]
    print(f"GET /plaintext, {arguments.connections} connections, {DEPTH} requests in one write")
    for name in contests:
        print(f"{name:28}{statistics.median(of(name, 'rate')):12.0f} requests/s {spread(of(name, 'cpu')):>26} us CPU per request, the client {statistics.median(of(name, 'client')):.2f} of a core; "
              f"{ratio(of(name, 'rate'), of('one loop', 'rate')):.2f} times as much as one loop, at {ratio(of(name, 'cpu'), of('one loop', 'cpu')):.2f} times the CPU", flush=True)
