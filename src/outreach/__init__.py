"""outreach sends one joint statement to press, congressional offices and signatories.

A tour, from the outside in:

- ``cli`` and ``web`` parse a request, call one action and show its result.
- ``workspace`` finds the folder with ``outreach.toml`` and hands down plain values.
- ``actions`` hold one verb each: plan, send, track, ...
- ``intake`` reads outside formats, ``render`` makes messages, ``checks`` reads them before the
  world does, ``store`` keeps ``contacts.db`` and ``sendgrid`` speaks to SendGrid.
- ``domain`` is pure: the nouns of the glossary and what can be decided from values alone.
- ``sandbox`` is a SendGrid that runs on this machine.

Imports run downhill only, in this order; docs/architecture.md says why.
"""

__version__ = "0.1.0"
