"""Jobs that do nothing: to enqueue one, to run one, and an idle worker; beside Hangfire on the same database, and Celery on Redis.

Each program runs on one core, its database on the other. A job is enqueued with a commit of its own, by 32 callers at a time; a worker runs 20 at a
time. Hangfire looks for jobs every 15 ms. Celery has one worker process, whose parent is counted too.
"""

import os
import shutil
import statistics
import subprocess
import sys

from .databases import Postgres, Redis
from .harness import BENCH, PEERS, SERVER_CORES, ratio

PROGRAM = os.path.join(BENCH, "Rondo.JobLoad", "bin", "Release", "net10.0", "Rondo.JobLoad.dll")
IDLE = 10
# The interpreter that Debian's packages are for need not be this one.
PYTHON = next((each for each in (sys.executable, "/usr/bin/python3")
               if subprocess.run([each, "-c", "import celery, redis"], stderr=subprocess.DEVNULL).returncode == 0), None)


class Contestant:
    def __init__(self, name, command, peer=None, transactions=None):
        self.name, self.command, self.peer, self.transactions = name, command, peer, transactions
        self.figures = {"enqueue": [], "work": [], "idle": []}
        self.rates = {"enqueue": [], "work": []}
        self.statements = []

    def run(self, count):
        command, database = self.command(count)
        process = subprocess.Popen(["taskset", "-c", SERVER_CORES, *command], stdout=subprocess.PIPE, text=True)
        before = None
        for line in process.stdout:
            what, phase, *numbers = line.split()
            phase, _, skipped = phase.partition("-")
            if phase == "idle" and self.transactions and what == "begin":
                before = self.transactions(database)
            if what != "end":
                continue
            if phase == "idle" and before is not None:
                self.statements.append((self.transactions(database) - before) / IDLE)
            seconds, cpu = map(float, numbers)
            jobs = 1 if phase == "idle" else count - int(skipped or 0)
            self.figures[phase].append(cpu / (IDLE if phase == "idle" else jobs))
            if phase != "idle":
                self.rates[phase].append(jobs / seconds)
        if process.wait() != 0:
            raise SystemExit(f"{self.name} ended with {process.returncode}")


def run(arguments, work):
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", os.path.dirname(PROGRAM.split("bin")[0])], check=True, stdout=subprocess.DEVNULL)
    postgres = Postgres(work)
    redis = Redis(work) if shutil.which("redis-server") and PYTHON else None
    try:
        contestants = list(line_up(work, postgres, redis))
        for _ in range(arguments.rounds):
            for each in contestants:
                each.run(arguments.jobs)
        report(contestants, arguments)
    finally:
        postgres.stop()
        if redis:
            redis.stop()


def line_up(work, postgres, redis):
    files = iter(range(1_000_000))

    def program(kind, database):
        return lambda count: (["dotnet", PROGRAM, kind, text := database(), str(count), str(IDLE)], text.rsplit("/", 1)[-1].rsplit("=", 1)[-1])

    def file():
        return os.path.join(work, f"{next(files)}.db")

    def transactions(database):
        # The view lags by a second; the query itself is a transaction of this database.
        return int(postgres.query("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()", database))

    yield (stock := Contestant("Hangfire, SQLite", program("hangfire", file)))
    yield Contestant("Rondo.Jobs, SQLite", program("rondo", lambda: "sqlite://" + file()), stock)
    yield (stock := Contestant("Hangfire, PostgreSQL", program("hangfire", lambda: f"Host=127.0.0.1;Port={postgres.port};Username=test;Database={postgres.create()}"), transactions=transactions))
    yield Contestant("Rondo.Jobs, PostgreSQL", program("rondo", lambda: f"postgres://test@127.0.0.1:{postgres.port}/{postgres.create()}"), stock, transactions)
    if redis:
        yield Contestant("Celery, Redis", lambda count: ([PYTHON, os.path.join(PEERS, "celery_jobs.py"), str(redis.port), str(count), str(IDLE)], ""))
    else:
        print("Celery is left out: apt-get install redis-server python3-celery python3-redis")


def report(contestants, arguments):
    print(f"{arguments.jobs} jobs, {arguments.rounds} alternating rounds, medians; CPU of the program alone, without the database server")
    print(f"{'':24}{'enqueue/s':>11}{'us CPU':>9}{'run/s':>9}{'us CPU':>9}{'idle: ms CPU/s':>16}{'transactions/s':>16}   CPU of both, ratio")
    for each in contestants:
        both = [a + b for a, b in zip(each.figures["enqueue"], each.figures["work"])]
        against = f"{ratio(both, [a + b for a, b in zip(each.peer.figures['enqueue'], each.peer.figures['work'])]):.2f}x {each.peer.name}" if each.peer else ""
        median = statistics.median
        print(f"{each.name:24}{median(each.rates['enqueue']):11.0f}{median(each.figures['enqueue']) * 1e6:9.1f}{median(each.rates['work']):9.0f}{median(each.figures['work']) * 1e6:9.1f}"
              f"{median(each.figures['idle']) * 1e3:16.2f}{f'{median(each.statements):.2f}' if each.statements else '':>16}   {against}")
