"""The quiet rules learn from the store what this patient's chart has shown, and nothing of any other's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from service.store import EMPTY, FeedbackEntry, Issued, Store, Who

Issue = Callable[..., Issued]
Respond = Callable[..., FeedbackEntry]


def test_a_patient_nobody_asked_about_has_no_history(store: Store, who: Who, now: datetime) -> None:
    assert store.read_history(who, now) == EMPTY


def test_the_same_decision_on_the_same_facts_is_found_again(store: Store, issue: Issue, now: datetime) -> None:
    card = issue()
    store.record_issued([card])
    history = store.read_history(card.who, now)
    (shown,) = history.shown_before("SURVEILLANCE", "R9", "digest of the facts")
    assert (shown.card, shown.hook, shown.hook_instance) == (card.card, card.hook, card.hook_instance)
    assert (shown.shown_at, shown.same_encounter) == (now, True)
    assert shown.modifiers == ("HIGH_BLEED_OVERRIDES",)


def test_other_facts_another_rule_or_another_outcome_are_not_the_same(
    store: Store, issue: Issue, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    history = store.read_history(card.who, now)
    assert history.shown_before("SURVEILLANCE", "R9", "other facts") == ()
    assert history.shown_before("SURVEILLANCE", "R2", "digest of the facts") == ()
    assert history.shown_before("ANTICOAGULATE", "R9", "digest of the facts") == ()


def test_a_finding_is_found_like_an_outcome(store: Store, issue: Issue, now: datetime) -> None:
    card = issue(outcome=None, finding="DUPLICATE_ANTICOAGULANT", rule="O7")
    store.record_issued([card])
    assert (
        len(store.read_history(card.who, now).shown_before("DUPLICATE_ANTICOAGULANT", "O7", "digest of the facts")) == 1
    )


def test_another_patient_with_the_same_facts_has_another_history(store: Store, issue: Issue, now: datetime) -> None:
    store.record_issued([issue()])
    other = store.identify(fhir_server="https://fhir.example.org/r4", patient_id="synthetic-2", encounter_id="visit-1")
    assert store.read_history(other, now) == EMPTY


def test_the_same_facts_of_two_patients_are_sealed_differently(store: Store, issue: Issue) -> None:
    other = store.identify(fhir_server="https://fhir.example.org/r4", patient_id="synthetic-2")
    mine, theirs = issue(), issue(who=other)
    store.record_issued([mine, theirs])
    rows = [store.read_issued(card.card) for card in (mine, theirs)]
    assert rows[0]["facts"] != rows[1]["facts"]  # type: ignore[index]


def test_a_card_of_another_encounter_is_shown_as_such(store: Store, issue: Issue, now: datetime) -> None:
    card = issue()
    store.record_issued([card])
    later = store.identify(fhir_server="https://fhir.example.org/r4", patient_id="synthetic-1", encounter_id="visit-2")
    (shown,) = store.read_history(later, now).shown
    assert not shown.same_encounter


def test_two_calls_without_an_encounter_do_not_share_one(store: Store, issue: Issue, now: datetime) -> None:
    nowhere = store.identify(fhir_server="https://fhir.example.org/r4", patient_id="synthetic-1")
    store.record_issued([issue(who=nowhere)])
    (shown,) = store.read_history(nowhere, now).shown
    assert not shown.same_encounter


def test_an_overridden_card_silences_the_same_decision_on_the_same_facts(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    store.record_feedback([respond(card.card, reason_code="limited-time")], now)
    history = store.read_history(card.who, now)
    (overridden,) = history.overridden_before("SURVEILLANCE", "R9", "digest of the facts")
    assert overridden.reason == ("", "limited-time")
    assert overridden.same_encounter
    assert history.overridden_before("SURVEILLANCE", "R9", "other facts") == ()


def test_a_card_accepted_after_all_is_no_longer_overridden(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    store.record_feedback([respond(card.card)], now)
    later = respond(card.card, outcome="accepted", outcome_timestamp=now + timedelta(minutes=1))
    store.record_feedback([later], now)
    assert store.read_history(card.who, now).overridden == ()


def test_an_override_counts_by_when_it_was_made_not_when_it_arrived(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    store.record_feedback([respond(card.card, outcome_timestamp=now + timedelta(minutes=1))], now)
    store.record_feedback([respond(card.card, outcome="accepted")], now + timedelta(minutes=2))
    assert len(store.read_history(card.who, now).overridden) == 1


def test_an_override_from_the_future_counts_from_its_arrival(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue()
    store.record_issued([card])
    store.record_feedback([respond(card.card, outcome_timestamp=now + timedelta(days=3650))], now)
    (overridden,) = store.read_history(card.who, now).overridden
    assert overridden.overridden_at == now
    later = respond(card.card, outcome="accepted", outcome_timestamp=now + timedelta(minutes=1))
    store.record_feedback([later], now + timedelta(minutes=1))
    assert store.read_history(card.who, now).overridden == ()


def test_the_newest_word_on_a_decision_counts_whichever_card_it_came_for(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    first, second = issue(), issue()
    store.record_issued([first, second])
    store.record_feedback([respond(first.card)], now)
    accepted = respond(second.card, outcome="accepted", outcome_timestamp=now + timedelta(minutes=1))
    store.record_feedback([accepted], now + timedelta(minutes=1))
    assert store.read_history(first.who, now).overridden == ()
    again = respond(second.card, outcome_timestamp=now + timedelta(minutes=2))
    store.record_feedback([again], now + timedelta(minutes=2))
    assert [each.card for each in store.read_history(first.who, now).overridden] == [second.card]


def test_an_acceptance_on_other_facts_takes_no_override_back(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    first, second = issue(), issue(facts_digest="other facts")
    store.record_issued([first, second])
    store.record_feedback([respond(first.card)], now)
    accepted = respond(second.card, outcome="accepted", outcome_timestamp=now + timedelta(minutes=1))
    store.record_feedback([accepted], now + timedelta(minutes=1))
    assert [each.card for each in store.read_history(first.who, now).overridden] == [first.card]


def test_an_accepted_card_is_not_overridden(store: Store, issue: Issue, respond: Respond, now: datetime) -> None:
    card = issue()
    store.record_issued([card])
    store.record_feedback([respond(card.card, outcome="accepted")], now)
    assert store.read_history(card.who, now).overridden == ()


def test_an_override_outlives_the_pruning_of_its_card(
    store: Store, issue: Issue, respond: Respond, now: datetime
) -> None:
    card = issue(issued_at=now - timedelta(days=2))
    store.record_issued([card])
    store.record_feedback([respond(card.card)], now)
    store.prune(now - timedelta(days=1), now=now)
    assert len(store.read_history(card.who, now).overridden_before("SURVEILLANCE", "R9", "digest of the facts")) == 1


def test_a_card_older_than_the_look_back_is_forgotten(store: Store, issue: Issue, now: datetime) -> None:
    edge, older = issue(issued_at=now - timedelta(days=180)), issue(issued_at=now - timedelta(days=180, microseconds=1))
    store.record_issued([edge, older])
    assert [shown.card for shown in store.read_history(edge.who, now).shown] == [edge.card]


def test_the_newest_two_hundred_cards_are_read_newest_first(store: Store, issue: Issue, now: datetime) -> None:
    cards = [issue(issued_at=now - timedelta(minutes=minutes)) for minutes in range(205)]
    store.record_issued(cards)
    assert [shown.card for shown in store.read_history(cards[0].who, now).shown] == [card.card for card in cards[:200]]


def test_the_history_of_a_card_issued_again_is_its_latest_form(store: Store, issue: Issue, now: datetime) -> None:
    card = issue()
    store.record_issued([card])
    store.record_issued([replace(card, rule="R2")])
    assert [shown.rule for shown in store.read_history(card.who, now).shown] == ["R2"]
