#!/usr/bin/env bash
# restore.sh DATA_DIR [MOMENT]: make a new database folder as of MOMENT ("2026-11-24 10:15:00+02"; newest if not given).
#
# Run as root or as the user that PostgreSQL runs as. DATA_DIR must not exist or be empty: nothing is overwritten. Start PostgreSQL on it afterwards: it replays the log up to MOMENT and
# opens. Environment: BACKUP_DIR, and FILES_ROOT (optional) into which the people's files are copied back.
set -euo pipefail

: "${BACKUP_DIR:?BACKUP_DIR says where backups are}"
data="${1:?say which folder to restore into}"
moment="${2:-}"

if [ -d "$data" ] && [ -n "$(ls -A "$data")" ]; then
  echo "restore: $data is not empty; move it away first, nothing is overwritten" >&2
  exit 1
fi

wanted=99999999T999999Z
if [ -n "$moment" ]; then
  wanted=$(date -u -d "$moment" +%Y%m%dT%H%M%SZ)
fi
base=""
# The stamp is when a backup began; one that began before the moment but ended after it cannot go back to it.
while read -r stamp; do
  ended=$(date -u -r "$BACKUP_DIR/base/$stamp/backup_manifest" +%Y%m%dT%H%M%SZ)
  [[ "$ended" > "$wanted" ]] || base="$stamp"
done < <(find "$BACKUP_DIR/base" -mindepth 1 -maxdepth 1 -type d -name '2*' -printf '%f\n' | sort)
if [ -z "$base" ]; then
  echo "restore: there is no backup from before ${moment:-now} in $BACKUP_DIR/base" >&2
  exit 1
fi

pg_verifybackup --quiet "$BACKUP_DIR/base/$base"
mkdir -p "$data"
cp --archive "$BACKUP_DIR/base/$base/." "$data/"
chmod 700 "$data"
{
  echo "restore_command = 'cp \"$BACKUP_DIR/wal/%f\" \"%p\"'"
  [ -z "$moment" ] || echo "recovery_target_time = '$moment'"
  echo "recovery_target_action = 'promote'"
} >> "$data/postgresql.auto.conf"
touch "$data/recovery.signal"
if [ -n "${FILES_ROOT:-}" ]; then
  mkdir -p "$FILES_ROOT"
  cp --archive --no-clobber "$BACKUP_DIR/files/." "$FILES_ROOT/"
fi
echo "restore: $data holds the backup of $base; start PostgreSQL on it to replay the log${moment:+ up to $moment}"
