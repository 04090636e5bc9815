"""Token buckets: how often something may be done, and whose network an address stands for.

They live in this process's memory, which is right for one process.
"""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

_REMEMBERED = 50_000  # buckets; the one unused for longest goes first, and would be full again by then


@dataclass(slots=True)
class Bucket:
    """Holds up to `capacity` tokens and regains `per_second`; every use takes one."""

    capacity: float
    per_second: float
    levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, key: str, now: datetime) -> int:
        """Take a token of `key`; 0 if there was one, else the whole seconds until there is."""
        at = now.timestamp()
        level, since = self.levels.pop(key, (self.capacity, at))
        level = min(self.capacity, level + max(0.0, at - since) * self.per_second)
        self.levels[key] = (level - 1 if level >= 1 else level, at)
        if len(self.levels) > _REMEMBERED:
            self.levels.popitem(last=False)
        return 0 if level >= 1 else math.ceil((1 - level) / self.per_second)


def network(address: str) -> str:
    """The network an address stands for: itself for IPv4, its /64 for IPv6, where one customer has many addresses."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))
