"""The second factor: a code from an app, or one of the recovery codes.

Whoever can change what visitors see at once, by publishing or in the library of roles and facts,
must have one; who only writes drafts may. Whoever has one is asked for it at every login.
"""

import re
import time
from base64 import urlsafe_b64encode
from math import ceil
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

PUBLISH = "quiz.publish_quiz"
# Permissions whose use no publishing stands behind: the library, and accounts themselves.
AT_ONCE = re.compile(r"(careers|auth)\.(add|change|delete)_")
RECOVERY_CODES = 10
NEW_KEY = "new_second_factor"  # in the session: the secret of a device not yet confirmed


class TooSoon(Exception):
    """So many wrong codes were tried that the next is not read before ``seconds`` have passed."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def is_awaited(request: HttpRequest) -> bool:
    """Whether this person has given the password, and not yet the second factor."""
    if not settings.SECOND_FACTOR or request.user.is_verified():
        return False
    if not hasattr(request, "second_factor_awaited"):
        user = request.user
        request.second_factor_awaited = must_have_one(user) or has_device(user)
    return request.second_factor_awaited


def must_have_one(user: AbstractBaseUser) -> bool:
    return user.has_perm(PUBLISH) or any(map(AT_ONCE.match, user.get_all_permissions()))


def has_device(user: AbstractBaseUser) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def verify(user: AbstractBaseUser, code: str, *, recovery: bool = False) -> Device | None:
    """The device that this code is of, None for a wrong one; a code is good once.

    Raises TooSoon. Each wrong code doubles the wait, which begins at one second.
    """
    kind = StaticDevice if recovery else TOTPDevice
    _wait_from_now_at_the_latest(kind.objects.filter(user=user))
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            return None
        allowed, why = device.verify_is_allowed()
        if not allowed:
            wait = why["locked_until"] - timezone.now()
            raise TooSoon(max(1, ceil(wait.total_seconds())))
        given = digest(code) if recovery else code
        return device if device.verify_token(given) else None


def _wait_from_now_at_the_latest(devices: QuerySet[Device]) -> None:
    """A clock that was ahead has put the last wrong code into the future: no wait that long."""
    now = timezone.now()
    late = devices.filter(throttling_failure_timestamp__gt=now)
    late.update(throttling_failure_timestamp=now)


def new_device(request: HttpRequest) -> TOTPDevice:
    """The device being set up, not saved.

    Its secret is in the session alone: one that was shown to another login is never confirmed.
    """
    key = request.session.setdefault(NEW_KEY, default_key())
    return TOTPDevice(user=request.user, name="App", key=key)


def confirm(request: HttpRequest, device: TOTPDevice, code: str) -> bool:
    """Save the new device if its app shows this code now; it cannot be used a second time."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    if not totp.verify(int(code), device.tolerance):
        return False
    device.last_t, device.drift = totp.t(), totp.drift
    device.save()
    del request.session[NEW_KEY]
    return True


def picture(device: TOTPDevice) -> SafeString:
    """The QR code of the device's address as SVG, dark on light whatever the page's colours."""
    code = segno.make(device.config_url, micro=False)
    options: dict[str, Any] = {"dark": "#000", "light": "#fff", "svgclass": None}
    svg = code.svg_inline(lineclass=None, omitsize=True, **options)
    return mark_safe(svg)  # noqa: S308  # nosec B308, B703 # segno's own digits and letters


def new_recovery_codes(user: AbstractBaseUser) -> list[str]:
    """Fresh ones, 40 random bits each; those before are no longer good."""
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Recovery"})
        device.token_set.all().delete()
        kept = [StaticToken(device=device, token=digest(code)) for code in codes]
        StaticToken.objects.bulk_create(kept)
    return codes


def digest(code: str) -> str:
    """A recovery code as it is kept: 96 bits, as many as the column holds.

    Made with the secret key, which no database and no backup has: who reads one of these there
    cannot try out codes.
    """
    made = salted_hmac("config.staff.recovery", code, algorithm="sha256").digest()
    return urlsafe_b64encode(made)[:16].decode()


def recovery_codes_left(user: AbstractBaseUser) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def forget(user: AbstractBaseUser) -> bool:
    """Delete this person's device and recovery codes; whether there was a device."""
    with transaction.atomic():
        found, _ = TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    return found > 0
