"""Website: the key with which the company's own website vouches for its visitors."""

from sanic import Blueprint, HTTPResponse

from convene.booking.website_key import make_website_key, refusal, website_key
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in

blueprint = Blueprint("desk_website", url_prefix="/app/website")


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.MANAGE_WEBSITE)
async def show(visit: Visit) -> HTTPResponse:
    """Whether there is a key, and how to sign with it; never the key itself."""
    return await _page(visit)


@blueprint.post("/", strict_slashes=False)
@signed_in(Action.MANAGE_WEBSITE)
async def make(visit: Visit) -> HTTPResponse:
    """Make a key, or another one, and show it this once."""
    return await _page(visit, shown=await make_website_key(visit.services, visit.user.email))


async def _page(visit: Visit, *, shown: str = "") -> HTTPResponse:
    key, refused = await website_key(visit.services), await refusal(visit.services)
    return visit.page(
        "website.html",
        here="website",
        key=key,
        shown=shown,
        refused=refused,
        url=visit.services.settings.public_url,
        when=visit.when,
        why=lambda why: visit.say(f"health.website_{why.replace(' ', '_')}"),
    )
