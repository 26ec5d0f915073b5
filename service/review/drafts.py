"""What the orders under review are: the drafts of the session, and at discharge the active orders.

A code says what an order is (``orders`` in ``cards/order_review.yaml``); text never does.  A draft whose drug no code
tells is named as not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from service.features.chart import Chart
from service.features.dosage import Dosage, read_dosages
from service.features.dosages_once import dosages_of
from service.features.drug_use import is_taken
from service.features.episode import DVT_RESOURCE_SETS
from service.features.leg_veins import SITE_NAMES
from service.features.treatment_dose import DoseClass, dose_class
from service.fhir.medications import medication_reference, medication_text
from service.fhir.record import PatientRecord, Resource
from service.fhir.status import is_active_order, is_prohibition, reasons
from service.review.content import OrderSpec, ReviewFile

if TYPE_CHECKING:
    from service.knowledge import Knowledge

Standing = Literal["draft", "active", "event"]
DOSES: Mapping[DoseClass, str] = {DoseClass.TREATMENT: "treatment", DoseClass.BELOW: "below_treatment"}
PARENTERAL = frozenset({"lmwh", "unfractionated_heparin", "fondaparinux"})
NO_TREATMENT_CLASS = frozenset({"", "heparin_flush"})
UNREADABLE = "unreadable"
_OTHER_ANTICOAGULANT = "other_anticoagulant"
UNREADABLE_DRUG = "the drug of this order"
_BY_CATHETER = re.compile(r"\b(?:catheter|intra-?thrombus|intraclot)", re.IGNORECASE)
_STROKE, _EMBOLISM = "stroke_ischaemic", "pulmonary_embolism_acute"


@dataclass(frozen=True, slots=True, eq=False)
class ReviewedOrder:
    """One order as the findings see it."""

    kind: str
    """A name of ``orders`` in the content; ``other`` when no value set knows it."""
    name: str
    """As a card prints it."""
    drug_class: str
    regimen: str
    standing: Standing
    resource: Resource | None
    """``None`` for an event: the discharge, the signing."""
    dosages: tuple[Dosage, ...] = ()
    dose: str = ""
    """``treatment``, ``below_treatment``, ``unknown``; empty when it is not an anticoagulant."""
    is_pack: bool = False
    """A starter pack, which holds both phases."""
    not_checked: str = ""
    """Why, of a drafted drug that no code tells: ``named``, ``flush_named`` or ``unreadable``."""
    named_class: str = ""
    """The class of the drug that it names in words only."""

    @property
    def reference(self) -> str:
        return self.resource.reference if self.resource else ""

    @property
    def is_anticoagulant(self) -> bool:
        return self.drug_class not in NO_TREATMENT_CLASS

    @property
    def may_treat(self) -> bool:
        """An anticoagulant, perhaps named in words only, at a treatment dose, or at one that cannot be read."""
        named = self.named_class not in NO_TREATMENT_CLASS
        return (self.is_anticoagulant or named) and self.dose != "below_treatment"

    @property
    def dose_words(self) -> str:
        """``5 mg, 2 times a day; then …``, as far as it can be read."""
        told = "; then ".join(filter(None, map(str, sorted(self.dosages, key=lambda each: each.sequence or 0))))
        return told or "A dose that cannot be read"


def event(kind: Literal["discharge", "sign_off"]) -> ReviewedOrder:
    """The discharge, or the signing of the session's orders."""
    return ReviewedOrder(kind, kind.replace("_", " "), "", "", "event", None)


def drafts_of(chart: Chart, file: ReviewFile) -> tuple[ReviewedOrder, ...]:
    """The drafts of the session, without prohibitions and orders of a FHIR version that is not judged (DSTU2)."""
    return tuple(
        _reviewed(chart, file, each, "draft")
        for each in chart.record.drafts
        if not is_prohibition(each) and each.data.get("resourceType") == each.type
    )


def active_orders_of(chart: Chart, file: ReviewFile) -> tuple[ReviewedOrder, ...]:
    """The active medication orders of kinds that are judged."""
    orders = (each for each in chart.record.of_type("MedicationRequest") if is_taken(chart, each))
    found = (_reviewed(chart, file, each, "active") for each in orders)
    return tuple(each for each in found if each.regimen or each.is_anticoagulant)


def requests_of(chart: Chart, file: ReviewFile) -> tuple[ReviewedOrder, ...]:
    """The requests (ServiceRequest) that stand."""
    orders = (each for each in chart.record.of_type("ServiceRequest") if is_active_order(each))
    return tuple(_reviewed(chart, file, each, "active") for each in orders)


def _reviewed(chart: Chart, file: ReviewFile, resource: Resource, standing: Standing) -> ReviewedOrder:
    kind = kind_of(resource, file, chart.knowledge)
    spec = file.orders.get(kind)
    if spec is None:
        return _told_by_no_code(chart, file, resource, standing) or ReviewedOrder(
            kind, "this order", "", "", standing, resource
        )
    product = _product(resource, spec, chart.knowledge)
    if not spec.drug_class:
        name = product[:1].lower() + product[1:] if product and resource.type == "MedicationRequest" else spec.name
        return ReviewedOrder(kind, name, "", "", standing, resource)
    dosages = dosages_of(chart, resource, product)
    is_pack = product.startswith("{")
    dose = "" if spec.drug_class in NO_TREATMENT_CLASS else dose_ordered(chart, kind, dosages, is_pack=is_pack)
    return ReviewedOrder(kind, spec.name, spec.drug_class, spec.regimen, standing, resource, dosages, dose, is_pack)


def _told_by_no_code(chart: Chart, file: ReviewFile, resource: Resource, standing: Standing) -> ReviewedOrder | None:
    """A drafted drug that no value set knows: one that is named in words, or of which there is neither word nor code
    that could be told.  Words of any other drug are believed, but not for an ingredient that is a mere reference, and a
    draft without a drug is not finished."""
    if standing != "draft" or resource.type != "MedicationRequest" or resource.concepts:
        return None
    words = medication_text(resource)
    drugs = {drug for drug, _ in chart.knowledge.codes.anticoagulant_words.told_in(words)}
    named = file.named_in(words, {_OTHER_ANTICOAGULANT if each == "other" else each for each in drugs})
    if named:
        spec = file.orders[named]
        why, drug_class = ("flush_named" if spec.drug_class == "heparin_flush" else "named"), spec.drug_class
        return ReviewedOrder("other", spec.name, "", "", standing, resource, not_checked=why, named_class=drug_class)
    if not resource.unread_ingredient and (words or not (resource.codes or medication_reference(resource.data))):
        return None
    return ReviewedOrder("other", UNREADABLE_DRUG, "", "", standing, resource, not_checked=UNREADABLE)


def kind_of(resource: Resource, file: ReviewFile, knowledge: Knowledge) -> str:
    """What is ordered, by the first kind whose value sets hold a code of it that says enough; else ``other``."""
    concepts = concepts_of(resource, knowledge)
    if concepts.isdisjoint(file.judged_sets):
        return "other"
    on_leg = not resource.site_concepts.isdisjoint(SITE_NAMES)
    for name, spec in file.orders.items():
        wanted = spec.wanted(on_leg=on_leg)
        if not concepts.isdisjoint(wanted) and not _says_too_little(resource, spec, wanted, knowledge):
            return name
    return "other"


def concepts_of(resource: Resource, knowledge: Knowledge) -> frozenset[str]:
    """The value sets of what is ordered; a DeviceRequest keeps its code elsewhere."""
    device = resource.data.get("codeCodeableConcept")
    return resource.concepts | (knowledge.codes.concepts_of(device) if isinstance(device, dict) else frozenset())


def _says_too_little(resource: Resource, spec: OrderSpec, wanted: frozenset[str], knowledge: Knowledge) -> bool:
    if not spec.says_too_little:
        return False
    vague = {(knowledge.codes.canonical(each.system), each.code) for each in spec.says_too_little}
    telling = [pair for pair in resource.codes if not knowledge.codes.concepts(*pair).isdisjoint(wanted)]
    return bool(telling) and vague.issuperset(telling)


def _product(resource: Resource, spec: OrderSpec, knowledge: Knowledge) -> str:
    wanted, codes = set(spec.sets), knowledge.codes
    found = (codes.display(*pair) for pair in resource.codes if not codes.concepts(*pair).isdisjoint(wanted))
    return next(found, "")


def dose_ordered(chart: Chart, drug: str, dosages: Iterable[Dosage], *, is_pack: bool = False) -> str:
    """The dose of an order against the treatment doses (C-43), whenever it is to begin.

    Of a sequence one step of treatment dose is enough: a bolus before an infusion, a reduced dose at the end.  Warfarin
    is ordered to treat; whether it does is a matter of the INR.  A starter pack holds the treatment doses.
    """
    if drug == "warfarin" or is_pack:
        return "treatment"
    timeless = [replace(each, starts=None, ends=None, runs_out=None) for each in dosages]
    steps = {each.sequence for each in timeless}
    if len(timeless) > 1 and len(steps) == len(timeless):
        classes = {dose_class(chart, drug, (each,)) for each in timeless}
        if DoseClass.TREATMENT in classes:
            return "treatment"
        return "below_treatment" if classes == {DoseClass.BELOW} else "unknown"
    return DOSES.get(dose_class(chart, drug, timeless), "unknown")


# --- thrombolytics --------------------------------------------------------------------------------------------


def lysis_route(order: ReviewedOrder, chart: Chart, session: Iterable[ReviewedOrder]) -> str:
    """How a thrombolytic is to be given: ``systemic`` unless the order or another of the session says catheter.

    A single dose that only clears a line (``line_clearing_thrombolytic_mg``) is no treatment.
    """
    if order.resource is None:
        return ""
    by_catheter = chart.record.with_concept("proc_thrombolysis_catheter", type="ServiceRequest")
    if by_catheter or any(each.kind == "catheter_thrombolysis" for each in session):
        return "catheter"
    instructions = order.resource.data.get("dosageInstruction")
    if _BY_CATHETER.search(_words(instructions)) or _BY_CATHETER.search(_words(order.resource.data.get("note"))):
        return "catheter"
    doses = [each.dose[1] for each in read_dosages(order.resource) if each.dose and each.unit == "mg"]
    limit: Decimal = chart.threshold("line_clearing_thrombolytic_mg")
    return "line_clearing" if doses and max(doses) <= limit else "systemic"


def _words(value: Any) -> str:
    """Every text below a member of an order, joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return " ".join(_words(each) for each in value.values())
    return " ".join(_words(each) for each in value) if isinstance(value, list) else ""


def lysis_reason(order: ReviewedOrder, record: PatientRecord, knowledge: Knowledge) -> str:
    """Why a thrombolytic is ordered, by the codes of its reason; without one the thrombosis is taken to be meant."""
    if order.resource is None:
        return ""
    concepts = [knowledge.codes.concepts(*pair) for pair in reasons(order.resource)]
    concepts += [each.concepts for each in _reasons_referred_to(order.resource, record)]
    found = frozenset[str]().union(*concepts)
    if not concepts or not found.isdisjoint(DVT_RESOURCE_SETS):
        return "thrombosis"
    return "embolism" if _EMBOLISM in found else "other"


def _reasons_referred_to(order: Resource, record: PatientRecord) -> list[Resource]:
    listed = order.data.get("reasonReference")
    named = {each.get("reference") for each in listed if isinstance(each, dict)} if isinstance(listed, list) else set()
    return [each for each in record.of_type("Condition") if each.reference in named]
