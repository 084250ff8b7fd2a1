#!/bin/sh
# What a container of our image does: web, worker, beat, migrate (and learn), or any management command.
set -eu
case "${1:-web}" in
  web)
    # The processes add up their counts for /metrics in files; those of an earlier run would count twice.
    export PROMETHEUS_MULTIPROC_DIR=/dev/shm/gisapp-metrics
    rm -rf "$PROMETHEUS_MULTIPROC_DIR" && mkdir -p "$PROMETHEUS_MULTIPROC_DIR"
    # Threads, because a request waits for PostGIS more than it computes; more machines before more workers.
    exec gunicorn gisapp.wsgi --bind 0.0.0.0:8000 --workers "${WEB_WORKERS:-2}" --threads "${WEB_THREADS:-4}" \
      --timeout 60 --graceful-timeout 30 --max-requests 5000 --max-requests-jitter 500 --worker-tmp-dir /dev/shm
    ;;
  worker)
    exec celery -A gisapp.celery worker --concurrency "${WORKER_PROCESSES:-2}" --without-gossip --without-mingle -l INFO
    ;;
  beat)
    # One beat for the whole installation; two would only do things twice, which every job endures.
    exec celery -A gisapp.celery beat --pidfile= -l INFO
    ;;
  migrate)
    python manage.py "$@"
    # The assistant learns once, before the first question, where web and workers find it.
    exec python manage.py chat_train
    ;;
  *)
    exec python manage.py "$@"
    ;;
esac
