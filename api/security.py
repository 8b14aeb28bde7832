"""Who may call: keys that belong to shops; without keys only this machine, and no other site's page in a browser."""

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from api.settings import EVERY_SHOP
from recsys.errors import ConfigError

LOOPBACK_NAMES = frozenset({"localhost", "testserver"})
"""`testserver` is what Starlette's test client calls itself; no address on a network has that name."""


@dataclass(frozen=True)
class Keys:
    """The configured keys, kept as hashes. Looking a hash up tells nobody's clock anything about a key."""

    shops_by_digest: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, keys: Mapping[str, tuple[str, ...]]) -> "Keys":
        """From the settings."""
        return cls({_digest(key): frozenset(shops) for key, shops in keys.items()})

    @property
    def are_configured(self) -> bool:
        """Whether a key is asked for at all."""
        return bool(self.shops_by_digest)

    def shops_of(self, key: str | None) -> frozenset[str] | None:
        """The shops a key opens; None for a wrong or missing one."""
        return None if key is None else self.shops_by_digest.get(_digest(key))


def opens(shops: frozenset[str], shop: str) -> bool:
    """Whether a key for `shops` opens `shop`."""
    return EVERY_SHOP in shops or shop in shops


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    name = host.strip("[]").lower()
    if name in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_open_address(host: str, keys: Keys) -> None:
    """Raises ConfigError when a server without keys would be reachable from outside."""
    if not keys.are_configured and not is_loopback(host):
        raise ConfigError(
            f"--host {host}: without API keys the service answers this machine only; "
            'set GONGGAM_KEYS={"a long random key": ["default"]}, or use --host 127.0.0.1'
        )


def host_name(header: str) -> str:
    """The name in a Host header or an origin: no scheme, no port."""
    rest = header.rsplit("://", maxsplit=1)[-1]
    if rest.startswith("["):
        return rest.partition("]")[0].strip("[").lower()
    return rest.partition(":")[0].lower()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
