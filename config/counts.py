"""Counting in the memory of a process: no more than a dictionary that forgets."""

from typing import Any

from django.core.cache.backends.locmem import LocMemCache


class CountingMemory(LocMemCache):
    """Django's cache in memory, for numbers: they need no pickling, which costs ten times more.

    What was not used for longest goes first when it is full.
    """

    def count(self, key: str, seconds: int) -> int:
        """One more under this key, which is gone after so many seconds: how many there are."""
        name = self.make_key(key)
        with self._lock:
            number: int = 1 if self._has_expired(name) else self._cache[name] + 1
            self._keep(name, number, seconds)
        return number

    def keep(self, key: str, number: int, seconds: int) -> None:
        with self._lock:
            self._keep(self.make_key(key), number, seconds)

    def counted(self, key: str) -> int:
        name = self.make_key(key)
        with self._lock:
            return 0 if self._has_expired(name) else self._cache[name]

    def _keep(self, name: str, number: Any, seconds: int) -> None:
        """An end that is set stays: it is counted from the first."""
        end = None if self._has_expired(name) else self._expire_info[name]
        self._set(name, number, seconds)
        self._expire_info[name] = end or self._expire_info[name]
