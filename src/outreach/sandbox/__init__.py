"""SendGrid's v3 API on this machine: same paths, same refusals, letters filed instead of sent.

A tour, from the outside in:

- ``server`` runs it on loopback; ``app`` speaks HTTP; ``api`` answers each path under ``/v3``
  and ``doors`` the sandbox's own paths.
- The inbox in the browser: ``inbox_doors`` are its paths, ``inbox_list`` its folders and addresses,
  ``inbox`` fills in the page that ``outreach.viewer`` prints; ``index`` is what it looks through.
- ``sandbox`` holds the account: what was accepted, and what becomes of it.
- ``rules`` refuses what SendGrid refuses, all or nothing; ``shape`` looks at JSON types first.
- ``letters`` fills in each recipient's copy, ``mime`` makes it a mail, ``outbox`` files it.
- ``outcomes`` decides by address what becomes of a letter; ``events`` says it in SendGrid's wire
  form; ``webhook`` signs and posts it when ``agenda`` says it is time.
- ``faults`` makes the next requests go wrong on purpose.

Nothing here talks to any machine but this one.
"""
