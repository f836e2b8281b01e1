"""``outreach preview``: every letter in the browser, before anyone else sees it."""
