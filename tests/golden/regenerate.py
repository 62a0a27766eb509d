"""The golden files: each sample pattern in each form of each flavor. `make golden` writes them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from distribute.samples import SAMPLES
from session_memory.distribute.deliver import in_form
from session_memory.distribute.flavors import OURS


def golden_files() -> Mapping[str, str]:
    """Path below tests/golden -> text."""
    found = {}
    for distributor in OURS:
        for form in sorted({home.form for home in distributor.contract.homes}):
            for name, pattern in SAMPLES.items():
                artifact = distributor.render(in_form(pattern, distributor.flavor, form), pattern.scope)
                head = f"{artifact.target_path} ({artifact.form}, order {artifact.order})\n{'-' * 40}\n"
                found[f"{distributor.flavor}/{name}.{form}.txt"] = head + artifact.content
    return found


if __name__ == "__main__":
    for path, content in golden_files().items():
        target = Path(__file__).parent / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(content, encoding="utf-8")
