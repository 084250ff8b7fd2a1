#!/bin/sh
# archive_command of the database: archive_wal FOLDER %p %f. Never overwrites; done only when it is on the disk.
set -eu
folder="$1" from="$2" name="$3"
if [ -f "$folder/$name" ]; then
  # After a crash the same segment comes again: that is well if it is the same, and an alarm if it is not.
  cmp -s "$from" "$folder/$name" && exit 0
  echo "archive_wal: $folder/$name exists with other content" >&2
  exit 1
fi
cp "$from" "$folder/$name.part"
sync "$folder/$name.part"
mv "$folder/$name.part" "$folder/$name"
