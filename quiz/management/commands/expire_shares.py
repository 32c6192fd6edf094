"""Delete shared results whose time has run out, which nobody sees since then, and old tags."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from quiz import cards, once, sharing

BATCH = 100  # rows deleted at once, so that visitors wait for no longer than these take
# Between them. Who waits for SQLite's lock only looks from time to time whether it is free.
SECONDS_FOR_OTHERS = 0.02


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: Any) -> None:
        deleted = 0
        while tokens := sharing.delete_expired(BATCH):
            for token in tokens:
                cards.forget(token)
            deleted += len(tokens)
            time.sleep(SECONDS_FOR_OTHERS)
        once.forget_older()
        self.stdout.write(f"Deleted {deleted} expired share{'' if deleted == 1 else 's'}.")
