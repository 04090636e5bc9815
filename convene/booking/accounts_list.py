"""The accounts list: what a company's own people know of other companies, by the domain of their e-mail addresses."""

import csv
import io
import re

from convene.errors import BadAccounts
from convene.invitations.text import one_line
from convene.invitations.tokens import COMPANY_ATTRIBUTES
from convene.model import Company

_MOST = 50_000
_LONGEST = 200
_DOMAIN = re.compile(r"(?=.{1,253}$)([^\s.@/\\:]{1,63}\.)+[^\s.@/\\:\d]{2,63}")
_NAMES = {"name": "name", "company": "name", "domain": "domain"} | {name: name for name in COMPANY_ATTRIBUTES}


def read_accounts(data: bytes) -> tuple[Company, ...]:
    """The companies of a CSV file whose first line names the columns: `domain`, `name`, `industry`, `size`, `country`.

    UTF-8, or Windows-1252 as older spreadsheets write; separated by commas, semicolons or tabs (RFC 4180 otherwise).
    Of a domain that comes twice, the last line counts; columns that Convene does not know are left out.

    Raises:
        BadAccounts: if there is no column `domain`, or a line has none that can be one; `key` and `values` say which.
    """
    text = _decoded(data)
    head = text.partition("\n")[0]
    lines = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    columns = {column: _NAMES.get(column.strip().lower(), "") for column in lines.fieldnames or () if column}
    if "domain" not in columns.values():
        raise BadAccounts("no_domain_column")
    found: dict[str, Company] = {}
    try:
        for line in lines:
            said = {name: one_line(line[column] or "")[:_LONGEST] for column, name in columns.items() if name}
            if not any(said.values()):
                continue
            domain = said["domain"].lower().removeprefix("@").removeprefix("www.")
            if not _DOMAIN.fullmatch(domain):
                raise BadAccounts("no_domain", line=lines.line_num, found=said["domain"])
            attributes = {name: said[name] for name in COMPANY_ATTRIBUTES if said.get(name)}
            found[domain] = Company(said.get("name", ""), domain, attributes)
            if len(found) > _MOST:
                raise BadAccounts("too_many", most=_MOST)
    except csv.Error:
        raise BadAccounts("no_csv", line=lines.line_num) from None
    return tuple(found.values())


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
