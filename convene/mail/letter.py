"""The form of a mail as mail clients expect it: text and HTML, head, calendar file (N1 to N8).

Every mail has a text and an HTML form (case I4). A text template begins with its `Subject:` line. What a mail is about
decides its Message-ID, so that writing it again is writing the same mail.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, select_autoescape

from convene.invitations.text import address_in_ascii, one_line
from convene.invitations.times import locale_named

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html.j2"], default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PRODUCT = "Convene"
"""Who mails to the company's own people come from."""

_ASCII = policy.SMTP.clone(cte_type="7bit")
_INTERNATIONAL = policy.SMTPUTF8.clone(cte_type="7bit")
"""Only for addresses that ASCII cannot write (RFC 6531)."""


def letter(name: str, locale: str, values: Mapping[str, object], html: str = "") -> EmailMessage:
    """A message with its subject, text and HTML from the templates of this name; whom it goes to is not written yet.

    Its language is that of the BCP 47 tag `locale`; `html` is the HTML template, where it has another name.
    """
    language = _language((f"{name}.txt.j2", f"{html or name}.html.j2"), locale)
    written = _templates.get_template(f"{language}/{name}.txt.j2").render(values)
    head, _, text = written.partition("\n\n")
    subject, text = one_line(head.removeprefix("Subject:")), text.strip()
    page = _templates.get_template(f"{language}/{html or name}.html.j2")
    message = EmailMessage(_ASCII)
    message["Subject"] = subject
    message.set_content(f"{text}\n", cte="quoted-printable")
    rendered = page.render({**values, "language": language, "heading": subject, "text": text})
    message.add_alternative(rendered, subtype="html", cte="quoted-printable")
    return message


def addressed(
    message: EmailMessage,
    *,
    sender: str,
    shown: str = PRODUCT,
    to: Address,
    answers_to: Address | None = None,
    now: datetime,
    about: str,
) -> EmailMessage:
    """The message with its head; `shown` is the name beside the sender's address, `about` decides the Message-ID."""
    from_ = mailbox(shown, sender)
    if not all(a.addr_spec.isascii() for a in (from_, to, answers_to or to)):
        message.policy = _INTERNATIONAL
    message["From"] = from_
    message["To"] = to
    if answers_to:
        message["Reply-To"] = answers_to
    message["Date"] = now
    message["Message-ID"] = f"<{sha256(about.encode()).hexdigest()[:32]}@{from_.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    for part in message.walk():
        if part is not message:
            del part["MIME-Version"]  # belongs to the whole message only (RFC 2045)
    return message


def add_calendar(message: EmailMessage, ics: str, method: str) -> None:
    """The iCalendar text in the two places where clients look: as the last alternative, and as a file (N1)."""
    message.add_alternative(ics, subtype="calendar", params={"method": method}, cte="base64")
    message.add_attachment(ics.encode(), maintype="application", subtype="ics", filename="invite.ics")


def mailbox(name: str, address: str) -> Address:
    """A mailbox for a header: the name without anything that could end it, the domain in its ASCII form."""
    _, plain = parseaddr(address_in_ascii(one_line(address)))
    local, _, domain = plain.rpartition("@")
    return Address(one_line(name), local, domain)


def _language(parts: Iterable[str], locale: str) -> str:
    """The reader's language if both parts of the mail have been written in it, else English."""
    language = locale_named(locale).language
    try:
        for part in parts:
            _templates.get_template(f"{language}/{part}")
    except TemplateNotFound:
        return "en"
    return language
