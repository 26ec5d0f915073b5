"""The decision book as one HTML page: no script, no request to anywhere, everything escaped.

The page is made from the Markdown, so both say the same.  Raw HTML in the Markdown is shown as text; the only
exception is the empty anchor that the book itself writes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from service.book.regions import name_regions

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

TEMPLATES = Path(__file__).parent / "templates"
_ANCHOR = re.compile(r'<a id="[A-Za-z0-9_.-]+">|</a>')
_CONTENTS = re.compile(r"^## Contents\n.*?(?=^## )", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r'^(#{2,3}) <a id="([^"]+)"></a>(.*)$', re.MULTILINE)
_FILE = re.compile(r"\bcards/(?:[\w-]+/)*(?:[\w-]+\.(?:yaml|md|csv|json))?")
_HASH = re.compile(r"hash `([0-9a-f]{64})`")


@dataclass(frozen=True)
class Entry:
    """One line of the table of contents."""

    level: int
    address: str
    text: Markup


def write_page(markdown: str, *, running: str = "") -> str:
    """The page of a book.

    ``running`` is the content hash of a service that shows it: where the book is of other content, the page says so.
    """
    body = _CONTENTS.sub("", markdown, count=1)
    template = environment().get_template("book.html")
    return template.render(
        title="Decision book",
        style=Markup(style()),  # noqa: S704
        contents=_contents(body),
        body=Markup(body_html(body)),  # noqa: S704
        stale=bool(running) and running not in _HASH.findall(markdown),
    )


def body_html(markdown: str) -> str:
    """Markdown as HTML: CommonMark with tables; raw HTML becomes text, links lead to https and into the page only."""
    parser = _parser()
    tokens = parser.parse(markdown)
    name_regions(tokens)
    return str(parser.renderer.render(tokens, parser.options, {}))


@cache
def environment() -> Environment:
    """The templates of the pages; everything put in is escaped, a missing name is an error."""
    made = Environment(
        loader=FileSystemLoader([TEMPLATES, TEMPLATES.parents[1] / "pages" / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["mark_files"] = mark_files
    return made


def mark_files(text: str) -> Markup:
    """Plain text, escaped, with the files and folders of the content that it names marked as code."""
    return Markup(_FILE.sub(r"<code>\g<0></code>", str(escape(text))))  # noqa: S704


@cache
def style() -> str:
    """The one style sheet, written into each page."""
    return (TEMPLATES / "page.css").read_text(encoding="utf-8")


def content_security_policy() -> str:
    """The header that keeps a page from loading or running anything but its own style."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _contents(markdown: str) -> list[Entry]:
    return [
        Entry(len(level), address, Markup(_parser().renderInline(text)))  # noqa: S704
        for level, address, text in _HEADING.findall(markdown)
    ]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # 40 ms that the start of the service does not wait for

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table"])
    parser.validateLink = _is_safe_link  # type: ignore[method-assign]
    parser.add_render_rule("html_inline", _raw_html)
    parser.add_render_rule("html_block", _raw_html)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _th_open)
    parser.add_render_rule("image", _no_image)
    return parser


def _is_safe_link(url: str) -> bool:
    return url.startswith(("#", "https://"))


def _raw_html(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    content = tokens[index].content
    return content if _ANCHOR.fullmatch(content) else str(escape(content))


def _table_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    about = tokens[index].meta
    return f'<div class="{about["class"]}" role="region" aria-label="{escape(about["name"])}" tabindex="0"><table>\n'


def _table_close(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _th_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return '<th scope="col">'


def _no_image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return str(escape(tokens[index].content))
