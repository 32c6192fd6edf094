"""What is kept in Redis, and what is made of anything else that lies there."""

import pickle

import pytest

from config import connections
from config.redis_cache import PictureSerializer, SparableRedisCache

PICTURE = ("0123456789abcdef", b"\x89PNG\r\n\x1a\n")


class Bomb:
    """Whoever unpickles it runs what it says."""

    def __reduce__(self) -> tuple[object, ...]:
        return pytest.fail, ("it was unpickled",)


def test_a_picture_is_read_as_it_was_kept() -> None:
    serializer = PictureSerializer()
    assert serializer.loads(serializer.dumps(PICTURE)) == PICTURE


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(pickle.dumps(PICTURE), id="pickled"),
        pytest.param(pickle.dumps(PICTURE, protocol=0), id="pickled as text"),
        pytest.param(pickle.dumps(Bomb()), id="code"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"30", id="a count"),
    ],
)
def test_what_is_no_picture_is_not_there(kept: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = SparableRedisCache(["redis://nowhere"], connections.redis("redis://nowhere"))
    monkeypatch.setattr("redis.Redis.get", lambda client, name: kept)
    assert cache.get("card:token", "nothing") == "nothing"
