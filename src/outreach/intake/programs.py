"""The programs that lists are exported from, told by their headers, and what columns they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from outreach.domain.contact import Kind, Reason

from .cells import values_in
from .headers import folded

_BARS = re.compile(":::")
_SEMICOLON = re.compile(";")
_COMMA = re.compile(",")


@dataclass(frozen=True, slots=True)
class Program:
    """How one program writes its lists.

    It is recognised by headers that stand together: one of the sets in ``signatures``, folded.
    ``columns`` gives the field of a folded header, blank for what is of no use to us, and
    ``patterns`` the same for headers with numbers; others mean what they mean elsewhere.
    ``departed`` is set where every row is somebody who left, or an address that failed.
    """

    name: str
    signatures: tuple[frozenset[str], ...]
    columns: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    departed: Reason | None = None
    kind: Kind | None = None
    tags: Callable[[str], tuple[str, ...]] = values_in

    def meaning(self, header: str) -> str | None:
        """The field of a folded header, blank for none; None where the program does not say."""
        if header in self.columns:
            return self.columns[header]
        for pattern, meant in self.patterns:
            if pattern.fullmatch(header):
                return meant
        return None


def program_of(header: Sequence[str]) -> Program | None:
    """The program that exports lists with these headers, where it is a known one."""
    names = frozenset(map(folded, header))
    return next(
        (one for one in _PROGRAMS if any(signature <= names for signature in one.signatures)),
        None,
    )


def _google_labels(text: str) -> tuple[str, ...]:
    """Without the groups of Google's own, as ``* myContacts``."""
    return tuple(tag for tag in values_in(text, _BARS) if not tag.startswith("* "))


def _together(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(folded(name) for name in one.split("|")) for one in sets)


def _columns(**fields: str) -> dict[str, str]:
    """Headers by the field they feed; ``unused`` are those of no use to us."""
    return {
        folded(name): "" if one == "unused" else one
        for one, names in fields.items()
        for name in names.split("|")
    }


def _numbered(**fields: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The same where a 9 stands for any number."""
    return tuple(
        (re.compile(folded(name).replace("9", r"\d+")), "" if one == "unused" else one)
        for one, names in fields.items()
        for name in names.split("|")
    )


_GOOGLE = Program(
    name="Google Contacts",
    signatures=_together("E-mail 1 - Value"),
    columns=_columns(
        given_name="First Name|Given Name",
        middle_name="Middle Name|Additional Name",
        family_name="Last Name|Family Name",
        name="Name",
        prefix="Name Prefix",
        suffix="Name Suffix",
        organisation="Organization Name",
        title="Organization Title",
        notes="Notes",
        language="Language",
        tags="Labels|Group Membership",
        unused="Phonetic First Name|Phonetic Middle Name|Phonetic Last Name|Yomi Name"
        "|Given Name Yomi|Additional Name Yomi|Family Name Yomi|Nickname|File As|Initials"
        "|Short Name|Maiden Name|Birthday|Gender|Location|Billing Information|Directory Server"
        "|Mileage|Occupation|Hobby|Sensitivity|Priority|Subject|Photo|Organization Department",
    ),
    patterns=_numbered(
        email="E-mail 9 - Value",
        phone="Phone 9 - Value",
        organisation="Organization 9 - Name",
        title="Organization 9 - Title",
        city="Address 9 - City",
        country="Address 9 - Country",
        unused="E-mail 9 - Type|E-mail 9 - Label|Phone 9 - Type|Phone 9 - Label"
        "|Organization 9 - Type|Organization 9 - Yomi Name|Organization 9 - Department"
        "|Organization 9 - Symbol|Organization 9 - Location|Organization 9 - Job Description"
        "|Address 9 - Type|Address 9 - Label|Address 9 - Formatted|Address 9 - Street"
        "|Address 9 - PO Box|Address 9 - Region|Address 9 - Postal Code"
        "|Address 9 - Extended Address|Website 9 - Type|Website 9 - Label|Website 9 - Value"
        "|Relation 9 - Type|Relation 9 - Label|Relation 9 - Value|Event 9 - Type|Event 9 - Label"
        "|Event 9 - Value|IM 9 - Type|IM 9 - Label|IM 9 - Service|IM 9 - Value",
    ),
    tags=_google_labels,
)
_OUTLOOK = Program(
    name="Outlook",
    signatures=_together(
        "E-mail Address|E-mail Display Name",
        "E-mail Address|E-mail 2 Address|E-mail 3 Address",
        "E-Mail-Adresse|E-Mail 2: Adresse|E-Mail 3: Adresse",
        "Adresse de messagerie|Type de messagerie",
    ),
    columns=_columns(
        email="E-mail Address|E-mail 2 Address|E-mail 3 Address"
        "|E-Mail-Adresse|E-Mail 2: Adresse|E-Mail 3: Adresse|Adresse de messagerie",
        prefix="Title|Anrede|Titre",
        given_name="First Name|Vorname|Prénom",
        middle_name="Middle Name|Weitere Vornamen|Deuxième prénom",
        family_name="Last Name|Nachname|Nom",
        suffix="Suffix|Suffixe",
        organisation="Company|Firma|Société",
        title="Job Title|Position",
        tags="Categories|Kategorien",
        language="Language|Sprache",
        notes="Notes|Notizen",
        phone="Business Phone|Mobile Phone|Primary Phone|Company Main Phone|Home Phone"
        "|Telefon geschäftlich|Mobiltelefon|Telefon privat|Téléphone (bureau)|Tél. mobile",
        city="Business City|Home City|Ort geschäftlich|Ort privat|Ville (bureau)",
        country="Business Country/Region|Business Country|Home Country/Region|Home Country"
        "|Land/Region geschäftlich|Region/Land geschäftlich|Pays/Région (bureau)",
        unused="Department|Account|Anniversary|Assistant's Name|Assistant's Phone"
        "|Billing Information|Birthday|Callback|Car Phone|Children|Directory Server|Gender"
        "|Government ID Number|Hobby|Initials|Internet Free Busy|ISDN|Keywords|Location"
        "|Manager's Name|Mileage|Nickname"
        "|Office Location|Organizational ID Number|Pager|Priority|Private|Profession|Radio Phone"
        "|Referred By|Sensitivity|Spouse|Telex|TTY/TDD Phone|Web Page|Personal Web Page|Given Yomi"
        "|Surname Yomi|Company Yomi|Schools|Business Fax|Home Fax|Other Fax|Other Phone"
        "|Business Phone 2|Home Phone 2|E-mail Type|E-mail Display Name|E-Mail-Typ"
        "|E-Mail: Angezeigter Name|Business Address PO Box|Home Address PO Box"
        "|Other Address PO Box|Other City|Other State|Other Postal Code|Other Country/Region"
        "|Other Country|Other Street|Home Street|Business Street|Home State|Business State"
        "|Home Postal Code|Business Postal Code|IMAddress"
        "|Abteilung|Straße geschäftlich|Straße privat|Region geschäftlich|Region privat"
        "|Postleitzahl geschäftlich|Postleitzahl privat|Vertraulichkeit|Priorität|Geburtstag"
        "|Jahrestag|Initialen|Geschlecht|Konto|Privat|Webseite"
        "|Service|Rue (bureau)|Rue (domicile)|Code postal (bureau)|Type de messagerie"
        "|Nom complet de l'adresse de messagerie|Page Web|Confidentialité|Initiales|Anniversaire",
    ),
    patterns=_numbered(
        email="Adresse de messagerie 9",
        unused="E-mail 9 Type|E-mail 9 Display Name|E-Mail 9: Typ|E-Mail 9: Angezeigter Name"
        "|Type de messagerie 9|Nom complet de l'adresse de messagerie 9"
        "|Business Street 9|Home Street 9|Other Street 9",
    ),
    tags=lambda text: values_in(text, _SEMICOLON),
)
_MAILCHIMP_OWN = (
    "MEMBER_RATING|OPTIN_TIME|OPTIN_IP|CONFIRM_TIME|CONFIRM_IP|LATITUDE|LONGITUDE|GMTOFF|DSTOFF"
    "|REGION|LAST_CHANGED|LEID|EUID|UNSUB_CAMPAIGN_TITLE|UNSUB_CAMPAIGN_ID|UNSUB_REASON"
    "|UNSUB_REASON_OTHER|CLEAN_CAMPAIGN_TITLE|CLEAN_CAMPAIGN_ID"
)
_MAILCHIMP_COLUMNS = _columns(
    email="Email Address",
    left_at="UNSUB_TIME|CLEAN_TIME",
    time_zone="TIMEZONE",
    country="CC",
    notes="NOTES",
    tags="TAGS",
    unused=_MAILCHIMP_OWN,
)
_UNSUBSCRIBED = Program(
    name="Mailchimp, unsubscribed",
    signatures=_together("Email Address|UNSUB_TIME", "Email Address|UNSUB_REASON"),
    columns=_MAILCHIMP_COLUMNS,
    departed=Reason.UNSUBSCRIBE,
)
_CLEANED = Program(
    name="Mailchimp, cleaned",
    signatures=_together("Email Address|CLEAN_TIME", "Email Address|CLEAN_CAMPAIGN_ID"),
    columns=_MAILCHIMP_COLUMNS,
    departed=Reason.BOUNCE,
)
_MAILCHIMP = Program(
    name="Mailchimp",
    signatures=_together("MEMBER_RATING|LEID", "MEMBER_RATING|EUID"),
    columns=_MAILCHIMP_COLUMNS,
)
_ACTION_NETWORK = Program(
    name="Action Network",
    signatures=_together(
        "email|can2_subscription_status", "email|can2_user_tags", "email|can2_state_abbreviated"
    ),
    columns=_columns(
        given_name="first_name",
        family_name="last_name",
        city="can2_user_city",
        phone="can2_phone",
        tags="can2_user_tags",
        subscription="can2_subscription_status",
        unused="uuid|zip_code|can2_state_abbreviated|can2_county|can2_sms_status"
        "|can2_subscription_date|can2_user_address",
    ),
    tags=lambda text: values_in(text, _COMMA),
)
_PROWLY = Program(
    name="Prowly",
    signatures=_together("email|outlet|tag list", "email|outlet|personal greetings"),
    columns=_columns(
        salutation="personal greetings",
        title="role",
        tags="tag list",
        unused="zip|address|profiles|link|twitter|linkedin|facebook|instagram|youtube|website",
    ),
    kind=Kind.PRESS,
)
_CIVICRM = Program(
    name="CiviCRM",
    signatures=_together(
        "Contact ID|Do Not Email",
        "Contact ID|No Bulk Emails (User Opt Out)",
        "Contact ID|Contact Type|Email",
    ),
    columns=_columns(
        organisation="Current Employer|Organization Name",
        prefix="Individual Prefix",
        suffix="Individual Suffix",
        salutation="Email Greeting",
        opt_out="Do Not Email|No Bulk Emails (User Opt Out)|User Opt Out",
        language="Preferred Language",
        unused="Contact ID|Contact Type|Contact Subtype|Display Name|Sort Name|Do Not Phone"
        "|Do Not Mail|Do Not Sms|Do Not Trade|Internal Contact ID|External Identifier|Image Url"
        "|Postal Greeting|Addressee|Preferred Communication Method|Preferred Mail Format",
    ),
)
_PROGRAMS = (
    *(_UNSUBSCRIBED, _CLEANED, _MAILCHIMP, _GOOGLE),
    *(_OUTLOOK, _ACTION_NETWORK, _CIVICRM, _PROWLY),
)
"""In the order they are tried: who left is told before the list they left."""
