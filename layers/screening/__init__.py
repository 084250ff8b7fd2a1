"""The spatial question about every parcel at once: set-wise in the database, one restriction at a time."""
from __future__ import annotations

from layers.screening.named import named
from layers.screening.region import screen_partitions, write_partitions
from layers.screening.rules import Memo, RuleTask, TaskResult, tasks_of
from layers.screening.setwise import Parcels, read_parcels, run_task, zones_of

__all__ = ["Memo", "Parcels", "RuleTask", "TaskResult", "named", "read_parcels", "run_task", "screen_partitions", "tasks_of", "write_partitions", "zones_of"]
