"""The settings that tests run with: the demo's, with nothing shared between workers and nothing that leaves the machine."""

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("EMAIL_URL", "memorymail://")
# The house's own cluster, unless one is given; a lost commit on a power cut does not matter to a test database.
try:
    _house = json.loads((_ROOT / ".run" / "house.json").read_text(encoding="utf-8"))
    os.environ.setdefault("DATABASE_URL", f"postgis://gisapp:{_house['db_password']}@127.0.0.1:{_house['db_port']}/gisapp")
    os.environ.setdefault("REDIS_URL", f"redis://127.0.0.1:{_house['redis_port']}/15")
except (FileNotFoundError, KeyError):
    pass
os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")

from gisapp.settings import *  # noqa: E402, F403

_scratch = Path(tempfile.mkdtemp(prefix="gisapp-test-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
FILES_ROOT = _scratch / "files"
STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir()
# The suite has its own counter for rate limits, and no worker shares it with another.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
# Argon2 is slow on purpose; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
