"""Our own hook with a site that was made up in place of a catalog on the disk: for sizes that no repos are made for."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.site_workload import big_model
from session_memory.cli.site import Site
from session_memory.website.render import render

PROJECT = Path(__file__).parent.parent.parent
PATTERNS, REPOS = map(int, os.environ["BIG"].split("x"))


def _ours() -> Any:
    found = importlib.util.spec_from_file_location("site_hook", PROJECT / "site_templates/hook.py")
    assert found and found.loader
    hook = sys.modules[found.name] = importlib.util.module_from_spec(found)
    found.loader.exec_module(hook)
    return hook


def _made_up(root: Path, address: str = "") -> Site:
    templates = {path.name: path.read_text("utf-8") for path in (PROJECT / "site_templates/pages").iterdir()}
    return Site(render(replace(big_model(PATTERNS, REPOS), address=address), templates), ())


_hook = _ours()
_hook.make_site = _made_up
globals().update({name: getattr(_hook, name) for name in dir(_hook) if name.startswith("on_")})
