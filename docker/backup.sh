#!/usr/bin/env bash
# backup.sh [all|files]: a whole, verified copy of the database (pg_basebackup) and of the people's files.
#
# Together with the write-ahead log that the database archives into $BACKUP_DIR/wal (docker/archive_wal.sh), restore.sh
# brings the database to any moment since the oldest backup kept. Environment: BACKUP_DIR, FILES_ROOT (optional),
# KEEP (how many whole backups, 14) and PGHOST, PGPORT, PGUSER, PGPASSWORD of a role that may replicate.
set -euo pipefail

: "${BACKUP_DIR:?BACKUP_DIR says where backups go}"
KEEP="${KEEP:-14}"
what="${1:-all}"
mkdir -p "$BACKUP_DIR/base" "$BACKUP_DIR/wal" "$BACKUP_DIR/files"
chmod 700 "$BACKUP_DIR/base" "$BACKUP_DIR/files"

copy_files() {
  # A file's name is the hash of its content: it never changes, so what is there need not be copied again.
  [ -z "${FILES_ROOT:-}" ] || [ ! -d "$FILES_ROOT" ] || cp --archive --no-clobber "$FILES_ROOT/." "$BACKUP_DIR/files/"
}

if [ "$what" = files ]; then
  copy_files
  exit 0
fi

stamp=$(date -u +%Y%m%dT%H%M%SZ)
part="$BACKUP_DIR/base/.$stamp.part"
trap 'rm -rf "$part"' EXIT
pg_basebackup --pgdata="$part" --format=plain --wal-method=stream --checkpoint=fast --no-password
pg_verifybackup --quiet "$part"
# In compose.yml this runs as root, to read the people's files; the restored folder must be the server's own again.
[ "$(id -u)" != 0 ] || chown -R postgres: "$part"
mv "$part" "$BACKUP_DIR/base/$stamp"
# Files after the database: a row is written after its file, so every row of this backup has its file in the copy.
copy_files

# Older backups go only now that a newer one is whole; the log stays back to the oldest one that is kept.
mapfile -t kept < <(find "$BACKUP_DIR/base" -mindepth 1 -maxdepth 1 -type d -name '2*' -printf '%f\n' | sort)
while [ "${#kept[@]}" -gt "$KEEP" ]; do
  rm -rf "${BACKUP_DIR:?}/base/${kept[0]}"
  kept=("${kept[@]:1}")
done
oldest=$(sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p' "$BACKUP_DIR/base/${kept[0]}/backup_label")
pg_archivecleanup "$BACKUP_DIR/wal" "$oldest"
echo "backup: $stamp is whole; ${#kept[@]} kept"
