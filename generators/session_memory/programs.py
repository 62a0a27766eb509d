"""Names by which a system, or whoever clicks on them, takes files for programs: the one list of them. Pure."""

from __future__ import annotations

import unicodedata

from session_memory.globs import any_of

NAMES = (
    "*.sh", "*.bash", "*.zsh", "*.fish", "*.ps1", "*.psm1", "*.bat", "*.cmd", "*.py", "*.pyc", "*.pth", "*.rb",
    "*.pl", "*.php", "*.lua", "*.js", "*.mjs", "*.cjs", "*.jsx", "*.ts", "*.tsx", "*.mts", "*.cts", "*.rs",
    "*.go", "*.java", "*.jar", "*.exe", "*.com", "*.dll", "*.so", "*.dylib", "*.wasm", "*.desktop", "*.lnk",
    "*.vbs", "*.scpt", "*.app/**", "bin/**",
)  # fmt: skip
"""They hold at every depth, in any case."""


def is_named_so(path: str) -> bool:
    """Whether the file at this path is a program by its name."""
    plain = unicodedata.normalize("NFKC", path).casefold()
    return any_of(NAMES, below=True).fullmatch(plain) is not None
