"""The Celery application. Rooms never import this: they enqueue through gisapp.core.jobs."""
import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gisapp.settings")
app = Celery("gisapp")
# For every thread of the web server too: a thread without it would look for a broker on localhost, wait and give up.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["gisapp.core"])
