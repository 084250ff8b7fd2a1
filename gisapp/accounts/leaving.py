"""Said when somebody no longer works for a town hall, so that every room ends what it gave them, in the same transaction."""
from __future__ import annotations

from django.dispatch import Signal

# Sent with user=User, authority=Authority, by=User. A receiver that raises undoes the leaving.
person_left = Signal()
