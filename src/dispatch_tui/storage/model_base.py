"""What all models share: the branch as the first part of every key, and the kinds of columns."""

from __future__ import annotations

from dispatch_tui.storage.orm import peewee

Text = peewee.TextField
Micros = peewee.BigIntegerField
Int = peewee.IntegerField


class Row(peewee.Model):
    """A row of one branch; the branch is the first part of every key."""

    branch = Text()
