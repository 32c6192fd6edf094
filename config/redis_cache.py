"""A cache in Redis that may be gone: then nothing is found in it and nothing is kept.

What lies in a cache can be made again, so no visitor is refused for want of one.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from config.counts import CountingMemory

STEP = 10
SECONDS_UNASKED = 5.0  # after it did not answer, so that not every visitor waits for it

_here = CountingMemory("limits", {"OPTIONS": {"MAX_ENTRIES": 20_000}})
log = logging.getLogger(__name__)

Picture: TypeAlias = tuple[str, bytes]  # with its fingerprint before it


class PictureSerializer:
    """All that is kept by ``set``: no pickle, by which who writes to Redis could run code here."""

    FORM = re.compile(rb"(\w+)\n(.*)", re.DOTALL)

    def dumps(self, picture: Picture) -> bytes:
        fingerprint, drawn = picture
        return b"%s\n%s" % (fingerprint.encode(), drawn)

    def loads(self, kept: bytes) -> Picture | None:
        """None for anything else that lies there, such as what an older version pickled."""
        found = self.FORM.fullmatch(kept)
        return (found[1].decode(), found[2]) if found else None


class SparableRedisCache(RedisCache):
    """Of Django's methods, those that this site uses do without Redis where it is gone."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = _spared(partial(super().get, key, None, version), None)
        return default if found is None else found

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        _spared(partial(super().set, key, value, timeout, version), None)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        _spared(partial(super().delete_many, keys, version), None)

    def count(self, key: str, seconds: int) -> int:
        """One more under this key, which is gone after so many seconds: how many there are.

        Redis is told of every tenth alone, since to ask it costs a tenth of taking a form. So
        each process may know of up to nine fewer than there are in every other one.
        """
        here = _here.count(key, seconds)
        if here % STEP == 0:
            everywhere = _spared(partial(self._add, key, seconds), here)
            _here.keep(f"{key} elsewhere", everywhere - here, seconds)
        return self.counted(key)

    def counted(self, key: str) -> int:
        return _here.counted(key) + _here.counted(f"{key} elsewhere")

    def _add(self, key: str, seconds: int) -> int:
        """In one question: Django's own methods would need three."""
        name = self.make_and_validate_key(key)
        asked = self._cache.get_client(name, write=True).pipeline(transaction=False)
        asked.set(name, 0, ex=seconds, nx=True)
        asked.incrby(name, STEP)
        everywhere: int = asked.execute()[1]
        return everywhere


class _Outage:
    """Whether Redis is gone, as far as this process knows: that is told once, and the end too."""

    known = False
    unasked_until = 0.0

    def begins(self, error: RedisError) -> None:
        self.unasked_until = time.monotonic() + SECONDS_UNASKED
        if not self.known:
            # Its kind only: the text may hold the address, and that a password.
            log.error("Redis did not answer: %s", type(error).__name__)
        self.known = True

    def ends(self) -> None:
        if self.known:
            log.warning("Redis answers again")
        self.known = False


_outage = _Outage()


def _spared(ask: Callable[[], Any], otherwise: Any) -> Any:
    """What is answered, or ``otherwise`` where Redis is gone, or was a moment ago."""
    if time.monotonic() < _outage.unasked_until:
        return otherwise
    try:
        answered = ask()
    except RedisError as error:
        _outage.begins(error)
        return otherwise
    _outage.ends()
    return answered
