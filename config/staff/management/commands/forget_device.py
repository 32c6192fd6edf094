"""For who has lost the device of the second factor, and the recovery codes too."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.staff import second_factor


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        try:
            user = get_user_model().objects.get_by_natural_key(username)
        except get_user_model().DoesNotExist:
            raise CommandError(f"There is no account {username!r}.") from None
        if not second_factor.forget(user):
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(
            f"{username} has no second factor any more. Whoever logs in next with this password "
            "sets up a new one: if it may be known to others, change it first with\n"
            f"  manage.py changepassword {username}"
        )
