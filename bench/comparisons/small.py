"""A container of 128 MB: what a server takes at its start, warm, with thousands of idle connections, and under load on top of them."""

import itertools
import os
import statistics
import subprocess
import time

from . import contestants, idle
from .harness import BENCH, Server, raise_descriptors

LIMIT = 128 << 20
KITCHEN = os.path.join(os.path.dirname(BENCH), "samples", "Kitchen", "bin", "Release", "net10.0", "Kitchen.dll")


def run(arguments, work):
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", os.path.join(os.path.dirname(BENCH), "samples", "Kitchen")],
                   check=True, stdout=subprocess.DEVNULL)
    raise_descriptors()
    count = arguments.sockets or 5_000
    (box := Box.create()) and box.remove()
    limits = {} if box else {"DOTNET_GCHeapHardLimit": hex(LIMIT)}
    print(f"\nEach server in {'a memory cgroup' if box else 'a managed heap (no cgroup may be made here)'} of {LIMIT >> 20} MB, on one core. MB resident: at the start, after a load "
          f"of {arguments.connections} connections, with {count} idle connections after one answer each, and after a load of 256 on top; medians of {arguments.rounds}. No collection is forced.")
    print(f"{'server':24}{'start':>8}{'warm':>8}{'growth':>8}{'loaded':>8}{'peak of the cgroup':>20}   growth against Kestrel")
    rows = list(contests(arguments.drivers.split(","), work, limits))
    figures = {name: [] for name, _ in rows}
    for _ in range(arguments.rounds):
        for name, start in rows:
            figures[name].append(measure(start, arguments, count))
    kestrel = [figure[2] for figure in figures["Kestrel"]]
    for name, _ in rows:
        start, warm, growth, loaded, peak = (statistics.median(column) / 1e6 for column in zip(*figures[name]))
        against = statistics.median(figure[2] / other for figure, other in zip(figures[name], kestrel))
        print(f"{name:24}{start:8.0f}{warm:8.0f}{growth:8.1f}{loaded:8.0f}{peak:20.0f}   {against:.2f}")


def contests(drivers, work, limits):
    yield "Kestrel", lambda: contestants.kestrel("/json", environment=limits)
    for driver in drivers:
        yield f"Rondo.Api, {driver}", lambda driver=driver: contestants.rondo(driver, "/json", "api", environment=limits)
    yield "Kitchen, Kestrel", lambda: kitchen(work, limits, "--server", "kestrel")
    for driver in drivers:
        yield f"Kitchen, {driver}", lambda driver=driver: kitchen(work, limits, "--driver", driver)


def kitchen(work, limits, *options):
    return Server("Kitchen", ["dotnet", KITCHEN, "--urls", "http://127.0.0.1:{port}", "--loops", "1", "--database", f"sqlite:///{work}/kitchen.db", *options], "/json",
                  environment={**limits, **(contestants.TIERING if "kestrel" in options else {})})


def measure(start, arguments, count):
    box = Box.create()  # a new one, whose peak is this server's
    server = box.start(start) if box else start()
    connections = []
    try:
        first = server.resident()
        server.load(arguments.warmup, arguments.connections, keep=False)
        time.sleep(idle.SETTLE)
        warm = server.resident()
        for source, _ in zip(itertools.cycle(idle.SOURCES), range(count)):
            connections.append(idle.connect(server, source, websocket=False))
        time.sleep(idle.SETTLE)
        grown = server.resident()
        server.load(arguments.seconds, 256, keep=False)
        return first, warm, grown - warm, server.resident(), box.peak() if box else server.peak()
    finally:
        for connection in connections:
            connection.close()
        server.stop()
        if box:
            box.remove()


class Box:
    """A memory cgroup, of either version, which needs root and a hierarchy that may be written."""

    def __init__(self, folder, limit, peak):
        self.folder, self.limit, self.high = folder, limit, peak

    @staticmethod
    def create():
        for root, limit, peak in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes"), ("/sys/fs/cgroup", "memory.max", "memory.peak")):
            folder = os.path.join(root, "rondo-small")
            try:
                os.makedirs(folder, exist_ok=True)
                box = Box(folder, limit, peak)
                box.write(limit, LIMIT)
                return box
            except OSError:
                continue
        return None

    def start(self, start):
        """Starts the server from within, so that its loading counts, and the clients outside."""
        own = self.own()  # where this process is now, and goes back to
        self.write("cgroup.procs", os.getpid())
        try:
            return start()
        finally:
            with open(os.path.join(own, "cgroup.procs"), "w") as f:
                f.write(str(os.getpid()))

    def remove(self):
        os.rmdir(self.folder)

    def own(self):
        root = os.path.dirname(self.folder)
        with open("/proc/self/cgroup") as f:
            for line in f:
                _, controllers, path = line.strip().split(":", 2)
                if "memory" in controllers.split(",") or controllers == "" and not root.endswith("/memory"):
                    return root + path
        return root

    def peak(self):
        """Bytes, with the page cache of the files that the server has read."""
        with open(os.path.join(self.folder, self.high)) as f:
            return int(f.read())

    def write(self, name, value):
        with open(os.path.join(self.folder, name), "w") as f:
            f.write(str(value))
