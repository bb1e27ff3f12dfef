#!/usr/bin/env bash
# Every room includes only the rooms that its row in a local.mk names.  A row is
# `## room ROOM: ROOM-OR-FILE …`; a room on disk without a row is a failure.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C

declare -A may
while read -r _ _ room rest; do
  may[${room%:}]=$rest
done < <(grep -h '^## room ' lang/local.mk compiler/local.mk runtime/local.mk)

# One line for each include that names a file of ours in room $1 and should not.
strangers() {
  local file include allowed ok
  while IFS=: read -r file include; do
    ok=
    for allowed in "$1" ${may[$1]-}; do
      [[ $include == "$allowed" || $include == "$allowed"/* ]] && ok=1
    done
    [[ $include == config.h ]] && ok=1
    [[ $include =~ ^(lang|compiler|runtime)/[a-z]+/[a-z_]+\.(h|def)$ || $include == config.h ]] ||
      { echo "# $file: \"$include\" does not name a file from the top of the tree"; continue; }
    [[ $ok ]] || echo "# $file: $1 may not include $include"
  done < <(grep -Eo '^ *# *include *"[^"]*"' "$1"/*.[chly] /dev/null |
             sed 's/: *# *include *"\(.*\)"/:\1/')
}

shopt -s nullglob
rooms=()
for dir in lang/*/ compiler/*/ runtime/*/; do
  set -- "$dir"*.[chly]
  [ $# -gt 0 ] && rooms+=("${dir%/}")
done

echo "1..${#rooms[@]}"
n=0
for room in "${rooms[@]}"; do
  n=$((n + 1))
  if [[ ! ${may[$room]+row} ]]; then
    echo "not ok $n - $room has no row in ${room%%/*}/local.mk"
    continue
  fi
  found=$(strangers "$room")
  [ -z "$found" ] && echo "ok $n - $room" || { echo "not ok $n - $room"; echo "$found"; }
done
