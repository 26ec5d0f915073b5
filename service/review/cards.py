"""The card of a finding: words from ``cards/order_review.yaml``, reasons from the record, its statements' basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from service.card_text import LONGEST_SUMMARY, dated, dvt_words, escaped, listed, overdue_days
from service.case import Case
from service.decision import FREE_TEXT
from service.features.feature import Feature
from service.review.findings import Finding
from service.review.replacements import Replacements
from service.wording import without_capital

MOST_BASIS = 2
MOST_SEEN = 3
_CONTRAINDICATIONS = ("active_bleeding", "ac_absolute_contraindication")
_LABEL = "LABEL-"


def review_card(
    case: Case, finding: Finding, *, uuid: str, source: Mapping[str, Any], extension: str, replacements: Replacements
) -> dict[str, Any]:
    """One order-review card; ``extension`` is the name under which its machine form stands."""
    words = Words(case, finding)
    card: dict[str, Any] = {
        "uuid": uuid,
        "summary": words.summary(),
        "detail": words.detail(),
        "indicator": finding.spec.indicator,
        "source": dict(source),
    }
    suggestions = replacements.of(finding)
    if suggestions:
        card["suggestions"] = suggestions
        card["selectionBehavior"] = "at-most-one"
    card["overrideReasons"] = case.knowledge.wording.override_forms()
    card["extension"] = {extension: _machine_form(case, finding, words)}
    return card


def _machine_form(case: Case, finding: Finding, words: Words) -> dict[str, Any]:
    form = {
        "finding": finding.spec.id,
        "rule": finding.order.kind,
        "indicator": finding.spec.indicator,
        "also": [each.id for each in finding.also],
        "draft": finding.order.reference if finding.order.standing == "draft" else "",
        "order": finding.order.reference if finding.order.standing == "active" else "",
        "beside": finding.companion.resource.reference if finding.companion else "",
        "statements": list(words.statements),
        "knowledge": {"version": case.knowledge.version, "hash": case.knowledge.content_hash},
    }
    return {name: value for name, value in form.items() if value not in ([], "")}


def statements_of(case: Case, finding: Finding) -> tuple[str, ...]:
    """The statements a finding rests on, those of its reasons included; of drug labels only that of its drug."""
    interaction = finding.facts.interaction
    drug = interaction.drug.regimen if interaction else finding.order.regimen
    named = [each for spec in (finding.spec, *finding.also) for each in spec.statements]
    named += [each for said in finding.reasons for each in said.statements]
    cited = tuple(dict.fromkeys(each for each in named if not drug or _speaks_of(case, each, drug)))
    return cited or tuple(finding.spec.statements)


def _speaks_of(case: Case, statement: str, drug: str) -> bool:
    sources = case.knowledge.statements[statement].sources
    labels = [each for each in sources if each.startswith(_LABEL)]
    return not labels or len(labels) < len(sources) or f"{_LABEL}{drug}" in labels


class Words:
    """The words of one finding, with names, doses and numbers filled in."""

    def __init__(self, case: Case, finding: Finding):
        self._case, self._finding = case, finding
        self._spec, self._order = finding.spec, finding.order
        self.statements = statements_of(case, finding)

    def summary(self) -> str:
        """One sentence of at most 139 characters, without Markdown; first that it rests on a text, where it does."""
        text = self._filled(self._spec.summary)
        if self._case.decision.rests_on == FREE_TEXT and not self._spec.stands_without_the_dvt:
            text = self._case.knowledge.wording.words.free_text.summary + without_capital(text)
            # Half a dose would be worse than none; the detail tells it in full.
            text = text if len(text) <= LONGEST_SUMMARY else text.rpartition(": ")[0] or text
        if len(text) <= LONGEST_SUMMARY:
            return text
        return f"{text[: LONGEST_SUMMARY - 1].rsplit(' ', 1)[0]}…"

    def detail(self) -> str:
        """*Why*, *Next* and *Basis* as Markdown."""
        lead = self._filled(self._spec.lead)
        why = [lead, *(each for each in dict.fromkeys(self._reasons()) if each not in lead)]
        sections = [
            "\n".join([f"**Why** {why[0]}", *(["", *(f"- {each}" for each in why[1:])] if why[1:] else [])]),
            self._next(),
            self._basis(),
            f"_{self._case.knowledge.wording.words.unsigned}_" if not self._case.knowledge.signed_off else "",
        ]
        return "\n\n".join(each for each in sections if each)

    def _reasons(self) -> Iterator[str]:
        yield from (each.text for each in self._finding.reasons)
        for name in self._inputs():
            feature = self._case.features[name]
            if feature.is_known and feature.evidence:
                yield self._seen(feature) if name in _CONTRAINDICATIONS else dated(self._case, feature)
        for spec in self._finding.also:
            yield f"Also: {self._filled(spec.summary)}"

    def _seen(self, feature: Feature) -> str:
        """What a contraindication rests on, by name: ``Platelets (20 10*9/L), 2026-03-15``."""
        told = []
        for each in feature.evidence[:MOST_SEEN]:
            value = f" ({escaped(each.value)})" if each.value else ""
            told.append(f"{escaped(each.what)}{value}{f', {each.when[:10]}' if each.when else ''}")
        return "; ".join(told)

    def _inputs(self) -> list[str]:
        """The facts of the record that the finding or its bars test."""
        model = self._case.knowledge.model
        tested = {name for spec in (self._spec, *self._finding.also) for when in spec.any_when for name in when}
        if self._order.regimen:
            kinds = self._finding.facts.bars
            for bar in self._case.knowledge.regimens.drugs[self._order.regimen].barred_when:
                if bar.id.partition(".")[2] in kinds and self._finding.reasons:
                    tested |= set(bar.when)
            if "label_dose" in tested:
                tested |= self._finding.facts.label_inputs
        facts = {fact for name in tested if name in model.inputs for fact in model.source_facts(name)}
        return [name for name in model.facts if name in facts and name not in _NOT_TOLD]

    def _next(self) -> str:
        lines = [self._filled(each) for each in self._spec.next]
        if self._case.decision.rests_on == FREE_TEXT:
            lines.insert(0, self._case.knowledge.modifiers[self._case.knowledge.free_text.confirm].says)
        lines = [each for each in lines if each and each != "."]
        return "\n".join(["**Next**", "", *(f"- {each}" for each in lines)]) if lines else ""

    def _basis(self) -> str:
        statements = [self._case.knowledge.statements[each] for each in self.statements]
        lines = [each.basis for each in statements if each.basis][:MOST_BASIS]
        lines += [each.disagreement for each in statements if each.disagreement][:1]
        return f"**Basis** {' '.join(dict.fromkeys(each.strip() for each in lines))}" if lines else ""

    def _filled(self, template: str) -> str:
        text = template.format_map(_Numbers(self._case, self._names)).strip()
        return text[:1].upper() + text[1:]

    @property
    def _names(self) -> Mapping[str, str]:
        finding = self._finding
        companion, interaction, label = finding.companion, finding.facts.interaction, finding.facts.label
        other = companion.name if companion else interaction.drug.name.lower() if interaction else ""
        return {
            "dvt": dvt_words(self._case),
            "drug": self._order.name,
            "dose": escaped(self._order.dose_words),
            "advised": label.line if label and label.line else "the dose of the label",
            "other": other,
            "reason": " ".join(each.text for each in finding.reasons),
            "because": self._contraindication(),
            "overdue_days": overdue_days(self._case),
        }

    def _contraindication(self) -> str:
        case, words = self._case, self._case.knowledge.wording.words.values
        present = [words[name]["present"] for name in _CONTRAINDICATIONS if case.features[name].value == "present"]
        text = listed(present)
        return text[:1].upper() + text[1:]


_NOT_TOLD = frozenset({"acute_leg_dvt_confirmed", "surveillance", "on_therapeutic_ac"})
"""Inputs that the card of the decision, or the sentence itself, already tells."""


class _Numbers(dict[str, str]):
    """The placeholders of a sentence: names first, else the numbers of ``thresholds.yaml``."""

    def __init__(self, case: Case, names: Mapping[str, str]):
        super().__init__(names)
        self._thresholds = case.knowledge.thresholds

    def __missing__(self, name: str) -> str:
        number = self._thresholds[name].value
        return number.rstrip("0").rstrip(".") if "." in number else number
