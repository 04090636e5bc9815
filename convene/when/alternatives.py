"""What was said, put together: which days go with which clock times, what is shut out, whether all is open."""

from dataclasses import dataclass, field

from convene.when.grammar import Days, Span


@dataclass
class Alternative:
    """Days and the clock times that go with them."""

    days: list[Days] = field(default_factory=list)
    times: list[Span] = field(default_factory=list)
    weekdays: set[int] = field(default_factory=set)
    times_first: bool = False
    linked: bool = False  # said behind “or” or “and”
    apart: bool = False  # clock times on any day, beside days: evenings or weekends
    told: bool = False  # shut out only because it was told as the reason for what is wished

    @property
    def empty(self) -> bool:
        """Whether nothing has been said of it."""
        return not (self.days or self.times or self.weekdays)


@dataclass
class Reading:
    """What was said: alternatives, what is shut out, whether all is open."""

    wanted: list[Alternative] = field(default_factory=lambda: [Alternative()])
    unwanted: list[Alternative] = field(default_factory=list)
    flexible: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing about days or clock times was said."""
        return all(a.empty for a in [*self.wanted, *self.unwanted])

    @property
    def shut(self) -> bool:
        """Whether anything is shut out."""
        return any(not a.empty for a in self.unwanted)

    @property
    def names_days(self) -> bool:
        """Whether any days are wished."""
        return any(a.days for a in self.wanted)
