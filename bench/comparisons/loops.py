"""Two loops on two cores against one on one. The client needs cores of its own: with fewer than four in the machine it competes with the servers, and that is said."""

import os
import statistics

from . import contestants
from .harness import ratio, spread


def run(arguments, work):
    cores = sorted(os.sched_getaffinity(0))
    apart = len(cores) >= 4
    client = cores[2:] if apart else cores
    names = ",".join(map(str, client))
    threads = min(len(client), 8)
    for driver in arguments.drivers.split(","):
        one = contestants.rondo(driver, "/plaintext", name="one loop", cores=str(cores[0]))
        two = contestants.rondo(driver, "/plaintext", name="two loops", loops=2, cores=f"{cores[0]},{cores[1]}")
        servers = [one, two]
        try:
            for server in servers:
                server.load(arguments.warmup, arguments.connections, keep=False, threads=threads, cores=names)
            for _ in range(arguments.rounds):
                for server in servers:
                    server.load(arguments.seconds, arguments.connections, threads=threads, cores=names)
        finally:
            for server in servers:
                server.stop()
        print(f"\nGET /plaintext, {arguments.connections} connections, wrk with {threads} threads on cores {names}")
        for server in servers:
            print(f"{server.name:24}{statistics.median(server.rate):12.0f} requests/s {spread(server.cpu):>26} us CPU per request")
        if apart:
            print(f"two loops answer {ratio(two.rate, one.rate):.2f} times as much as one")
        else:
            print(f"two loops answered {ratio(two.rate, one.rate):.2f} times as much as one, with the client on the same {len(cores)} cores, which says little. A request costs "
                  f"{ratio(two.cpu, one.cpu):.2f} times the CPU that it costs on one loop: with both cores to themselves two loops could answer at most {2 / ratio(two.cpu, one.cpu):.2f} times as much.")
