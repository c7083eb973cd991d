"""Checkpoints: sealed blocks that are kept outside the database, one JSON object a line.

A service logs one a day, so its log is such a file; other lines are passed over.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from kernel.seals import Block


def kept(file: Path, unit: str, service: str) -> list[Block]:
    """Return the checkpoints of one store. Raises `OSError`, and `ValueError` for a broken one."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as lines:
        return told(lines, unit, service)


def told(lines: Iterable[str], unit: str, service: str) -> list[Block]:
    """Return the checkpoints of one store among these lines. Raises `ValueError`."""
    objects = [_object(line) for line in lines if '"checkpoint"' in line]
    return [
        msgspec.convert(each["checkpoint"], Block)
        for each in objects
        if (each.get("unit"), each.get("service")) == (unit, service)
    ]


def keep(file: Path, unit: str, service: str, block: Block) -> None:
    """Add a checkpoint, unless it is the one that was kept last."""
    if block in kept(file, unit, service)[-1:]:
        return
    line = {"unit": unit, "service": service, "checkpoint": msgspec.to_builtins(block)}
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{json.dumps(line)}\n")


def _object(line: str) -> dict[str, Any]:
    # A log of compose begins each line with the container's name.
    _, brace, rest = line.partition("{")
    said: dict[str, Any] = json.loads(brace + rest)
    return said
