"""Films made on the spot: a moving test pattern with a tone."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def film(
    path: Path, *, width: int = 320, height: int = 180, seconds: float = 1.0, options: tuple[str, ...] = ()
) -> Path:
    """Make a film of the kind that the suffix of the path tells."""
    pattern = f"testsrc2=size={width}x{height}:rate=25:duration={seconds}"
    inputs = ["-f", "lavfi", "-i", pattern, "-f", "lavfi", "-i", f"sine=duration={seconds}"]
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-v", "error", "-y", *inputs, "-shortest", *options, str(path)], check=True)
    return path


def told_of(path: Path) -> str:
    """What ffmpeg says of a file."""
    program = imageio_ffmpeg.get_ffmpeg_exe()
    done = subprocess.run([program, "-i", str(path)], capture_output=True, check=False)
    return done.stderr.decode(errors="replace")
