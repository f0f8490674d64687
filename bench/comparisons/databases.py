"""Databases for the servers under load: PostgreSQL in a folder of its own, and Redis, on the client's core."""

import glob
import os
import shutil
import socket
import subprocess
import time

from .harness import CLIENT_CORES, free_port


class Postgres:
    """A cluster in a temporary folder, without fsync. Debian: apt-get install postgresql."""

    def __init__(self, work, cores=CLIENT_CORES):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
        self.bin, self.port = programs[-1], free_port()
        self.folder = os.path.join(work, "postgres")
        os.mkdir(self.folder)
        os.chmod(work, 0o755)
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        data = os.path.join(self.folder, "data")
        subprocess.run([*self.user, f"{self.bin}/initdb", "-D", data, "-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.process = subprocess.Popen(
            ["taskset", "-c", cores, *self.user, f"{self.bin}/postgres", "-D", data, "-p", str(self.port), "-k", self.folder, "-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while subprocess.run([f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode != 0:
            time.sleep(0.05)
        self.databases = 0

    def create(self):
        """Creates an empty database and returns its name."""
        self.databases += 1
        name = f"d{self.databases}"
        self.query(f"CREATE DATABASE {name}", "postgres")
        return name

    def query(self, sql, database):
        return subprocess.run([f"{self.bin}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "test", "-d", database, "-Atc", sql],
                              check=True, capture_output=True, text=True).stdout.strip()

    def stop(self):
        self.process.send_signal(2)
        self.process.wait()


class Redis:
    """Debian: apt-get install redis-server."""

    def __init__(self, work, cores=CLIENT_CORES):
        self.port = free_port()
        self.process = subprocess.Popen(["taskset", "-c", cores, "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", work],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait()
