"""Worker processes: what a call costs, how soon a pool is back after a crash, and how late the loop is while they compute."""

import pathlib
import subprocess

MICRO = pathlib.Path(__file__).resolve().parent.parent / "Rondo.Micro"


def run(arguments, work):
    return subprocess.run(["dotnet", "run", "-c", "Release", "--project", str(MICRO), "--", "processes"]).returncode
