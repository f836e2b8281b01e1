"""What the checks of links and pictures stand for."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES = (
    Rule(
        "L401",
        "a link that leads nowhere",
        "error",
        "Readers who follow it get an error, a sample page, or a warning of their browser; a "
        "letter cannot be recalled.",
        "write the page's whole address, beginning with https://",
        "RFC 3986; RFC 6068 (mailto:); RFC 3966 (tel:); RFC 2606 (sample domains)",
    ),
    Rule(
        "L402",
        "a shortened link",
        "error",
        "Gateways of newsrooms and of Congress hold back shortened links: nobody can see where "
        "they lead, and phishing uses them.",
        "write the address it leads to",
    ),
    Rule(
        "L403",
        "a link that shows one address and opens another",
        "error",
        "That is what phishing looks like, and filters treat it so.",
        "let the text say what the page is, or show the address it opens",
        "SpamAssassin, HTTPS_HTTP_MISMATCH",
    ),
    Rule(
        "L404",
        "a link to a bare IP address",
        "error",
        "Filters score it as spam, and no certificate vouches for it.",
        "write the site's name",
        "SpamAssassin, NORMAL_HTTP_TO_IP",
    ),
    Rule(
        "L405",
        "a link copied with somebody's tracking, or through a gateway",
        "warning",
        "It shows readers and the site where it was copied from, sometimes whose mailbox it came "
        "out of, and gateways' links expire.",
        "write the page's own address, which the hint names where it can be told",
    ),
    Rule(
        "L406",
        "a page that does not answer as it should (only with --online)",
        "error",
        "Readers would find nothing, a warning, or another page than the letter promises.",
        "open the link, and correct it or the page",
    ),
    Rule(
        "L407",
        "too many links",
        "warning",
        "Filters take a letter full of links for advertising, and readers follow none of them.",
        "keep the links that a reader needs",
    ),
    Rule(
        "L408",
        "a picture that will not show as meant",
        "error",
        "Many inboxes hold pictures back or draw them in their full size; one that is not https "
        "is not shown, and a letter that is a picture says nothing without it.",
        "give an https address and a width, keep it below 200 KB, and say in words what it shows",
    ),
    Rule(
        "L409",
        "the statement's own page is not there, or is there too early (only with --online)",
        "error",
        "Who reads of the statement looks for it at its address; under embargo nobody should "
        "find it there yet.",
        "publish the page before sending, or take it down until the embargo lifts",
    ),
)
