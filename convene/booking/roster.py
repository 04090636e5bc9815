"""Who can be met, and in which queues: convene.yml together with what reps and admins changed at the desk."""

from dataclasses import dataclass, field, replace

from convene.config import Config
from convene.language import WRITTEN_AS, primary_language
from convene.model import Invitation, InvitationText, Queue, Rep
from convene.store import Store


@dataclass
class Roster:
    """The reps and queues as this process knows them; `refresh` reads them again when somebody changed them.

    `reps` has everybody who is or was a rep, so that old meetings keep their names; `queues` has the active ones only.
    `own_fallback` is what an admin wrote for when nobody can be met, by language, `own_invitation` the
    team's invitation an admin wrote, `languages` what people of the desk chose to read, by casefolded address.
    """

    config: Config
    store: Store
    reps: dict[str, Rep] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    own_fallback: dict[str, str] = field(default_factory=dict)
    own_invitation: Invitation | None = None
    languages: dict[str, str] = field(default_factory=dict)
    _version: int = -1

    async def refresh(self) -> None:
        """Read the roster from the store, if it is another one than this process knows."""
        version = await self.store.roster_version()
        if version == self._version:
            return
        reps, members = await self.store.people(), await self.store.members()
        self.reps = {rep.id: rep for rep in reps}
        self.queues = {id_: replace(q, reps=members.get(id_, ())) for id_, q in self.config.queues.items()}
        self.own_fallback = (await self.store.team_settings()).get("fallback", {})
        self.own_invitation = await self.store.team_invitation()
        self.languages = {user.email: user.language for user in await self.store.users() if user.language}
        self._version = version

    @property
    def default_queue(self) -> Queue:
        """The queue a visitor is in when nothing says otherwise: the first one of convene.yml."""
        return self.queues[self.config.default_queue.id]

    def fallback(self, language: str) -> str:
        """What the team says in this language when nobody can be met; empty if the standard words will do."""
        return self.own_fallback.get(language) or self.config.fallback.get(language, "")

    @property
    def team_invitation(self) -> Invitation:
        """What visitors get from reps who have no text of their own: an admin's text, else that of convene.yml."""
        return self.own_invitation or self.config.invitation

    def invitation_of(self, rep: Rep) -> Invitation:
        """The rep's own invitation, else the team's."""
        return rep.invitation or self.team_invitation

    def invitation_text(self, invitation: Invitation, locale: str) -> tuple[InvitationText, str]:
        """The text for a reader and the locale to write its dates in: in their language, else the company's.

        An invitation without a text in their language gives way to the team's, if that has one.
        """
        language, ours = primary_language(locale), self.config.branding.language
        own = InvitationText(invitation.subject, invitation.body)
        if language == ours:
            return own, locale
        theirs = invitation.languages.get(language) or self.team_invitation.languages.get(language)
        return (theirs, locale) if theirs else (own, WRITTEN_AS.get(ours, ours))

    def language_of(self, email: str) -> str:
        """The language in which somebody of the company reads: chosen at the desk, else the company's own."""
        return self.languages.get(email.casefold(), self.config.branding.language)

    @property
    def active(self) -> tuple[Rep, ...]:
        """The reps who can get meetings."""
        return tuple(rep for rep in self.reps.values() if rep.active)

    def members(self, queue: str) -> tuple[Rep, ...]:
        """The active reps of a queue in its order."""
        return tuple(self.reps[rep] for rep in self.queues[queue].reps)

    def rep_with(self, email: str) -> Rep | None:
        """The active rep with this address, in whatever case it is written."""
        return next((rep for rep in self.active if rep.email.casefold() == email.casefold()), None)
