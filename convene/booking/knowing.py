"""What is known of a visitor and their company: said in the chat, else signed by the website, listed, or the domain."""

from dataclasses import replace

from convene.booking.services import Services
from convene.details.address_words import company_in_domain
from convene.details.words import table, words
from convene.model import Company, Person

_OF_THE_NAME = ("name", "first_name", "last_name")


async def known_person(services: Services, said: Person, session: str) -> Person:
    """The person with what the website signed; what was said is never overwritten, and the address is never taken."""
    chat = await services.store.chat_session(session)
    signed = chat.signed.get("person", {}) if chat else {}
    called_otherwise = said.name and said.name.casefold() != signed.get("name", said.name).casefold()
    own = {"name", "email", "phone", *(_OF_THE_NAME if called_otherwise else ())}
    attributes = {name: value for name, value in signed.items() if name not in own}
    return replace(
        said,
        name=said.name or signed.get("name", ""),
        phone=said.phone or signed.get("phone", ""),
        attributes=attributes | said.attributes,
    )


async def known_company(services: Services, said: Company, email: str, session: str) -> Company:
    """The company with everything that is known of it; what was said is never overwritten."""
    chat = await services.store.chat_session(session)
    signed = chat.signed.get("company", {}) if chat else {}
    domain = said.domain or signed.get("domain", "").lower() or domain_of(email)
    listed = (await services.store.account(domain) if domain else None) or Company()
    attributes = {name: value for name, value in signed.items() if name not in ("name", "domain")}
    name = said.name or signed.get("name", "") or listed.name
    return Company(name, domain, listed.attributes | attributes | said.attributes)


async def likely_company(services: Services, email: str, name: str) -> str:
    """What the visitor's company may be called, by the domain of their address; empty if that tells nothing.

    The domain of somebody's own `name` alone is no company, nor is one where anybody gets an address.
    """
    domain = domain_of(email)
    listed = await services.store.account(domain) if domain else None
    if listed and listed.name:
        return listed.name
    return company_in_domain(domain, name)


def domain_of(email: str) -> str:
    """The domain of an e-mail address if it can be a company's; empty for addresses anybody can have."""
    domain = email.rpartition("@")[2].lower()
    provider, _, ending = domain.partition(".")
    anybodys = ending in table("mail_providers").get(provider, ()) or (
        provider in words("more_mail_providers") and "." not in ending
    )
    return "" if anybodys else domain
