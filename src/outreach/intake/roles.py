"""Congressional job titles as offices write them, and the standard role each amounts to."""

from __future__ import annotations

from outreach.domain.names import name_key

_ABBREVIATED = {
    "cos": "chief-of-staff",
    "dcos": "deputy-chief-of-staff",
    "ld": "legislative-director",
    "dld": "legislative-director",
    "la": "legislative-assistant",
    "sla": "legislative-assistant",
    "mla": "legislative-assistant",
    "lc": "legislative-correspondent",
    "cd": "communications-director",
    "ps": "press-secretary",
    "psm": "professional-staff",
    "dd": "district-director",
}
_CONTAINED = (
    # The first that a title contains decides: a deputy chief is not the chief.
    ("deputy chief of staff", "deputy-chief-of-staff"),
    ("chief of staff", "chief-of-staff"),
    ("legislative director", "legislative-director"),
    ("legislative assistant", "legislative-assistant"),
    ("legislative aide", "legislative-assistant"),
    ("legislative correspondent", "legislative-correspondent"),
    ("communications director", "communications-director"),
    ("director of communications", "communications-director"),
    ("press secretary", "press-secretary"),
    ("scheduler", "scheduler"),
    ("director of scheduling", "scheduler"),
    ("district director", "district-director"),
    ("staff director", "staff-director"),
    ("professional staff", "professional-staff"),
    ("counsel", "counsel"),
    ("advisor", "advisor"),
    ("adviser", "advisor"),
    ("caseworker", "caseworker"),
)


def standard_role(title: str) -> str:
    """One of ``domain.audience.STAFF_ROLES`` for a job title; blank stays blank.

    >>> standard_role("LD"), standard_role("Senior Policy Advisor"), standard_role("Office Manager")
    ('legislative-director', 'advisor', 'other')
    """
    words = name_key(title)
    if not words:
        return ""
    if words in _ABBREVIATED:
        return _ABBREVIATED[words]
    return next((role for phrase, role in _CONTAINED if phrase in words), "other")
