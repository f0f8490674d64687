"""A gateway: the CPU and the latency of a forwarded request, and the memory of 1,024 connections. The upstream is nginx, on the client's core."""

import statistics

from . import contestants
from .harness import CLIENT_CORES, LOAD, Server, ratio, spread, warm_up

MANY = 1024


def run(arguments, work):
    upstream = contestants.nginx(work, options=" reuseport", cores=CLIENT_CORES)
    if upstream is None:
        raise SystemExit("The upstream is nginx: apt-get install nginx-light")
    environment = {**contestants.TIERING, "RONDO_LOAD_UPSTREAM": f"http://127.0.0.1:{upstream.port}"}
    servers = [upstream]
    try:
        stock = Server("YARP on Kestrel", ["dotnet", LOAD, "kestrel-gateway", "{port}"], environment=environment)
        servers.append(stock)
        for driver in arguments.drivers.split(","):
            servers.append(contestants.rondo(driver, "/", "gateway", "YARP on Rondo", environment=environment))
        if proxy := contestants.nginx_proxy(work, upstream.port):
            servers.append(proxy)
        measured = servers[1:]
        warm_up(measured, arguments)
        for _ in range(arguments.rounds):
            for server in measured:
                server.load(arguments.seconds, arguments.connections)
        print(f"{arguments.connections} connections, {arguments.rounds} alternating rounds of {arguments.seconds} s, medians (lowest - highest)")
        print(f"{'gateway':26}{'us CPU per request':>26}{'p99 ms':>9}{'requests/s':>12}{'CPU by Kestrel':>16}{f'MB, {MANY} connections':>24}")
        for server in measured:
            cost, p99, rate, by = spread(server.cpu), statistics.median(server.p99), statistics.median(server.rate), ratio(server.cpu, stock.cpu)
            server.load(arguments.seconds, MANY, keep=False)
            print(f"{server.name:26}{cost:>26}{p99:9.2f}{rate:12.0f}{by:16.2f}{server.resident() / (1 << 20):24.1f}", flush=True)
    finally:
        for server in servers:
            server.stop()
