"""Low load, at which most services run: what a request costs and how long it takes when the server is idle most of the time."""

import os
import statistics

from . import contestants
from .harness import ratio, spread, warm_up

RATES = [500, 2_000, 10_000]


def run(arguments, work):
    rate = os.path.join(work, "rate")
    if not os.path.exists(rate):
        raise SystemExit("The client at a fixed rate is in C: apt-get install gcc libc6-dev")
    servers = []
    try:
        servers.append(contestants.kestrel("/json", name="Kestrel, minimal API"))
        servers.extend(contestants.rondo(driver, "/json", "api", "Rondo.Api") for driver in arguments.drivers.split(","))
        warm_up(servers, arguments)
        for wanted in RATES:
            measure(wanted, servers, rate, arguments)
    finally:
        for server in servers:
            server.stop()


def measure(wanted, servers, rate, arguments):
    rounds = {server.name: [] for server in servers}
    for _ in range(arguments.rounds):
        for server in servers:
            before = server.thread_seconds()
            result, _ = server.client([rate, str(server.port), server.path, str(arguments.connections), str(wanted), str(arguments.seconds)])
            cpu = sum(seconds - before.get(thread, 0) for thread, seconds in server.thread_seconds().items())
            rounds[server.name].append({**result, "cpu": cpu / result["answered"] * 1e6})
    print(f"\nGET /json at {wanted} requests/s over {arguments.connections} keep-alive connections, {arguments.rounds} alternating rounds of {arguments.seconds} s, from when each request was due")
    print(f"{'server':24}{'us CPU per request':>26}{'p50 us':>9}{'p99 us':>24}{'p99.9 us':>10}{'longest us':>12}   CPU, p99 by Kestrel's")
    first = rounds[servers[0].name]
    for server in servers:
        each = lambda key, of=rounds[server.name]: [r[key] for r in of]
        ratios = "" if server is servers[0] else f"{ratio(each('cpu'), each('cpu', first)):.2f}, {ratio(each('p99_us'), each('p99_us', first)):.2f}"
        print(f"{server.name:24}{spread(each('cpu')):>26}{statistics.median(each('p50_us')):9.0f}{spread(each('p99_us'), 0):>24}{statistics.median(each('p999_us')):10.0f}"
              f"{statistics.median(each('max_us')):12.0f}   {ratios}", flush=True)
