"""What a visitor tells about themselves, read from one message."""

from dataclasses import dataclass

from convene.details.companies import find_company, find_site
from convene.details.company_names import has_legal_form
from convene.details.emails import Problem, find_email
from convene.details.names import find_name, find_signed
from convene.details.phones import find_phone
from convene.details.words import as_dictated, tidy

_INITIALS = 2  # letters
_LONGEST = 2_000  # nobody introduces themselves after more characters than these


@dataclass(frozen=True, slots=True)
class Details:
    """What was told, as it was typed; None for what was not. `phone` is in its international form where there is one.

    `email` is in lower case, and so are `guests`, the addresses of others who are to come too. `email_problem` is
    `invalid` when somebody tried to give an address that cannot be, then `email` is None; or `typo_domain` when
    `email_suggestion` is likelier than what was typed.
    """

    name: str | None = None
    email: str | None = None
    email_problem: Problem | None = None
    email_suggestion: str | None = None
    company: str | None = None
    phone: str | None = None
    guests: tuple[str, ...] = ()


def read_details(text: str, asked: str | None = None, country: str | None = None) -> Details:
    """Read name, e-mail, company and telephone from a message in English or German.

    `asked` is what the bot just asked for, `name`, `email` or `company`: an answer that is only a name is a name only
    then. `country` (ISO 3166-1 alpha-2) is where the visitor is, for telephone numbers without a country's code.
    Refusals, questions, times and noise tell nothing.
    """
    mail = find_email(tidy(text[:_LONGEST]), asked=asked == "email")
    phone, said = find_phone(as_dictated(mail.rest), country)
    company_asked = asked == "company"
    name = find_signed(text) or find_name(said, asked=asked == "name", introduced=mail.address is not None)
    name = name or _named_by(mail.address, find_name(said, asked=True))
    company = find_company(said, name, asked=company_asked) or (find_site(text) if company_asked else None)
    return Details(
        name=None if company and _is_part(name, company, said) else name,
        email=mail.address,
        email_problem=mail.problem,
        email_suggestion=mail.suggestion,
        company=company,
        phone=phone,
        guests=mail.guests,
    )


def _named_by(address: str | None, name: str | None) -> str | None:
    """A full name in lower case beside an address that bears a part of it: "ada byron, ada@acme.test"."""
    mailbox, words = (address or "").partition("@")[0], (name or "").casefold().split()
    return name if len(words) > 1 and any(len(word) > _INITIALS and word in mailbox for word in words) else None


def _is_part(name: str | None, company: str, said: str) -> bool:
    """Whether the name is only a part of the company's, as in "on behalf of Ada Byron Ltd"."""
    whole = has_legal_form(company) or name == company
    return name is not None and whole and name in company and said.count(name) == 1
