"""Statements on PostgreSQL: CPU per request, then latency at 70% of what the slowest can do. The database runs on the client's core."""

import os
import shutil
import statistics
import subprocess

from . import contestants, server
from .databases import Postgres
from .harness import BENCH, LOAD, Server, warm_up

MEASURES = [("/one/17", "one row by its key"), ("/twenty", "twenty rows"), ("/update", "an update in a transaction"), ("/ten", "ten statements at once")]
TABLE = """CREATE TABLE dishes (id bigint PRIMARY KEY, name text NOT NULL, price double precision NOT NULL) WITH (fillfactor = 50);
INSERT INTO dishes SELECT i, 'dish ' || i, i * 0.5 FROM generate_series(1, 10000) AS i; ANALYZE dishes;
CREATE TABLE notes AS SELECT id::int, name AS text, 3 AS stars FROM dishes; ALTER TABLE notes ADD PRIMARY KEY (id); ANALYZE notes"""


def run(arguments, work):
    database = Postgres(work)
    try:
        name = database.create()
        database.query(TABLE, name)
        url = f"postgres://test@127.0.0.1:{database.port}/{name}"
        for path, title in MEASURES:
            compare(f"GET {path}: {title}", list(start(path, url, arguments)), arguments, work)
        compare("GET /dapper/17: one row through Dapper", list(start_dapper(url, arguments)), arguments, work)
        compare("One row, compiled ahead of time", list(start_native(url, arguments, work)), arguments, work)
        pipeline(url, arguments)
    finally:
        database.stop()


def start(path, url, arguments):
    there = {"RONDO_LOAD_DATABASE": url}
    yield Server("Kestrel, Npgsql", ["dotnet", LOAD, "kestrel-postgres", "{port}"], path, environment={**contestants.TIERING, **there})
    for driver in arguments.drivers.split(","):
        yield contestants.rondo(driver, path, "postgres", "Rondo.Postgres", environment=there)
    yield contestants.rondo(arguments.drivers.split(",")[0], path, "postgres", "Rondo, Npgsql", environment={"RONDO_LOAD_DATABASE": url + "?driver=npgsql"})
    yield contestants.uvicorn(path, "fastapi_postgres:app", needed="asyncpg", environment=there)


def start_dapper(url, arguments):
    there = {"RONDO_LOAD_DATABASE": url}
    yield Server("Kestrel, Npgsql, Dapper", ["dotnet", LOAD, "kestrel-postgres", "{port}"], "/dapper/17", environment={**contestants.TIERING, **there})
    for driver in arguments.drivers.split(","):
        yield contestants.rondo(driver, "/dapper/17", "postgres", "Rondo.Postgres, Dapper", environment=there)


def start_native(url, arguments, work):
    """samples/Native, which reads a row of the same size, beside the same statement in the JIT's build and on Kestrel."""
    if not shutil.which("clang"):
        contestants.missing("Rondo, native", "apt-get install clang zlib1g-dev")
        return
    there = {"RONDO_LOAD_DATABASE": url}
    yield Server("Kestrel, Npgsql", ["dotnet", LOAD, "kestrel-postgres", "{port}"], "/one/17", environment={**contestants.TIERING, **there})
    for name, options in (("native", []), ("JIT", ["-p:Jit=true", "--self-contained", "false"])):
        out = os.path.join(work, name)
        subprocess.run(["dotnet", "publish", os.path.join(os.path.dirname(BENCH), "samples", "Native"), "-c", "Release", "-o", out, "-v", "q", "--nologo", *options],
                       check=True, stdout=subprocess.DEVNULL)
        yield Server(f"Rondo.Postgres, {name}", [os.path.join(out, "Native"), "--urls", "http://127.0.0.1:{port}"], "/notes/17", environment={"DATABASE_URL": url})


def compare(title, servers, arguments, work):
    servers = [each for each in servers if each]
    try:
        server.compare(title, servers, arguments, work)
    finally:
        for each in servers:
            each.stop()


def pipeline(url, arguments):
    """One request at a time on one connection: ten statements at once beside ten one after the other."""
    there = {"RONDO_LOAD_DATABASE": url + "?pool_size=1"}
    driver = arguments.drivers.split(",")[0]
    servers = [contestants.rondo(driver, path, "postgres", path, environment=there) for path in ("/ten", "/ten-in-turn")]
    try:
        warm_up(servers, arguments)
        for _ in range(arguments.rounds):
            for each in servers:
                each.load(arguments.seconds, 1)
    finally:
        for each in servers:
            each.stop()
    at_once, in_turn = (statistics.median(each.rate) for each in servers)
    print(f"\nTen statements on one connection, {driver}: {1e6 / at_once:.0f} us at once, {1e6 / in_turn:.0f} us one after the other ({at_once / in_turn:.1f} times)")
