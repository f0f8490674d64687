"""Celery on Redis, with the phases of Rondo.JobLoad. Arguments: the port of Redis, the number of jobs, the seconds to idle."""

import os
import subprocess
import sys
import threading
import time

from celery import Celery

PORT = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1].isdigit() else os.environ["REDIS_PORT"]
app = Celery("celery_jobs", broker=f"redis://127.0.0.1:{PORT}/0")
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=20, broker_connection_retry_on_startup=True, worker_hijack_root_logger=False)
count_key = "ran"


def counter():
    import redis
    return redis.Redis(port=int(PORT))


@app.task
def work(number):
    counter.connection.incr(count_key)


counter.connection = counter()


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def measure(name, run, pids=lambda: [os.getpid()]):
    began, cpu = time.monotonic(), cpu_seconds(pids())
    print(f"begin {name}", flush=True)
    run()
    print(f"end {name} {time.monotonic() - began:.4f} {cpu_seconds(pids()) - cpu:.4f}", flush=True)


def enqueue(count):
    for number in range(count):
        work.delay(number)


def wait(count):
    while int(counter.connection.get(count_key) or 0) < count:
        time.sleep(0.01)


def main(count, idle):
    worker = lambda: subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "celery_jobs", "worker", "--concurrency", "1", "--loglevel", "CRITICAL", "--without-gossip", "--without-mingle", "--without-heartbeat"],
        cwd=os.path.dirname(os.path.abspath(__file__)), env={**os.environ, "REDIS_PORT": PORT}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def family(process):
        return [process.pid, *map(int, subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split())]

    counter.connection.flushall()
    measure("enqueue", lambda: enqueue(count))
    process = worker()
    try:
        wait(min(100, count))  # it has started
        done = int(counter.connection.get(count_key))
        measure(f"work-{done}", lambda: wait(count), lambda: family(process))
        time.sleep(12)
        measure("idle", lambda: time.sleep(idle), lambda: family(process))
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
