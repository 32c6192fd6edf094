"""Where data is kept: a file of SQLite, or PostgreSQL and Redis, each named by one address.

Whoever waits for one of these that is gone waits for seconds, not for minutes: the system's
own limits are far longer than a visitor stays.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url

POSTGRES, SQLITE = "config.postgres", "config.sqlite"
POSTGRES_SCHEMES = ("postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss")

# A machine that vanished refuses nothing: what is sent to it is never answered.
POSTGRES_LIMITS: dict[str, Any] = {
    "connect_timeout": 2,  # seconds, for each host of the address; libpq has none shorter
    "tcp_user_timeout": 3000,  # milliseconds until what was sent and not acknowledged fails
    "keepalives_idle": 2,  # seconds of silence until it is asked whether it is still there
    "keepalives_interval": 1,
    "keepalives_count": 3,
    # Milliseconds. A visitor's statement takes less than one; a migration may lock a table.
    "options": "-c lock_timeout=3000 -c statement_timeout=10000",
}

REDIS_SECONDS = 1


def sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": SQLITE,
        "NAME": file,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Write locks are taken at the start of a transaction, so that two writers wait
            # for each other instead of failing half-way. WAL is set by our migrate.
            "transaction_mode": "IMMEDIATE",
            "timeout": 3,  # seconds
            "init_command": "PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def postgres(url: str) -> dict[str, Any]:
    """Django's settings for this address; raises ValueError where it is none of PostgreSQL.

    As libpq reads it, it may name several hosts, ``h1:5432,h2:5432``: the first of them that
    takes writes is used. What stands behind ``?`` goes before the limits above. Connections
    stay open and are checked before use, so that a restart of the database is survived.
    """
    parts = urlsplit(url)
    login, at, places = parts.netloc.rpartition("@")
    hosts = [urlsplit(f"//{place}") for place in places.split(",")]
    one_host = parts._replace(netloc=f"{login}{at}{hosts[0].netloc}").geturl()
    found = dict(dj_database_url.parse(one_host, POSTGRES, None, conn_health_checks=True))
    if parts.scheme not in POSTGRES_SCHEMES or not found["NAME"]:
        raise ValueError("no database of PostgreSQL")
    several = {"target_session_attrs": "read-write"} if len(hosts) > 1 else {}
    found["OPTIONS"] = {**POSTGRES_LIMITS, **several, **found.get("OPTIONS", {})}
    if several:
        found["HOST"] = ",".join(host.hostname or "" for host in hosts)
        found["PORT"] = ",".join(str(host.port or "") for host in hosts)
    return found


def redis(url: str) -> dict[str, Any]:
    """Django's settings for a cache there; raises ValueError where it is no Redis."""
    if not _is_redis(urlsplit(url)):
        raise ValueError("no Redis")
    return {
        "BACKEND": "config.redis_cache.SparableRedisCache",
        "LOCATION": [url],
        "OPTIONS": {
            "serializer": "config.redis_cache.PictureSerializer",
            "socket_connect_timeout": REDIS_SECONDS,
            "socket_timeout": REDIS_SECONDS,
        },
    }


def _is_redis(parts: SplitResult) -> bool:
    number = re.fullmatch(r"/?|/[0-9]{1,4}", parts.path)
    return parts.scheme in REDIS_SCHEMES and bool(parts.hostname and number and parts.port != 0)
