"""CPU per request as fast as it goes, then latency and CPU at 70% of what the slowest of Kestrel and Rondo can do."""

import os
import statistics

from . import contestants
from .harness import ratio, spread, warm_up

SHARE = 0.7


def run(arguments, work):
    measures = [("plaintext", "GET /plaintext: ASP.NET's pipeline and a text", plaintext),
                ("json", "GET /json: a typed endpoint", lambda a, w: typed("/json", a, w)),
                ("echo", "GET /echo/5?q=abc: two typed, checked parameters (stock Kestrel's minimal API does not check them)", lambda a, w: typed("/echo/5?q=abc", a, w))]
    for name, title, start in measures:
        if name not in arguments.measures.split(","):
            continue
        servers = []
        try:
            servers = [s for s in start(arguments, work) if s]
            compare(title, servers, arguments, work)
        finally:
            for server in servers:
                server.stop()


def plaintext(arguments, work):
    yield contestants.kestrel("/plaintext")
    yield contestants.kestrel("/plaintext", inline=True)
    yield from (contestants.rondo(driver, "/plaintext", name="UseRondo()") for driver in arguments.drivers.split(","))
    yield contestants.nginx(work)
    yield contestants.floor(work)
    yield contestants.node("/plaintext")
    yield contestants.uvicorn("/plaintext")


def typed(path, arguments, work):
    yield contestants.kestrel(path, name="Kestrel, minimal API")
    yield contestants.kestrel(path, inline=True)
    yield from (contestants.rondo(driver, path, name="UseRondo(), minimal API") for driver in arguments.drivers.split(","))
    yield from (contestants.rondo(driver, path, "api", "Rondo.Api") for driver in arguments.drivers.split(","))
    if path == "/json":
        yield contestants.node(path)
        yield contestants.uvicorn(path)
    yield contestants.uvicorn(path, "fastapi_app:app")


def compare(title, servers, arguments, work):
    print(f"\n{title}\n{arguments.connections} keep-alive connections, {arguments.rounds} alternating rounds of {arguments.seconds} s, medians (lowest - highest)")
    warm_up(servers, arguments)
    for _ in range(arguments.rounds):
        for server in servers:
            server.load(arguments.seconds, arguments.connections)
    peers = [s for s in servers if s.name in ("Kestrel as shipped", "Kestrel, minimal API", "Kestrel, Npgsql", "Rondo, Npgsql, uring", "nginx, return 200", "Uvicorn + FastAPI", "C on io_uring")]
    print(f"{'server':34}{'us CPU per request':>26}{'p99 ms':>10}{'requests/s':>12}   CPU by that of")
    for server in servers:
        ratios = ", ".join(f"{peer.name} {ratio(server.cpu, peer.cpu):.2f}" for peer in peers if peer is not server)
        print(f"{server.name:34}{spread(server.cpu):>26}{statistics.median(server.p99):10.2f}{statistics.median(server.rate):12.0f}   {ratios}", flush=True)
    rate = os.path.join(work, "rate")
    if os.path.exists(rate):
        at_a_rate([s for s in servers if s.managed], rate, arguments)


def at_a_rate(servers, rate, arguments):
    wanted = int(SHARE * min(statistics.median(s.rate) for s in servers))
    rounds = {server.name: [] for server in servers}
    for _ in range(arguments.rounds):
        for server in servers:
            result, cpu = server.client([rate, str(server.port), server.path, str(arguments.connections), str(wanted), str(arguments.seconds)])
            rounds[server.name].append({**result, "cpu": cpu / result["answered"] * 1e6})
    print(f"At {wanted} requests/s ({SHARE:.0%} of what the slowest of these can do), from when each request was due:")
    print(f"{'server':34}{'p50 us':>10}{'p99 us':>30}{'p99.9 us':>12}{'us CPU per request':>26}   p99 by Kestrel's")
    first = rounds[servers[0].name]
    for server in servers:
        mine = rounds[server.name]
        each = lambda key, of=mine: [r[key] for r in of]
        print(f"{server.name:34}{statistics.median(each('p50_us')):10.0f}{spread(each('p99_us'), 0):>30}{statistics.median(each('p999_us')):12.0f}{spread(each('cpu')):>26}"
              f"   {ratio(each('p99_us'), each('p99_us', first)):.2f}", flush=True)
