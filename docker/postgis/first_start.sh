#!/bin/sh
# The application's role: it owns its database and is no superuser. Run once, by the image, on an empty volume.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$APP_PASSWORD" -U "$POSTGRES_USER" -d gisapp <<'SQL'
CREATE ROLE gisapp LOGIN PASSWORD :'password';
ALTER DATABASE gisapp OWNER TO gisapp;
ALTER SCHEMA public OWNER TO gisapp;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SQL
# Backups come from the container beside this one, over the inside network and with a password.
echo "host replication ${POSTGRES_USER} all scram-sha-256" >> "$PGDATA/pg_hba.conf"
