"""The desk: the web app where reps and admins live. One module, template and catalogue for each page.

To add a page, say *notes*:

1. `notes.py` holds `blueprint = Blueprint("desk_notes", url_prefix="/app/notes")`. A handler is marked
   `@signed_in(Action.…)`, gets a `Visit` and answers `visit.page("notes.html", here="notes", …)`; a form ends in
   `visit.see_other("/app/notes", "notes.saved")`. Strangers, missing permission and forged forms are dealt with there.
   `visit.rep_named(id, action)` gives the rep the page is about, or refuses.
2. `templates/notes.html` extends `desk/base.html` and fills the blocks `title` and `content`. Take headings, banners,
   fields and empty states from `desk/parts.html`; every form begins with `{{ parts.form_token(token) }}`. The look is
   in `site/static/desk.css`: `page-head`, `card`, `grid`, `table`, `field`, `button`, `badge`, `banner`, `empty`.
3. `words/notes.en.yml` and `words/notes.de.yml` hold every word, used as `say("notes.saved")`.
4. Name the blueprint below, the action in `permissions.py`, the link in `navigation.py`, and the page's rows in
   `tests/service/test_desk_permissions.py`.
"""

from sanic import Blueprint

from convene.desk import (
    accounts,
    availability,
    changing,
    connect,
    connect_caldav,
    consenting,
    entering,
    health,
    invitation,
    meeting,
    meetings,
    people,
    queue,
    website,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    entering.blueprint,
    meetings.blueprint,
    meeting.blueprint,
    changing.blueprint,
    queue.blueprint,
    people.blueprint,
    availability.blueprint,
    invitation.blueprint,
    health.blueprint,
    accounts.blueprint,
    connect.blueprint,
    consenting.blueprint,
    connect_caldav.blueprint,
    website.blueprint,
)

__all__ = ["BLUEPRINTS"]
