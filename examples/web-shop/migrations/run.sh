#!/bin/sh
# Apply every migration that the database has not seen, in order, each in one transaction.
set -eu
: "${DATABASE_URL:?set DATABASE_URL to your own database}"
sql() { psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --quiet "$@"; }

sql --command "create table if not exists migrations (name text primary key)"
for file in migrations/*.sql; do
  name=$(basename "$file")
  seen=$(sql --tuples-only --no-align --command "select count(*) from migrations where name = '$name'")
  [ "$seen" = 0 ] || continue
  sql --single-transaction --file "$file" --command "insert into migrations values ('$name')"
  echo "applied $name"
done
