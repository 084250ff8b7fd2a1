"""The Celery application. Rooms never import this: they enqueue through gisapp.core.jobs."""
import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gisapp.settings")
app = Celery("gisapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["gisapp.core"])
