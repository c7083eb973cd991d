#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is empty: one database per deployable.
set -eu
for database in $CIC_DATABASES; do
    createdb --username "$POSTGRES_USER" "$database"
done
