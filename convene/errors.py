"""Errors, named for the person's problem."""


class ConveneError(Exception):
    """Base of all errors that Convene raises on purpose."""


class SlotTaken(ConveneError):
    """The time was free when it was offered, and is not any more."""


class SlotNotOffered(ConveneError):
    """The slot id is forged, or was offered to somebody else."""


class SlotExpired(ConveneError):
    """The slot was offered too long ago, or its time has passed."""


class NoAvailability(ConveneError):
    """Nobody in the queue has any free time in the horizon."""


class CalendarUnreachable(ConveneError):
    """The rep's calendar cannot be read or written right now; the rep is not to be offered (case C13)."""


class NeedsReconnect(CalendarUnreachable):
    """The rep's calendar refuses our credentials; only the rep can mend it (case K1)."""


class ChangeRefused(CalendarUnreachable):
    """The provider changes no event just now, as it would have to mail about it (case A23); it can still be read."""


class ConsentDenied(ConveneError):
    """The person refused at the vendor's consent screen, or their administrator must consent first (K10, K15)."""


class ConsentBroken(ConveneError):
    """The return from the consent screen is not genuine, was used before, or came too late (case K7).

    The message is `unknown`, `another`, `used` or `expired` when Convene itself saw it, else the vendor's code.
    """


class ScopesMissing(ConveneError):
    """A permission that Convene needs was left unticked (case K9); the message lists them."""


class MailboxUnusable(ConveneError):
    """The account has no calendar that Convene can use (case K11); the message is the vendor's code."""


class SecretLost(ConveneError):
    """Kept tokens or a password cannot be decrypted with the keys we have; the rep has to connect again (K8)."""


class AccountTaken(ConveneError):
    """The account is another rep's calendar already (cases K7, K16)."""


class OtherAccount(ConveneError):
    """The consent came from another account than was expected (case K7); the message is its address."""


class ConnectedAlready(ConveneError):
    """The rep has a calendar, and one rep has one (case K16); the message is its address."""


class NoSuchVendor(ConveneError):
    """No app is registered with this vendor: its client id is not set."""


class AddressRefused(CalendarUnreachable):
    """The address lies inside our own network, where nobody but the admin may send Convene (case S10)."""


class InvitationsRefused(ConveneError):
    """The provider will not mail attendees just now (Google's spam guard, case A23); the event itself is written."""


class EventChanged(ConveneError):
    """The event in the rep's calendar is not the one we wrote: it was moved or deleted there."""


class TooLate(ConveneError):
    """The meeting is too close, or over, to be changed by the visitor (case R6)."""


class TooEarly(ConveneError):
    """The meeting has not begun, so nobody can have missed it."""


class TooManyBookings(ConveneError):
    """This e-mail address has as many meetings ahead as one may have (cases A16, S6)."""


class BookingNotFound(ConveneError):
    """No such booking, or the link to it is not genuine."""


class UnknownZone(ConveneError):
    """The time zone is not an IANA name."""


class BadAccounts(ConveneError):
    """An accounts list cannot be used; `key` and `values` say why, as words of the desk's page."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class BadConfig(ConveneError):
    """`convene.yml` or a setting is wrong; the message names file, line and key."""


class BadTemplate(ConveneError):
    """A template names an unknown token or is not closed; the message names the nearest known token.

    `key` and `values` say the same for other languages (`convene.invitations.problems`).
    """

    def __init__(self, message: str, key: str = "", values: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.key, self.values = key, values or {}


class AssistantDown(ConveneError):
    """Rasa does not answer."""


class MailRefused(ConveneError):
    """The mail server refused the message for good."""
