"""What the scripts that build a file of data/reference share: write it, or hold it against what is committed."""

from __future__ import annotations

import sys
from pathlib import Path

__all__ = ["write_or_check"]


def write_or_check(target: Path, text: str, what: str) -> int:
    """Write the file and say how many lines of data it has, or with --check compare it; 1 when it differs."""
    if "--check" in sys.argv[1:]:
        same = target.is_file() and target.read_text(encoding="utf-8") == text
        print(f"{target.name}: {'as built' if same else 'differs from what the script makes'}")
        return 0 if same else 1
    target.write_text(text, encoding="utf-8", newline="\n")
    print(f"{target.name}: {text.count(chr(10)) - 5} {what}")
    return 0
