"""Markdown that somebody wrote -> page text in which nothing of theirs is executed. Pure.

Two Markdown parsers never agree on every input, so text is not escaped for one and handed to the other. It is parsed
once, here, without raw HTML and without images (a picture from elsewhere is a request to elsewhere). The headings stay
Markdown, for the engine's table of contents; everything between them becomes finished HTML, one line per block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from session_memory.website.escape import escape, one_line, readable

LinkTo = Callable[[str], str]
"""Address as it stands in a text -> address on the site, empty when it leads nowhere."""

HIGHEST = 2
"""The title of a page stands above every heading of a text."""
DEEPEST = 6


def prose(text: str, link_to: LinkTo, deeper: int = 0) -> Markup:
    """The page text for `text`, its headings `deeper` levels further down."""
    tokens = _MARKDOWN.parse(text)
    env = {"link_to": link_to}
    return Markup("\n\n".join(_block(block, env, deeper) for block in _blocks(tokens)))


def closed(text: str, link_to: LinkTo, deeper: int = 0) -> Markup:
    """The same with nothing left to Markdown, so that it can stand inside an element: no contents list its headings."""
    tokens = _MARKDOWN.parse(text)
    env = {"link_to": link_to}
    return Markup("\n".join(_closed(block, env, deeper) for block in _blocks(tokens)))


def inline(text: str, link_to: LinkTo) -> Markup:
    """The same for a single line, such as a message with `code` in it."""
    return Markup(one_line(_MARKDOWN.renderInline(text, {"link_to": link_to})))


def first_paragraph(text: str) -> str:
    """The words of the first paragraph, on one line and without any markup; empty when there is none."""
    tokens = _MARKDOWN.parse(text)
    spoken = (then.children or () for token, then in pairwise(tokens) if token.type == "paragraph_open")
    return " ".join("".join(_word(piece) for piece in next(spoken, ())).split())


def _word(piece: Token) -> str:
    return " " if piece.type in ("softbreak", "hardbreak") else piece.content


def _blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens of each block that is not inside another."""
    start = 0
    for at, token in enumerate(tokens, start=1):
        if token.level == 0 and token.nesting <= 0:
            yield tokens[start:at]
            start = at


def _block(tokens: Sequence[Token], env: dict[str, Any], deeper: int) -> str:
    if tokens[0].type != "heading_open":
        return one_line(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env))
    level = max(HIGHEST, min(int(tokens[0].tag[1:]) + deeper, DEEPEST))
    title = _MARKDOWN.renderer.render(tokens[1:2], _MARKDOWN.options, env)
    return f"{'#' * level} {one_line(title)}"


def _closed(tokens: Sequence[Token], env: dict[str, Any], deeper: int) -> str:
    block = _block(tokens, env, deeper)
    if tokens[0].type != "heading_open":
        return block
    signs, _, title = block.partition(" ")
    return f"<h{len(signs)}>{title}</h{len(signs)}>"


class _Renderer(RendererHTML):
    """Text and addresses leave escaped for Markdown too, since headings pass through the engine's parser."""

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return escape(readable(tokens[idx].content))

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<code>{escape(readable(tokens[idx].content))}</code>"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        written = str(tokens[idx].attrGet("href") or "")
        address = env["link_to"](written)
        opened = f'<a href="{escape(address)}">' if address else '<a class="nowhere">'
        text = takewhile(lambda piece: piece.type != "link_close", tokens[idx + 1 :])
        # Without a text there is nothing to see or to hear: its address says where it leads.
        return opened if any(piece.content.strip() for piece in text) else opened + escape(readable(written))

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<div class="highlight"><pre><code>{escape(readable(tokens[idx].content))}</code></pre></div>'

    code_block = fence

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        # The library aligns by a style attribute, which no policy for the browser should have to allow.
        side = str(tokens[idx].attrGet("style") or "").removeprefix("text-align:")
        return f'<{tokens[idx].tag} class="{side}">' if side else f"<{tokens[idx].tag}>"

    td_open = th_open


_MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table").disable("image")
