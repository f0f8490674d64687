"""A connection for each request, as clients without keep-alive and health checks make them."""

import statistics

from . import contestants
from .harness import ratio, spread

HEADER = "Connection: close"


def run(arguments, work):
    servers = []
    try:
        servers.append(contestants.kestrel("/json", name="Kestrel, minimal API"))
        servers.extend(contestants.rondo(driver, "/json", name="UseRondo(), minimal API") for driver in arguments.drivers.split(","))
        servers.extend(contestants.rondo(driver, "/json", "api", "Rondo.Api") for driver in arguments.drivers.split(","))
        for server in servers:
            server.load(arguments.warmup, arguments.connections, keep=False, header=HEADER)
        for _ in range(arguments.rounds):
            for server in servers:
                server.load(arguments.seconds, arguments.connections, header=HEADER)
        print(f"GET /json, a connection for each request, {arguments.connections} at a time, {arguments.rounds} alternating rounds of {arguments.seconds} s")
        print(f"{'server':34}{'us CPU per request':>26}{'p99 ms':>10}{'requests/s':>12}   CPU by Kestrel's")
        for server in servers:
            print(f"{server.name:34}{spread(server.cpu):>26}{statistics.median(server.p99):10.2f}{statistics.median(server.rate):12.0f}"
                  f"   {'' if server is servers[0] else f'{ratio(server.cpu, servers[0].cpu):.2f}'}")
    finally:
        for server in servers:
            server.stop()
