"""The first page: how to get from a question to an answer, and what *unknown* means."""

from __future__ import annotations

from service.book.markdown import bullets, heading, joined, link, numbered, table
from service.book.material import Material
from service.book.words import READ_UNKNOWN, input_link, threshold_words


def how_to_read(material: Material) -> str:
    """One page: the way from a question to an answer, what unknown means, and where authority is found."""
    knowledge = material.knowledge
    first = knowledge.model.first
    walk = [
        (
            "**Put the question into inputs.** Each fact of the patient is one input with a few values. "
            f"{link('chapter', 'inputs', 'Inputs')} says what each means, which numbers and windows decide it, and how "
            f"an unknown is read. “A bleed last week” is {input_link(knowledge, 'active_bleeding')}: its window "
            f"says when a bleed stops being active ({threshold_words(knowledge, 'active_bleeding_days')})."
        ),
        (
            f"**Start with the table {link('decision', first, first)}.** Every table has exactly one row that fits a "
            "patient whose inputs are known. In a row, **–** means that the input does not matter there."
        ),
        (
            "**Follow the row.** It gives an outcome, or names the next table. A cell that names a derived input "
            f"(such as {input_link(knowledge, 'treat_trigger')}) is looked up under the inputs: any one of its "
            "members, or all of them."
        ),
        "**Read the outcome with its urgency**: info, warning or critical.",
        (
            f"**Add the {link('chapter', 'modifiers', 'modifiers')}**: sentences that join the card when their "
            "condition holds. Where a drug is given, "
            f"{link('chapter', 'regimens', 'regimens')} says which one, what bars it, how much and for how long."
        ),
        (
            "**On whose authority?** Each row names statements. A statement (G-, M-, R-) has a source with the "
            "source’s own strength words, and says how far that source was read; a **C-** statement is a convention "
            "of this product that no source settles, and needs a clinical owner."
        ),
    ]
    said = {
        "possible": "Every value it may still have is tried. If all lead to one outcome, that is the answer; if not, "
        "the card asks for what would settle it and says what each answer would mean.",
        "as_value": "The rows have a value *unknown* of their own: the table itself says what an unknown does. Used "
        "where waiting would harm (limb threat, lysis in a limb threat, a confirmed proximal DVT).",
        "as_absent": "Read as absent, named on the card, and kept under *Would change if*.",
    }
    unknown = [
        [READ_UNKNOWN[reading], said[reading], ", ".join(_inputs_read_as(material, reading))] for reading in said
    ]
    return joined(
        [
            heading(2, "How to read this book", "chapter", "how-to-read"),
            numbered(walk),
            heading(3, "What “unknown” means"),
            (
                "Not found, not asked, not reachable, refused as invalid, and *no* are five different things. What an "
                "answered query does not find is read as absent only for history (**closed world**: cancer, surgery, "
                "drugs …), and the card says “not documented”. Measurements and examinations that nobody recorded are "
                "unknown (**open world**)."
            ),
            table(["An unknown input is …", "What happens", "Inputs"], unknown),
            heading(3, "Outcomes"),
            bullets(
                f"`{name}` – {knowledge.wording.words.outcomes[name]}" for name in knowledge.wording.words.outcomes
            ),
        ]
    )


def _inputs_read_as(material: Material, reading: str) -> list[str]:
    knowledge = material.knowledge
    tested = {name for each in knowledge.model.tables.values() for name in each.inputs}
    facts = {fact for name in tested for fact in knowledge.model.source_facts(name)}
    return [
        input_link(knowledge, name)
        for name, spec in knowledge.facts.items()
        if spec.unknown == reading and name in facts
    ]
