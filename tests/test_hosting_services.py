"""The database and the cache that docs/hosting.md describes: started, and one of them stopped."""

import pickle
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.cache import caches
from redis import Redis
from redis.exceptions import AuthenticationError, ConnectionError

from bench.failover import Pair, kill, pair
from config import connections, redis_cache
from config.counts import CountingMemory
from config.redis_cache import SparableRedisCache
from tests.browser.server import free_port
from tests.hosting import HOSTING, found_or_installed, replaced, wait_until
from tests.postgres import Cluster, find_or_install

# PostgreSQL: what happens when the primary dies is what `make failover` tries.


@pytest.fixture
def both() -> Iterator[Pair]:
    """The documented primary and its standby."""
    programs = find_or_install()
    if programs is None:
        pytest.skip("PostgreSQL is not here and could not be installed")
    with pair(programs) as made:
        yield made


def guard(cluster: Cluster) -> str:
    """Run the guard there; for whom commits wait from then on."""
    file = HOSTING / "postgresql" / "crossroads-guard.sql"
    command = [cluster.programs / "psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"]
    subprocess.run([*command, f"--file={file}", cluster.url], check=True, capture_output=True)
    time.sleep(0.2)  # until the new setting is read
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        return connection.execute("SHOW synchronous_standby_names").fetchone()[0]


def test_commits_wait_for_the_standby_while_there_is_one(both: Pair) -> None:
    def write() -> None:
        with psycopg.connect(both.primary.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE written (number int)")

    assert (guard(both.primary), guard(both.standby)) == ("standby", "")
    kill(both.standby)
    writer = threading.Thread(target=write)
    writer.start()
    writer.join(timeout=1)
    assert writer.is_alive()
    assert guard(both.primary) == ""
    writer.join(timeout=10)
    assert not writer.is_alive()
    assert guard(both.primary) == ""
    assert commits_waited_for(both.primary) == ""
    both.standby.start()
    wait_until(lambda: guard(both.primary) == "standby")
    assert commits_waited_for(both.primary) == "standby"


def commits_waited_for(cluster: Cluster) -> str:
    """For whom, by the last line on it in the log, by which one decides whom to promote."""
    log = (cluster.folder / "log.txt").read_text()
    return re.findall(r'parameter "synchronous_standby_names" changed to "(\w*)"', log)[-1]


# Redis


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis with the documented file, with the password."""
    program, port = found_or_installed("redis-server", "redis-server"), free_port()
    file = tmp_path / "redis.conf"
    file.write_text(replaced(HOSTING / "redis" / "redis.conf", {"port 6379": f"port {port}"}))
    (password,) = re.findall("(?m)^requirepass (.+)", file.read_text())
    process = subprocess.Popen([program, str(file)], cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://:{password}@127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)


def counting_elsewhere(redis: str, patch: pytest.MonkeyPatch) -> Callable[[str, int], int]:
    """How another process counts there, which has a memory of its own."""
    cache, here = SparableRedisCache([redis], {}), CountingMemory("another process", {})

    def count(key: str, seconds: int) -> int:
        with patch.context() as other:
            other.setattr(redis_cache, "_here", here)
            return cache.count(key, seconds)

    return count


def test_redis_keeps_pictures_counts_for_all_and_may_go_at_any_time(
    redis: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings.CACHES = {"default": memory, "cards": connections.redis(redis)}
    picture = ("fingerprint", b"\x89PNG")

    def kept() -> object:
        caches["cards"].set("card:token", picture)
        return caches["cards"].get("card:token")

    wait_until(lambda: kept() == picture)
    one, other = caches["cards"], counting_elsewhere(redis, monkeypatch)
    assert [one.count("sent", 60) for _ in range(20)] == [*range(1, 21)]
    assert [other("sent", 60) for _ in range(12)] == [*range(1, 10), 30, 31, 32]
    client = one._cache.get_client()
    assert (client.get(":1:sent"), 55 < client.ttl(":1:sent") <= 60) == (b"30", True)
    caches["cards"].delete_many(["card:token", "story:token"])
    assert caches["cards"].get("card:token", "nothing") == "nothing"
    client.set(":1:card:token", pickle.dumps(picture))  # an older version kept them so
    assert caches["cards"].get("card:token", "nothing") == "nothing"


def test_redis_asks_for_a_password(redis: str) -> None:
    wait_until(lambda: is_there(redis))
    without = re.sub(":[^:]+@", "", redis)
    with Redis.from_url(without) as stranger, pytest.raises(AuthenticationError):
        stranger.ping()


def is_there(redis: str) -> bool:
    try:
        with Redis.from_url(redis) as asking:
            return asking.ping()
    except ConnectionError:
        return False
