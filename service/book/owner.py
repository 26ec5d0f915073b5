"""What needs a clinical owner, and whether this content has been signed off."""

from __future__ import annotations

import re

from service.book.markdown import bullets, heading, joined, link, links, plain, table
from service.book.material import Material
from service.book.statements import citations, in_order
from service.book.words import number_words, seen_of
from service.knowledge import Knowledge

_SECTION = re.compile(r"^## Needs a clinical owner\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
_STATEMENT_ID = re.compile(r"`([A-Z]+-\d+)`")


def owner_chapter(material: Material) -> str:
    """Questions without a source, numbers without an owner, statements whose source was not read again, sign-off."""
    knowledge = material.knowledge
    ordered = {name: knowledge.statements[name] for name in in_order(knowledge)}
    conventions = [name for name, each in ordered.items() if not each.sources]
    unread = [name for name, each in ordered.items() if seen_of(knowledge, each) == "knowledge_only"]
    numbers = [name for name, each in knowledge.thresholds.items() if each.owner]
    return joined(
        [
            heading(2, "Needs a clinical owner", "chapter", "owner"),
            heading(3, "Sign-off", "chapter", "sign-off"),
            sign_off(knowledge),
            heading(3, "Open questions", "chapter", "open-questions"),
            _open_questions(knowledge),
            heading(3, f"Conventions: rules that no source settles ({len(conventions)})", "chapter", "conventions"),
            _conventions(material, conventions),
            heading(3, f"Numbers without an owner ({len(numbers)})", "chapter", "owner-numbers"),
            table(
                ["Threshold", "Number", "What it means", "Statements"],
                (_number(knowledge, name) for name in numbers),
            ),
            _roundings(knowledge),
            heading(3, f"Not re-read: verify ({len(unread)})", "chapter", "not-re-read"),
            "The source of these statements was not read when they were written. Check them first.",
            table(
                ["Statement", "What it says", "Use", "Source"],
                (_unread(knowledge, name) for name in unread),
            ),
        ]
    )


def sign_off(knowledge: Knowledge) -> str:
    """Whether a clinical owner has signed this very content."""
    folder = knowledge.folder / "review"
    others = sorted(path.stem for path in folder.glob("*.yaml") if path.stem != knowledge.content_hash)
    earlier = [f"A sign-off for other content lies in `review/`: `{each}`; it does not count here." for each in others]
    return bullets(
        [
            *_signed(knowledge),
            (
                f"Content version {plain(knowledge.version)}, hash `{knowledge.content_hash}`. The hash covers "
                "every file of `cards/` but this book and the sign-offs; any change voids a sign-off."
            ),
            *earlier,
        ]
    )


def _signed(knowledge: Knowledge) -> list[str]:
    signed = knowledge.sign_off
    unsigned = ["**Not signed off by a clinical owner.**"]
    if signed is None:
        return unsigned
    who = f"on {signed.date} by {plain(signed.reviewer)} ({plain(signed.role)})"
    if signed.is_whole:
        return [f"**Signed off** {who}."]
    return [*unsigned, f"Reviewed in part {who}: {', '.join(f'`{each}`' for each in signed.parts)}."]


def _open_questions(knowledge: Knowledge) -> str:
    """The section of ``cards/README.md``, with its statement ids linked."""
    readme = knowledge.folder / "README.md"
    found = _SECTION.search(readme.read_text(encoding="utf-8")) if readme.is_file() else None
    if found is None:
        return "The list in `README.md` is missing."
    return _STATEMENT_ID.sub(
        lambda each: link("statement", each[1]) if each[1] in knowledge.statements else each[0], found[1].strip()
    )


def _conventions(material: Material, names: list[str]) -> str:
    knowledge, used_by = material.knowledge, citations(material)
    return table(
        ["Convention", "What it says", "Why so", "Used by"],
        (
            [
                link("statement", name),
                plain(knowledge.statements[name].says),
                plain(knowledge.statements[name].why) or "–",
                ", ".join(used_by.get(name, ())) or "–",
            ]
            for name in names
        ),
    )


def _number(knowledge: Knowledge, name: str) -> list[str]:
    each = knowledge.thresholds[name]
    source = [each.source] if isinstance(each.source, str) else each.source
    return [
        link("threshold", name),
        plain(number_words(each.value, each.unit)),
        plain(each.meaning),
        links("statement", source),
    ]


def _roundings(knowledge: Knowledge) -> str:
    roundings = knowledge.regimens.dosing.roundings
    names = [name for name, each in roundings.items() if each.basis == "convention"]
    said = ", ".join(link("rounding", name, name.replace("_", " ")) for name in names)
    return f"Roundings of doses that no label gives: {said}." if names else ""


def _unread(knowledge: Knowledge, name: str) -> list[str]:
    each = knowledge.statements[name]
    named = ", ".join(link("source", s, knowledge.sources[s].short) for s in each.sources)
    return [link("statement", name), plain(each.says), each.use.replace("_", " "), named]
