#!/usr/bin/env bash
# Every code of lang/base/codes.def has a page in doc/diagnostics that shows the
# mistake and what is right, and a golden in tests/golden/errors that prints it, or
# in tests/golden/import if it is about what is imported; nothing lies in either
# place that belongs to no code.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C
shopt -s nullglob

# Codes that no source in a page can bring about, so that cases of tests/golden/cli
# show them instead.
declare -A from_the_command_line=(
  [E0110]="a page of brackets is no help" [E0117]="bytes that are not text" [E0118]="the same"
  [E0512]="other files" [E0513]="the same"
  [E0327]="an option" [E0328]="an option" [E0703]="other files"
  [E0451]="an option" [E0524]="the same" [W0533]="the same"
  [E0850]="another command" [E0851]="the same" [E0852]="the same" [E0853]="the same"
  [E0854]="another command" [E0855]="the same" [E0856]="the same"
  [E0820]="another command" [W0545]="the same"
  [W0550]="an option" [W0551]="the same" [W0552]="the same" [W0553]="the same" [W0554]="the same"
  [E0830]="files that options name" [E0831]="the same" [E0832]="the same" [E0833]="the same"
  [E0834]="the same" [W0555]="the same" [W0556]="another command"
)

# Codes about files beside a design, which no block of a page can have.
declare -A about_other_files=([E0642]="rows of tables")

is_imported() { [[ $1 == E08* || $1 == W054* ]]; }

has_golden() {
  local file
  if [[ ${from_the_command_line[$1]-} ]]; then set -- "$1" tests/golden/cli/*.out
  elif is_imported "$1"; then set -- "$1" tests/golden/import/"$1"-*.out
  else set -- "$1" tests/golden/errors/"$1"-*.out
  fi
  for file in "${@:2}"; do grep -q "\[$1\]" "$file" && return; done
  return 1
}

# One line for each thing that the code lacks.
lacks() {
  local page=doc/diagnostics/$1.md language=tl case=tests/golden/errors/$1-….tl
  is_imported "$1" && language=yaml case=tests/golden/import/$1-….yaml
  if [ ! -f "$page" ]; then echo "# $page is missing"
  else
    head -n 1 "$page" | grep -q "$1.*$2" || echo "# the first line of $page names $1 and $2"
    [[ ${from_the_command_line[$1]-}${about_other_files[$1]-} ]] || grep -q "^\`\`\`$language error.* $1" "$page" ||
      echo "# $page shows no mistake (a block marked: $language error $1)"
  fi
  has_golden "$1" || echo "# no case $case prints [$1]"
}

mapfile -t rows < <(sed -n 's/^CODE(\([EW][0-9]*\), *\([a-z0-9-]*\),.*/\1 \2/p' lang/base/codes.def)
echo "1..$((${#rows[@]} + 2))"
n=0
declare -A is_code
result() {
  n=$((n + 1))
  if [ -z "$2" ]; then echo "ok $n - $1"; else printf 'not ok %d - %s\n%s\n' "$n" "$1" "$2"; fi
}

for row in "${rows[@]}"; do
  is_code[${row% *}]=1
  result "$row" "$(lacks ${row})"
done

strays=
for file in doc/diagnostics/*.md tests/golden/errors/*.tl tests/golden/import/[EW][0-9]*-*.yaml; do
  id=${file##*/}
  id=${id%%[-.]*}
  [[ ${is_code[$id]-} ]] || strays+="# $file belongs to no code"$'\n'
done
result "every page and case belongs to a code" "$strays"
result "every code is there once" \
  "$(printf '# twice: %s\n' "${rows[@]% *}" "${rows[@]#* }" | sort | uniq -d)"
