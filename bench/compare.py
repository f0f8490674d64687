#!/usr/bin/env python3
"""Starts servers one beside the other and compares CPU per request and latency.

The servers are pinned to one core and the client (wrk) to another; rounds alternate between the servers, so that what the
machine does meanwhile hits them alike; medians are printed, and the median of the rounds' ratios to a peer. Needs wrk; nginx and a C
compiler for those peers (Debian: apt-get install wrk nginx-light gcc).

    python3 bench/compare.py kestrel        # UseRondo() against stock Kestrel, GET /json
    python3 bench/compare.py framework      # typed handlers against bare minimal-API delegates and ASP.NET's validation, same server
    python3 bench/compare.py hello          # a bare TcpStream hello against C on io_uring and nginx
"""

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LOAD = os.path.join(HERE, "Rondo.Load", "bin", "Release", "net10.0", "Rondo.Load.dll")
TICK = os.sysconf("SC_CLK_TCK")


def build(work):
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", os.path.join(HERE, "Rondo.Load")],
                   check=True, stdout=subprocess.DEVNULL)
    if shutil.which("gcc"):
        subprocess.run(["gcc", "-O2", "-o", os.path.join(work, "uring_hello"), os.path.join(HERE, "peers", "uring_hello.c")], check=False)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, name, command, path, environment=None, script=None, peer=None):
        self.name, self.path, self.script, self.peer = name, path, script, peer
        self.port = free_port()
        command = [part.replace("{port}", str(self.port)) for part in command]
        self.process = subprocess.Popen(["taskset", "-c", "0", *command], env={**os.environ, **(environment or {})},
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit(f"{name} did not start: {' '.join(command)}")
                time.sleep(0.1)
        self.cpu, self.p99, self.rate = [], [], []

    def pids(self):
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        return [self.process.pid, *map(int, children)]

    def cpu_seconds(self):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def load(self, seconds, connections, keep=True):
        before = self.cpu_seconds()
        result = subprocess.run(["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency",
                                 *(["-s", self.script] if self.script else []), f"http://127.0.0.1:{self.port}{self.path}"], capture_output=True, text=True)
        out = result.stdout
        if result.returncode != 0:
            raise SystemExit(f"wrk failed against {self.name} (exit status of the server: {self.process.poll()}): {result.stderr or out}")
        cpu = self.cpu_seconds() - before
        requests = int(re.search(r"(\d+) requests in", out).group(1))
        p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
        if "Non-2xx" in out:
            raise SystemExit(f"{self.name} answered with errors:\n{out}")
        if keep:
            self.cpu.append(cpu / requests * 1e6)
            self.p99.append(float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit])
            self.rate.append(requests / seconds)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def nginx(work):
    if not shutil.which("nginx"):
        return None
    port = free_port()
    conf = os.path.join(work, "nginx.conf")
    with open(conf, "w") as f:
        f.write(f"""daemon off; master_process off; worker_processes 1; pid {work}/nginx.pid; error_log /dev/null;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 100000000;
  server {{ listen 127.0.0.1:{port}; location / {{ default_type text/plain; return 200 "Hello, World!"; }} }} }}""")
    server = Server.__new__(Server)
    server.name, server.path, server.port, server.script, server.peer = "nginx, return 200", "/", port, None, None
    server.process = subprocess.Popen(["taskset", "-c", "0", "nginx", "-c", conf], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    server.cpu, server.p99, server.rate = [], [], []
    return server


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["kestrel", "hello", "framework"])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--warmup", type=int, default=15)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--drivers", default="uring,epoll")
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as work:
        build(work)
        drivers = arguments.drivers.split(",")
        if arguments.what == "kestrel":
            servers = [Server("Kestrel as shipped", ["dotnet", LOAD, "kestrel-json", "{port}"], "/json")]
            servers += [Server(f"Kestrel over Rondo, {d}", ["dotnet", LOAD, "rondo-json", "{port}", d], "/json") for d in drivers]
        elif arguments.what == "framework":
            servers = []
            items = os.path.join(HERE, "peers", "items.lua")
            for what, path, script in [("GET /json", "/json", None), ("GET validated", "/echo/5?q=abc", None), ("POST validated", "/items", items)]:
                minimal = Server(f"{what}, minimal API", ["dotnet", LOAD, "minimal", "{port}", drivers[0]], path, script=script)
                servers += [minimal, Server(f"{what}, Rondo.Api", ["dotnet", LOAD, "api", "{port}", drivers[0]], path, script=script, peer=minimal)]
        else:
            servers = [s for s in [nginx(work)] if s]
            if shutil.which("gcc"):
                servers.append(Server("C on io_uring", [os.path.join(work, "uring_hello"), "{port}"], "/"))
            servers += [Server(f"TcpStream hello, {d}", ["dotnet", LOAD, "tcp-hello", "{port}", d], "/") for d in drivers]
        try:
            for server in servers:
                server.load(arguments.warmup if "dotnet" in server.process.args else 2, arguments.connections, keep=False)
            for _ in range(arguments.rounds):
                for server in servers:
                    server.load(arguments.seconds, arguments.connections)
        finally:
            for server in servers:
                server.stop()
        print(f"{arguments.connections} keep-alive connections, {arguments.rounds} alternating rounds of {arguments.seconds} s, medians (lowest - highest)")
        print(f"{'server':34}{'us CPU per request':>26}{'p99 ms':>10}{'requests/s':>12}   ratio of CPU")
        for server in servers:
            # Round by round: what slowed the machine down in a round slowed down both.
            ratios = ", ".join(f"{statistics.median(mine / theirs for mine, theirs in zip(server.cpu, peer.cpu)):.2f}x {peer.name}"
                               for peer in servers if peer is server.peer or arguments.what != "framework" and peer is not server and ("Rondo" not in peer.name and "TcpStream" not in peer.name))
            print(f"{server.name:34}{statistics.median(server.cpu):10.2f} ({min(server.cpu):.2f} - {max(server.cpu):.2f})"
                  f"{statistics.median(server.p99):10.2f}{statistics.median(server.rate):12.0f}   {ratios}")


if __name__ == "__main__":
    sys.exit(main())
