"""What is known of a visitor's company: said in the chat, else in the accounts list, else the domain."""

from dataclasses import replace

from convene.booking.services import Services
from convene.details.words import table
from convene.model import Company


async def known_company(services: Services, said: Company, email: str) -> Company:
    """The company with everything that is known of it; what was said is never overwritten."""
    domain = said.domain or domain_of(email)
    listed = await services.store.account(domain) if domain else None
    if listed is None:
        return replace(said, domain=domain)
    return Company(said.name or listed.name, domain, listed.attributes | said.attributes)


def domain_of(email: str) -> str:
    """The domain of an e-mail address if it can be a company's; empty for addresses anybody can have."""
    domain = email.rpartition("@")[2].lower()
    provider, _, ending = domain.partition(".")
    return "" if ending in table("mail_providers").get(provider, ()) else domain
