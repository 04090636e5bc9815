"""One request at the desk: who asks, what they may do, how they are answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import redirect

from convene.booking.services import Services
from convene.desk import sign_in, words
from convene.desk.navigation import links_for
from convene.desk.permissions import Action
from convene.desk.users import User
from convene.invitations.times import date_in_words, time_in_words
from convene.language import languages
from convene.model import Rep
from convene.pages import PRIVATE_HEADERS, SECURITY_HEADERS, content_security_policy, render
from convene.signing import Signer

COOKIE = "convene_desk"
_SAID = "convene_desk_said"

HEADERS = PRIVATE_HEADERS | {
    "content-security-policy": content_security_policy(
        script_src="'self'", connect_src="'self'", frame_src="'self'", form_action="'self'"
    )
}
"""For every page of the desk: scripts, frames and requests from here only."""


class NotAllowed(Exception):
    """Whoever is signed in may not see or do this."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request by somebody who is signed in."""

    request: Request[Any, Any]
    user: User
    cookie: str

    @property
    def services(self) -> Services:
        """The parts of this Convene."""
        return services_of(self.request)

    def say(self, key: str, **values: object) -> str:
        """The words of `page.key` in the reader's language."""
        return words.say(self.user.language, key, **values)

    @property
    def visitor_languages(self) -> dict[str, str]:
        """The languages visitors may chat in, the company's own first, by what they are called in the reader's."""
        spoken = dict.fromkeys((self.services.config.branding.language, *languages()))
        return {language: words.name_of(language, self.user.language) for language in spoken}

    def field(self, name: str) -> str:
        """What stands in a field of the form that was sent, or of the address; nothing if there is none."""
        return next(iter(self.fields(name)), "").strip()

    def fields(self, name: str) -> list[str]:
        """Everything that was chosen in a field which can be chosen from more than once."""
        form = self.request.form if self.request.method == "POST" else self.request.args
        return [str(value) for value in form.getlist(name) or ()] if form else []

    def rep_named(self, rep: str, action: Action) -> Rep:
        """The rep that a page is about: the own one when none is named, any other for those who may.

        Raises:
            NotAllowed: if it is somebody else and the role may not do this for others, or whoever asks is no rep.
            NotFound: if there is no such rep.
        """
        if not rep and self.user.rep:
            return self.user.rep
        if not self.user.may(action, rep):
            raise NotAllowed
        known = self.services.roster.reps.get(rep) if rep else next(iter(self.services.roster.active), None)
        if known is None:
            raise NotFound
        return known

    def name_of(self, who: str) -> str:
        """A rep by name, by their id or their e-mail address; whoever is no rep is called as they are."""
        known = self.services.roster.reps.get(who) or self.services.roster.rep_with(who)
        return known.name if known else who

    def when(self, instant: datetime) -> str:
        """The date and the time, with its offset, in the reader's zone and language."""
        zone, language = self.user.zone, self.user.language
        return f"{date_in_words(instant, zone, language)}, {time_in_words(instant, zone, language)}"

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTTPResponse:
        """A page from `desk/templates/`, with the navigation, and with what the step before said."""
        said = _read_said(self.services, self.request.cookies.get(_SAID) or "")
        response = page(
            self.request,
            template,
            language=self.user.language,
            status=status,
            path=self.request.path,
            user=self.user,
            navigation=links_for(self.user),
            token=sign_in.form_token(self.services, self.cookie),
            said=[(kind, self.say(key, **told)) for kind, key, told in said],
            **values,
        )
        if said:
            response.delete_cookie(_SAID, path="/app")
        return response

    def see_other(self, path: str, said: str = "", *, kind: str = "good", **values: str) -> HTTPResponse:
        """On to another page after a form, so that reloading does not send it again; `said` is told there, once.

        `kind` is `good`, `problem` or `note`.
        """
        response = redirect(path, status=303, headers=SECURITY_HEADERS | PRIVATE_HEADERS)
        if said:
            told = _said(self.services).sign([kind, said, values])
            response.add_cookie(
                _SAID, told, path="/app", httponly=True, samesite="Lax", secure=is_secure(self.services), max_age=60
            )
        return response


Handler = Callable[..., Awaitable[HTTPResponse | None]]
"""Answers a visit; None when the answer was sent piece by piece."""


def signed_in(action: Action) -> Callable[[Handler], Handler]:
    """A handler for those who may do this; it gets a `Visit`.

    Strangers are sent to sign in, who may not is told so, and a form counts only if it came from our own page.
    """

    def guard(handler: Handler) -> Handler:
        @wraps(handler)
        async def respond(request: Request[Any, Any], **named: Any) -> HTTPResponse | None:
            visit = await visit_of(request)
            if visit is None:
                return _to_sign_in(request)
            if not visit.user.may(action):
                return refused(visit)
            if request.method == "POST" and not _is_genuine(visit):
                return visit.page("told.html", status=403, title="desk.form_old_title", text="desk.form_old")
            try:
                return await handler(visit, **named)
            except NotAllowed:
                return refused(visit)
            except NotFound:
                return visit.page("told.html", status=404, title="desk.not_found_title", text="desk.not_found")

        return respond

    return guard


async def visit_of(request: Request[Any, Any]) -> Visit | None:
    """The visit of whoever is signed in with this browser; None for a stranger."""
    services, cookie = services_of(request), request.cookies.get(COOKIE) or ""
    await services.roster.refresh()
    user = await sign_in.who(services, cookie, request.headers.get("accept-language", ""))
    return Visit(request, user, cookie) if user else None


def page(
    request: Request[Any, Any],
    template: str,
    *,
    language: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTTPResponse:
    """A page of the desk for anybody, signed in or not."""

    def say(key: str, **told: object) -> str:
        return words.say(language, key, **told)

    return render(
        request,
        f"desk/{template}",
        status=status,
        headers=HEADERS | dict(headers or {}),
        language=language,
        spoken=words.names(),
        say=say,
        **({"user": None, "said": [], "navigation": ()} | values),
    )


def refused(visit: Visit) -> HTTPResponse:
    """The page for those who may not."""
    return visit.page("told.html", status=403, title="desk.refused_title", text="desk.refused")


def language_for(request: Request[Any, Any]) -> str:
    """The language for a reader whom we do not know."""
    return words.language_of(request.headers.get("accept-language", ""), services_of(request).config.branding.language)


def services_of(request: Request[Any, Any]) -> Services:
    """The parts of this Convene."""
    services: Services = request.app.ctx.services
    return services


def is_secure(services: Services) -> bool:
    """Whether cookies need https."""
    return services.settings.public_url.startswith("https://")


def _to_sign_in(request: Request[Any, Any]) -> HTTPResponse:
    """To the page for signing in, and back here afterwards; not back to a form, whose words are gone."""
    back = f"?next={quote(request.path)}" if request.method == "GET" and request.path.rstrip("/") != "/app" else ""
    return redirect(f"/app/sign-in{back}", status=303, headers=SECURITY_HEADERS | PRIVATE_HEADERS)


def _is_genuine(visit: Visit) -> bool:
    return sign_in.is_genuine(visit.services, visit.cookie, visit.field("token"))


def _read_said(services: Services, cookie: str) -> list[tuple[str, str, dict[str, str]]]:
    said = _said(services).read(cookie)
    return [tuple(said)] if said else []


def _said(services: Services) -> Signer:
    """Signed, so that nobody can make the desk say something of theirs."""
    return Signer(services.settings.secret, "what the desk said")
