"""What stats was asked for, and which of it does not go together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

WAYS = (
    *("edition", "domain", "outlet", "office", "state", "party", "language"),
    *("link", "hour", "reason"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of one call."""

    campaign: str
    edition: str = ""
    by: tuple[str, ...] = ()
    people: bool = False
    search: str = ""
    html: Path | None = None
    watch: bool = False
    csv: bool = False
    json: bool = False
    since: bool = False

    def refuse(self, *, to_terminal: bool) -> None:
        """Raise WrongUsage for what does not go together."""
        from difflib import get_close_matches

        from outreach.errors import WrongUsage

        for way in self.by:
            if way not in WAYS:
                near = get_close_matches(way, WAYS, 1)
                hint = f"did you mean {near[0]}?" if near else f"ways are {', '.join(WAYS)}"
                raise WrongUsage(f"stats cannot be broken down by {way!r}", hint)
        if not self.campaign:
            self._refuse_without_campaign()
        if self.search and not self.people:
            raise WrongUsage("--search is for --people", "add --people")
        chosen = [
            name
            for name, on in (
                *(("--people", self.people), ("--by", bool(self.by)), ("--watch", self.watch)),
                ("--html", self.html is not None),
            )
            if on
        ]
        if len(chosen) > 1 and chosen != ["--by", "--html"]:
            raise WrongUsage(f"{' and '.join(chosen)} do not go together", "ask for one of them")
        if self.csv and (self.json or len(self.by) > 1 or self.html):
            raise WrongUsage("--csv is one table", "leave out the other, or ask for one --by")
        if self.since:
            self._refuse_since()
        if self.watch and (self.json or self.csv or not to_terminal):
            raise WrongUsage(
                "--watch redraws a terminal, and this goes elsewhere",
                f"ask as often as you like: outreach stats {self.campaign} --json",
            )

    def _refuse_without_campaign(self) -> None:
        from outreach.errors import WrongUsage

        asked = (self.by, self.edition, self.people, self.watch, self.html, self.search, self.since)
        if any(asked):
            raise WrongUsage("which campaign?", "outreach stats lists them; then name one")

    def _refuse_since(self) -> None:
        """Only hours are known by when they were; a report says so beside its other numbers."""
        from outreach.errors import WrongUsage

        by_hour = f"outreach stats {self.campaign} --by hour --since …"
        others = [way for way in self.by if way != "hour"]
        if others and self.html is None:
            raise WrongUsage(
                f"sums by {others[0]} are of all times, and cannot be told since a moment",
                f"leave out --since, or ask by the hour: {by_hour}",
            )
        if self.people:
            raise WrongUsage(
                "--people tells all that happened to each, and not since a moment",
                "leave out --since; --search finds one person",
            )
        if self.csv and not self.by:
            raise WrongUsage(
                "the table of editions is of all times, and cannot be told since a moment",
                f"leave out --since, or ask by the hour: {by_hour} --csv",
            )
