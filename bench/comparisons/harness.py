"""Servers under load: started, pinned, measured from outside, and stopped."""

import json
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import time
import urllib.request

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEERS = os.path.join(BENCH, "peers")
LOAD = os.path.join(BENCH, "Rondo.Load", "bin", "Release", "net10.0", "Rondo.Load.dll")
TICK = os.sysconf("SC_CLK_TCK")
SERVER_CORES, CLIENT_CORES = "0", "1"


def build(work):
    """What is measured, and the clients and peers in C."""
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", os.path.join(BENCH, "Rondo.Load")],
                   check=True, stdout=subprocess.DEVNULL)
    if not shutil.which("gcc"):
        print("No C compiler: the C peer, the open loop and the WebSocket clients are left out. apt-get install gcc libc6-dev")
        return
    for name in ("uring_hello", "rate", "flood", "sockets"):
        subprocess.run(["gcc", "-O2", "-o", os.path.join(work, name), os.path.join(PEERS, name + ".c")], check=True)


def raise_descriptors():
    """As many as the machine lets this user have; the servers inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with open("/proc/sys/fs/nr_open") as f:
        most = int(f.read())
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        return most
    except (ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return hard


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A server process. `{port}` in its command and in the texts of `files` is where it has to listen."""

    def __init__(self, name, command, path="/", environment=None, script=None, peer=None, files=None, cores=SERVER_CORES, ready=30, errors=subprocess.DEVNULL):
        self.name, self.path, self.script, self.peer = name, path, script, peer
        self.managed = command[0] == "dotnet"
        self.port = free_port()
        for file, text in (files or {}).items():
            with open(file, "w") as f:
                f.write(text.replace("{port}", str(self.port)))
        command = [part.replace("{port}", str(self.port)) for part in command]
        self.process = subprocess.Popen(["taskset", "-c", cores, *command], env={**os.environ, **(environment or {})},
                                        stdout=subprocess.DEVNULL, stderr=errors)
        deadline = time.monotonic() + ready
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.process.kill()
                    raise SystemExit(f"{name} did not start: {' '.join(command)}")
                time.sleep(0.02)
        self.cpu, self.p99, self.rate = [], [], []

    def pids(self):
        """The process and its children: nginx works in those."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        return [self.process.pid, *map(int, children)]

    def cpu_seconds(self):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def thread_seconds(self):
        """CPU by thread, to the nanosecond: at a low rate a round is a few of the ticks that cpu_seconds counts in. A thread that has ended is not counted."""
        found = {}
        for pid in self.pids():
            for thread in os.listdir(f"/proc/{pid}/task"):
                try:
                    with open(f"/proc/{pid}/task/{thread}/schedstat") as f:
                        found[thread] = int(f.read().split()[0]) / 1e9
                except FileNotFoundError:
                    pass
        return found

    def resident(self):
        """Bytes."""
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status") as f:
                total += next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmRSS"))
        return total

    def peak(self):
        """Bytes: the most that was resident since the start."""
        with open(f"/proc/{self.process.pid}/status") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmHWM"))

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return answer.read().decode()

    def load(self, seconds, connections, keep=True, threads=1, cores=CLIENT_CORES, header=None):
        """As fast as the connections go: each sends when the last answer is there."""
        before = self.cpu_seconds()
        result = subprocess.run(["taskset", "-c", cores, "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}", "--latency",
                                 *(["-s", self.script] if self.script else []), *(["-H", header] if header else []), f"http://127.0.0.1:{self.port}{self.path}"], capture_output=True, text=True)
        out = result.stdout
        if result.returncode != 0:
            raise SystemExit(f"wrk failed against {self.name} (exit status of the server: {self.process.poll()}): {result.stderr or out}")
        cpu = self.cpu_seconds() - before
        requests = int(re.search(r"(\d+) requests in", out).group(1))
        broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+)", out)
        if requests == 0 or "Non-2xx" in out or header is None and broken and any(map(int, broken.groups())):
            raise SystemExit(f"{self.name} answered with errors, or not at all:\n{out}")
        p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
        if keep:
            self.cpu.append(cpu / requests * 1e6)
            self.p99.append(float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit])
            self.rate.append(requests / seconds)

    def client(self, command, prepared=None, cores=CLIENT_CORES):
        """Runs a client that says "ready", waits for a line and ends with one line of JSON, or one that does only the last. Returns that, and the CPU used since."""
        before = self.cpu_seconds()
        with subprocess.Popen(["taskset", "-c", cores, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as client:
            first = client.stdout.readline()
            if first == "ready\n":
                if prepared:
                    prepared()
                before = self.cpu_seconds()
                client.stdin.write("\n")
                client.stdin.flush()
                first = client.stdout.readline()
            cpu = self.cpu_seconds() - before
            client.wait()
            if client.returncode != 0:
                raise SystemExit(f"{' '.join(command)} failed against {self.name}: {client.stderr.read()}")
        return json.loads(first), cpu

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            for pid in self.pids():
                os.kill(pid, signal.SIGKILL)
            self.process.wait()


def warm_up(servers, arguments):
    """Tiered compilation costs a cold server two to three times as much per request for its first ten seconds."""
    for server in servers:
        server.load(arguments.warmup if server.managed else 1, arguments.connections, keep=False)


def ratio(mine, theirs):
    """Round by round: what slowed the machine down in a round slowed down both."""
    return statistics.median(a / b for a, b in zip(mine, theirs))


def spread(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} - {max(values):.{digits}f})"
