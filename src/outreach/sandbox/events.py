"""What becomes of letters, in the form in which SendGrid reports it.

Field names, id formats, sorted keys and line ends are those of captured webhook posts.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from .index import Letter
from .outcomes import Happening

Event = Mapping[str, object]

ACCOUNT = "16648515"
JITTER = 5.0
LATE = 600.0
LATE_SHARE = 0.05
REPEATED_SHARE = 0.05
LONGEST_GAP = 10.0
POST_SIZES = (1, 3, 10, 50, 200)

TEST_EVENTS = (
    *("processed", "deferred", "delivered", "open", "click", "bounce", "dropped"),
    *("spamreport", "unsubscribe", "group_unsubscribe", "group_resubscribe"),
)

_DELIVERY_IDS = {
    "processed": "processed",
    "dropped": "drop",
    "deferred": "deferred-{attempt}",
    "delivered": "delivered-0",
    "bounce": "bounce-0",
}


@dataclass(frozen=True, slots=True)
class Post:
    """Events that go to the webhook together, ``due`` in SendGrid's seconds after acceptance."""

    due: float
    events: tuple[Event, ...]


def event(letter: Letter, happening: Happening, timestamp: int, new_id: Callable[[], str]) -> Event:
    """One event as SendGrid words it. Custom arguments lose against fields of SendGrid's own."""
    name = _name(happening.event, letter.group)
    own: dict[str, object] = {
        "email": letter.to,
        "event": name,
        "timestamp": timestamp,
        "sg_event_id": _event_id(letter, happening, new_id),
        **happening.details,
    }
    if happening.anonymous:
        return own
    if happening.event == "processed":
        own["send_at"] = letter.send_at
    own["sg_message_id"] = letter.sg_message_id
    if happening.event in _DELIVERY_IDS:
        own["smtp-id"] = f"<{letter.message_id}@geopod-ismtpd-1>"
    if letter.categories:
        own["category"] = list(letter.categories)
    if letter.group is not None:
        own["asm_group_id"] = letter.group
    return {**letter.custom_args, **own}


def _name(event: str, group: int | None) -> str:
    return "group_unsubscribe" if event == "unsubscribe" and group is not None else event


def _event_id(letter: Letter, happening: Happening, new_id: Callable[[], str]) -> str:
    """Ids of transport events are readable texts, always the same for the same happening; ids of
    what people do are random."""
    if happening.anonymous or happening.event not in _DELIVERY_IDS:
        return new_id()
    prefix = _DELIVERY_IDS[happening.event].format(**happening.details)
    text = f"{prefix}-{ACCOUNT}-{letter.message_id}-{letter.position}"
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def wire(events: Iterable[Event]) -> bytes:
    """The body of a webhook post, byte for byte as SendGrid lays it out."""
    return ("[" + ",\r\n".join(map(_json, events)) + "]\r\n").encode()


def _json(event: Event) -> str:
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # SendGrid's encoder escapes these three inside texts, and JSON has them nowhere else.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def posts(timed: Iterable[tuple[float, Event]], random: Random) -> Iterator[Post]:
    """Events, each with the second it happens, as the posts that will report them.

    As from SendGrid, the order is shuffled, some events are repeated, some come late, and the
    posts differ in size. Nothing is reported before it happens, and nothing is left out.
    """
    queue = sorted(_reports(timed, random), key=lambda report: report[0])
    start = 0
    while start < len(queue):
        chunk = queue[start : start + random.choice(POST_SIZES)]
        near = [report for report in chunk if report[0] - chunk[0][0] <= LONGEST_GAP]
        events = [event for _, event in near]
        random.shuffle(events)
        yield Post(near[-1][0], tuple(events))
        start += len(near)


def _reports(timed: Iterable[tuple[float, Event]], random: Random) -> Iterator[tuple[float, Event]]:
    for happens, event in timed:
        late = LATE if random.random() < LATE_SHARE else 0.0
        yield happens + late + random.uniform(0, JITTER), event
        if random.random() < REPEATED_SHARE:
            yield happens + random.uniform(JITTER, 10 * JITTER), event


def trial_events(now: float) -> tuple[Event, ...]:
    """What "Test your integration" posts: fixed ids that belong to no mail ever sent."""
    shared = {
        "email": "example@test.example",
        "timestamp": int(now),
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        "category": ["cat facts"],
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    }
    return tuple(
        {**shared, "event": name, "sg_event_id": f"sandbox-test-{name}"} for name in TEST_EVENTS
    )
