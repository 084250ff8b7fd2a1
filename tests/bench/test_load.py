"""The peak hour of a city of 100,000 on one machine of two cores, then more and more of it until the house bends.

A peak day there is 63 requests and 2,000 visitors: 12.5 pages and 83 tiles a second at its peak, 13 requests in that hour (the
assumptions are in docker/RUNBOOK.md, "Growing"). The visitors run on the same two cores as the house.
"""

from pathlib import Path

import pytest
from django.conf import settings

from gisapp.core import files

from .load.measure import House, Stage, open_house

pytestmark = pytest.mark.bench

DAY = 40  # people at once that ask about 12 pages and 80 tiles a second
TIMES = (1, 2, 5, 10)
SECONDS = 60


def say(title: str, stage: Stage, house: House) -> None:
    print(f"\n{title}")
    for row in stage.rows:
        print(f"  {row.name:28} {row.asked:>6} asked {row.failed:>4} failed   p50 {row.p50:>6.0f}  p95 {row.p95:>6.0f}  p99 {row.p99:>6.0f} ms   {row.rate:>6.1f}/s")
    print("  processors: " + ", ".join(f"{name} {share:.2f}" for name, share in sorted(stage.cpu.items(), key=lambda one: -one[1])) + f"; jobs waiting {house.waiting()}")


@pytest.mark.django_db
def test_a_day_of_the_city_and_ten_times_that(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        stages = []
        for times in TIMES:
            stages.append(house.run(DAY * times, SECONDS))
            say(f"{times} × the peak hour of a city of 100,000: {DAY * times} people, {SECONDS} s", stages[-1], house)
        print(f"  the worker had done all after {house.drain(600):.0f} s more")

        promised = house.promised("case")
        kept = {str(one[0]) for one in house.sql("SELECT id FROM permits_case WHERE submitted_at IS NOT NULL AND registry_number IS NOT NULL")}
        count, different, highest = house.sql("SELECT count(*), count(DISTINCT number), max(number) FROM permits_registerentry WHERE book = 'general'")[0]
        papers = [str(one[0]) for one in house.sql("SELECT DISTINCT sha256 FROM permits_paper")]
        signed = {str(one[0]) for one in house.sql("SELECT id FROM permits_signaturestep WHERE state = 'signed'")}
        print(f"  accepted {len(promised)} requests, lost {len(promised - kept)}; register {count} entries, {different} different, last {highest}; signed {len(house.promised('step'))}, lost {len(house.promised('step') - signed)}")
        assert promised
        assert promised <= kept
        assert count == different == highest
        assert all((Path(house.env["FILES_ROOT"]) / files.path_of(one).relative_to(settings.FILES_ROOT)).exists() for one in papers)
        assert house.promised("step") <= signed
        assert house.waiting() == 0
        assert stages[0].whole.failed == 0
        assert stages[0].whole.p95 < 500
