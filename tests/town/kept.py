"""A town is built once by the real code and put back as rows for every other module of tests: building takes seconds, rows a fraction.

Only what the building wrote is kept: every table that was empty before. The rows come back with their numbers, inside the module's
transaction, with triggers and foreign keys asleep as in a restore; nothing else about the database differs from a town just built.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.apps import apps
from django.db import connection


@dataclass(frozen=True)
class _Kept:
    built: object
    rows: dict[str, bytes]
    """By table with its columns, as COPY names them."""


T = TypeVar("T")
_kept: dict[str, _Kept] = {}


def built_once(name: str, build: Callable[[], T]) -> T:
    """Return what `build` returns, with its rows in the database; `build` runs once in a process. Call it inside a transaction."""
    found = _kept.get(name)
    if found is None:
        empty = {table for table in _tables() if not _any(table)}
        made = build()
        # A copy for each module: what a test sets on an object must not reach the next module.
        _kept[name] = _Kept(copy.deepcopy(made), dict(_copy_out(table) for table in sorted(empty) if _any(table)))
        return made
    _put_back(found.rows)
    return copy.deepcopy(found.built)  # type: ignore[return-value]


def _tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}


def _any(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return bool(cursor.fetchone()[0])


def _columns(table: str) -> str:
    """All columns that can be written: generated ones come by themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(column_name) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position", [table])
        return ", ".join(name for (name,) in cursor.fetchall())


def _copy_out(table: str) -> tuple[str, bytes]:
    kept, named = io.BytesIO(), f'"{table}" ({_columns(table)})'
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {named} TO STDOUT (FORMAT binary)", kept)
    return named, kept.getvalue()


def _put_back(rows: dict[str, bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for named, content in rows.items():
            cursor.cursor.copy_expert(f"COPY {named} FROM STDIN (FORMAT binary)", io.BytesIO(content))
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
