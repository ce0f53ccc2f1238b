"""Runs commands one after the other and says what each cost, as the operating system accounts for it.

In: on stdin a JSON list of {"argv", "env", "times", "code", "sync"}. Out: a JSON list of {"cpu", "wall", "peak"}: seconds of
user and system time, seconds that passed, both the median of the runs, and the largest resident size in bytes. A
command counts with the children it waited for. One that ends otherwise than with "code" ends the measuring.

The children are spawned, not forked: a fork would charge copying this interpreter's page tables to the smallest
programs. The resident size starts at that of this interpreter, some 10 MiB: what is smaller cannot be told.
"""

import json
import os
import shutil
import statistics
import sys
import time

QUIET = [
    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
]


def once(program, step):
    start = time.perf_counter()
    child = os.posix_spawn(program, step["argv"], os.environ | step["env"], file_actions=QUIET)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code != step["code"]:
        sys.exit(f"{' '.join(step['argv'])}: ended with {code}, not with {step['code']}")
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024


def cost(step):
    program = shutil.which(step["argv"][0])
    if program is None:
        sys.exit(f"{step['argv'][0]}: is not installed")
    if step["sync"]:
        # What earlier steps left to be written must not be paid for by this one.
        os.sync()
    cpu, wall, peak = zip(*(once(program, step) for _ in range(step["times"])))
    return {"cpu": statistics.median(cpu), "wall": statistics.median(wall), "peak": max(peak)}


json.dump([cost(step) for step in json.load(sys.stdin)], sys.stdout)
