"""Which Chromium the tests use, and how it is started."""

import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
INSTALLED = Path("/usr/bin/chromium")
UNPACKED = ROOT / ".cache/chromium/path"
AXE = ROOT / "node_modules/axe-core/axe.min.js"

# Not the npm package's own arguments: they switch security off, and Playwright hangs on them.
ARGUMENTS = ["--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]


def launch_options() -> dict[str, Any]:
    """What `playwright.chromium.launch` needs; raises FileNotFoundError when there is no Chromium."""
    # With C.UTF-8 the browser's language is "en-US@posix", on which Intl throws.
    environment: dict[str, str | float | bool] = {**os.environ, "LC_ALL": "en_US.UTF-8"}
    if INSTALLED.exists():
        return {"executable_path": str(INSTALLED), "env": environment, "args": ARGUMENTS}
    if not UNPACKED.exists():
        raise FileNotFoundError(f"Neither {INSTALLED} nor {UNPACKED} exists: make setup")
    program = ROOT / UNPACKED.read_text().strip()
    environment["FONTCONFIG_FILE"] = str(program.parent / "fonts.conf")
    environment["LD_LIBRARY_PATH"] = str(program.parent / "al2023" / "lib")
    return {"executable_path": str(program), "env": environment, "args": ARGUMENTS}
