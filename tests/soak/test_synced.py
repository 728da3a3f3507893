"""A commit waits for the disk: the calls that wait are counted from outside, where there is a program that can."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ACTS = 25
WRITES = """
import sys
from sqlalchemy import text
from casting.store.engine import connect
from casting.store.writer import Writer

engine = connect(sys.argv[1])
writer = Writer(engine)
writer.submit(lambda connection: connection.execute(text("CREATE TABLE desk (key INTEGER)")).close()).result()
for key in range(int(sys.argv[2])):
    print(f"before {key}", flush=True)
    writer.submit(lambda c: c.execute(text("INSERT INTO desk VALUES (:key)"), {"key": key}).close()).result()
    print(f"after {key}", flush=True)
writer.close()
"""


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_sqlite_waits_for_the_disk_before_each_answer(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    command = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-s", "40", "-o", str(seen)]
    written = [sys.executable, "-c", WRITES, f"sqlite:///{tmp_path / 'casting.sqlite'}", str(ACTS)]
    subprocess.run([*command, *written], check=True, stdout=subprocess.DEVNULL)

    # Between "before" and "after" of each act there has to be a call that waits for the log.
    waits = [0] * ACTS
    act = None
    for line in seen.read_text().splitlines():
        if told := re.search(r'write\(1.*"(before|after) (\d+)', line):
            act = int(told[2]) if told[1] == "before" else None
        elif act is not None and re.search(r"f(data)?sync\(\d+<.*casting\.sqlite-wal>", line):
            waits[act] += 1
    print(f"sqlite: {sum(waits)} waits for the disk in {ACTS} commits")  # noqa: T201 - the drill's figure
    assert min(waits) >= 1
