"""Files: what a megabyte costs, sent by Results.File, by the static files' middleware and by SendFileAsync. The files are in the page cache."""

import os
import statistics

from . import contestants
from .harness import ratio, spread, warm_up

SIZES = [("4 KB", 4 << 10, 64), ("64 KB", 64 << 10, 64), ("1 MB", 1 << 20, 16), ("32 MB", 32 << 20, 4)]
WAYS = [("Results.File", "/file/"), ("static files", "/static/"), ("SendFileAsync", "/send/")]


def run(arguments, work):
    folder = os.path.join(work, "files")
    os.mkdir(folder)
    for name, size, _ in SIZES:
        with open(os.path.join(folder, name.replace(" ", "")), "wb") as file:
            file.write(os.urandom(size))
    environment = {"RONDO_LOAD_FILES": folder}
    servers = []
    try:
        servers.append(contestants.kestrel("/", environment=environment))
        servers.extend(contestants.rondo(driver, "/", name="UseRondo()", environment=environment) for driver in arguments.drivers.split(","))
        print(f"{arguments.rounds} alternating rounds of {arguments.seconds} s, medians (lowest - highest)")
        print(f"{'way':16}{'file':>8}{'connections':>13}  {'server':22}{'ms CPU per MB':>26}{'MB/s':>8}{'p99 ms':>9}   CPU by Kestrel's")
        for way, path in WAYS:
            for name, size, connections in SIZES:
                measure(way, path + name.replace(" ", ""), name, size, connections, servers, arguments)
    finally:
        for server in servers:
            server.stop()


def measure(way, path, name, size, connections, servers, arguments):
    arguments.connections = connections
    for server in servers:
        server.path, server.cpu, server.p99, server.rate = path, [], [], []
    warm_up(servers, arguments)
    for _ in range(arguments.rounds):
        for server in servers:
            server.load(arguments.seconds, connections)
    megabytes = size / (1 << 20)
    for server in servers:
        cost = [each / 1000 / megabytes for each in server.cpu]
        print(f"{way:16}{name:>8}{connections:13}  {server.name:22}{spread(cost, 3):>26}{statistics.median(server.rate) * megabytes:8.0f}"
              f"{statistics.median(server.p99):9.2f}   {'' if server is servers[0] else f'{ratio(server.cpu, servers[0].cpu):.2f}'}", flush=True)
