"""Background work reaches the broker that the settings name."""

import threading

from django.conf import settings

from gisapp.core.tasks import run


def test_every_thread_of_the_web_server_hands_jobs_to_the_broker_of_the_settings() -> None:
    """Without the configured application a thread asks for a broker on localhost, waits seconds at each commit and leaves all to the sweeper."""
    found: list[tuple[str | None, str]] = []
    thread = threading.Thread(target=lambda: found.append((run.app.main, run.app.conf.broker_url)))
    thread.start()
    thread.join()
    assert found == [("gisapp", settings.CELERY_BROKER_URL)]
