"""The accounts list: what is known of companies, by domain."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from convene.model import Company
from convene.store.database import Database
from convene.store.tables import accounts


class Accounts(Database):
    """Reading and replacing the accounts list."""

    async def replace_accounts(self, companies: Sequence[Company]) -> None:
        """Keep this list instead of the one before; all of it or nothing."""
        rows = [{"domain": c.domain, "name": c.name, "attributes": c.attributes} for c in companies]
        async with self._write() as connection:
            await connection.execute(delete(accounts))
            if rows:
                await connection.execute(accounts.insert(), rows)

    async def account(self, domain: str) -> Company | None:
        """What is known of the company with this domain, or with the domain it is part of."""
        labels = domain.split(".")
        domains = [".".join(labels[i:]) for i in range(len(labels) - 1)]
        query = select(accounts.c.name, accounts.c.domain, accounts.c.attributes).where(accounts.c.domain.in_(domains))
        async with self._read() as connection:
            found = [Company(*row) for row in (await connection.execute(query)).tuples().all()]
        return max(found, key=lambda company: len(company.domain), default=None)

    async def accounts(self, limit: int) -> tuple[int, tuple[Company, ...]]:
        """How many companies are listed, and the first of them by domain."""
        row = accounts.c
        query = select(row.name, row.domain, row.attributes).order_by(row.domain).limit(limit)
        async with self._read() as connection:
            number = await connection.scalar(select(func.count()).select_from(accounts))
            return number or 0, tuple(Company(*found) for found in (await connection.execute(query)).tuples().all())
