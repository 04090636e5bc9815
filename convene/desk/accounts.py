"""Accounts: the list of companies whose people are known before they say anything."""

from sanic import Blueprint, HTTPResponse

from convene.booking.accounts_list import read_accounts
from convene.desk.permissions import Action
from convene.desk.visit import Visit, signed_in
from convene.errors import BadAccounts

_SHOWN = 50

blueprint = Blueprint("desk_accounts", url_prefix="/app/accounts")


@blueprint.get("/", strict_slashes=False)
@signed_in(Action.MANAGE_ACCOUNTS)
async def show(visit: Visit) -> HTTPResponse:
    """The list as it is, and how to replace it."""
    return await _page(visit)


@blueprint.post("/", strict_slashes=False)
@signed_in(Action.MANAGE_ACCOUNTS)
async def upload(visit: Visit) -> HTTPResponse:
    """Replace the list by a file; one that cannot be used changes nothing."""
    file = visit.request.files.get("file") if visit.request.files else None
    if file is None or not file.body:
        return await _page(visit, problem=visit.say("accounts.no_file"), status=400)
    try:
        companies = read_accounts(file.body)
    except BadAccounts as error:
        return await _page(visit, problem=visit.say(f"accounts.{error.key}", **error.values), status=400)
    await visit.services.store.replace_accounts(companies)
    return visit.see_other("/app/accounts", "accounts.replaced", number=str(len(companies)))


async def _page(visit: Visit, *, problem: str = "", status: int = 200) -> HTTPResponse:
    number, companies = await visit.services.store.accounts(_SHOWN)
    return visit.page(
        "accounts.html", here="accounts", status=status, number=number, companies=companies, problem=problem
    )
