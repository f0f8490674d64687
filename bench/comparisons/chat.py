"""A room over WebSockets: in two processes over a broker, in one, and to thousands, beside SignalR and plain sockets."""

import os
import shutil
import socket
import statistics
import subprocess
import time

from . import contestants, websocket
from .harness import CLIENT_CORES, LOAD, Server, free_port, raise_descriptors, ratio, spread

LEAST = 32
TEXT = "x" * LEAST
MESSAGES = 50
PLAIN = ["", '{"text":"%s"}' % TEXT]
SIGNALR = ['{"protocol":"json","version":1}\x1e', '{"type":1,"target":"Say","arguments":[{"text":"%s"}]}\x1e' % TEXT]


def run(arguments, work):
    client = os.path.join(work, "sockets")
    if not os.path.exists(client):
        raise SystemExit("This needs a C compiler: apt-get install gcc libc6-dev")
    raise_descriptors()
    sockets = arguments.sockets or 1000
    two_processes(arguments, client, sockets, work)
    one_process(arguments, client, sockets)
    plain_sockets(arguments, client)


def two_processes(arguments, client, sockets, work):
    nats = Broker("nats-server", "/usr/sbin/nats-server", lambda port: ["-a", "127.0.0.1", "-p", str(port)])
    redis = Broker("redis-server", "redis-server", lambda port: ["--port", str(port), "--save", "", "--dir", work])
    rooms = []
    try:
        rooms.append(Room("SignalR, Redis", SIGNALR, [signalr({"RONDO_LOAD_REDIS": f"127.0.0.1:{redis.port}"}) for _ in range(2)]))
        for driver in arguments.drivers.split(","):
            servers = [rondo(driver, {"RONDO_LOAD_NATS": f"nats://127.0.0.1:{nats.port}"}) for _ in range(2)]
            rooms.append(Room(f"Rondo, NATS, {driver}", PLAIN, servers))
        compare(arguments, client, sockets, rooms, "from a client of one process to those of another; CPU of both processes, not of the broker")
    finally:
        stop(rooms)
        nats.stop()
        redis.stop()


def one_process(arguments, client, sockets):
    rooms = []
    try:
        rooms.append(Room("SignalR", SIGNALR, [signalr({})]))
        rooms.extend(Room(f"Rondo, topic, {driver}", PLAIN, [rondo(driver, {})]) for driver in arguments.drivers.split(","))
        compare(arguments, client, sockets, rooms, "in one process")
    finally:
        stop(rooms)


def plain_sockets(arguments, client):
    servers = [contestants.kestrel("/ws", name="Kestrel, ASP.NET's WebSocket")]
    try:
        servers.extend(contestants.rondo(d, "/ws", "api", "Rondo.Api, raw session") for d in arguments.drivers.split(","))
        websocket.broadcast(servers, client, arguments)
    finally:
        for server in servers:
            server.stop()


def compare(arguments, client, sockets, rooms, where):
    for room in rooms:
        room.chat(client, sockets, 200)
    rounds = [[] for _ in rooms]
    for _ in range(max(3, arguments.rounds // 3)):
        for room, mine in zip(rooms, rounds):
            mine.append(room.chat(client, sockets, MESSAGES))
    print(f"\nChat {where}: {sockets} sockets, {MESSAGES} messages a round, each sent when all have the one before")
    print(f"{'room':34}{'us CPU per delivery':>26}{'p99 ms':>10}{'slowest':>10}   CPU, p99 by SignalR's")
    for room, mine in zip(rooms, rounds):
        of = lambda key, those: [each[key] for each in those]
        ratios = ", ".join(f"{ratio(of(key, mine), of(key, rounds[0])):.2f}" for key in ("cpu", "p99_us"))
        print(f"{room.name:34}{spread(of('cpu', mine)):>26}{statistics.median(of('p99_us', mine)) / 1000:10.1f}"
              f"{max(of('max_us', mine)) / 1000:10.1f}   {ratios}", flush=True)


def rondo(driver, environment):
    return contestants.rondo(driver, "/chat", "chat", environment=environment)


def signalr(environment):
    return Server("SignalR", ["dotnet", LOAD, "kestrel-chat", "{port}"], "/chat", environment={**contestants.TIERING, **environment})


def stop(rooms):
    for room in rooms:
        for server in room.servers:
            server.stop()


class Room:
    """One process that hears, and one that speaks; or one that does both."""

    def __init__(self, name, texts, servers):
        self.name, self.texts, self.servers = name, texts, servers

    def chat(self, client, sockets, messages):
        """Returns the latencies of the deliveries, and the CPU of a delivery in microseconds."""
        hearers, speaker = self.servers[0], self.servers[-1]
        others = [server for server in self.servers if server is not hearers]
        before = []
        command = [client, "chat", str(hearers.port), "/chat", str(sockets), str(messages), str(LEAST), str(speaker.port), *self.texts]
        result, cpu = hearers.client(command, prepared=lambda: before.extend(other.cpu_seconds() for other in others))
        cpu += sum(other.cpu_seconds() for other in others) - sum(before)
        return {**result, "cpu": cpu / result["messages"] * 1e6}


class Broker:
    """A broker on the client's core: its work counts for no server."""

    def __init__(self, name, program, options):
        if not shutil.which(program):
            raise SystemExit(f"{name} is missing: apt-get install {name}")
        self.port = free_port()
        self.process = subprocess.Popen(["taskset", "-c", CLIENT_CORES, program, *options(self.port)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise SystemExit(f"{name} did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()
