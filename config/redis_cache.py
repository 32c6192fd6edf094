"""A cache in Redis that may be gone: then nothing is found in it and nothing is kept.

What lies in a cache can be made again, so no visitor is refused for want of one.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class SparableRedisCache(RedisCache):
    """Of Django's methods, those that this site uses do without Redis where it is gone."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with _spared():
            return super().get(key, default, version)
        return default

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        with _spared():
            super().set(key, value, timeout, version)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        with _spared():
            super().delete_many(keys, version)


@contextmanager
def _spared() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        # Its kind only: the text may hold the address, and that a password.
        log.error("Redis did not answer: %s", type(error).__name__)
