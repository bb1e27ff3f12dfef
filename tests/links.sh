#!/usr/bin/env bash
# Links between the pages of the documentation lead to a file that is there, and to
# a heading that it has; and so they do in the site that is made of it (docs/site.py).
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C

# What a heading is called in a link: lower case, blanks as `-`, no other signs.
anchors() {
  awk '/^```/ { inside = !inside } !inside && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
    sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

# Each link of a page: target, not those into the web.
links() {
  awk '/^ *```/ { inside = !inside } !inside' "$1" | grep -Eo '\]\([^)]*\)' | sed 's/^](//; s/)$//' |
    grep -v '^[a-z]*:'
}

dead() {
  local link file
  while read -r link; do
    file=${link%%#*}
    if [ -z "$file" ]; then file=$1; else file=$(dirname "$1")/$file; fi
    if [ ! -e "$file" ]; then echo "# there is no $link"
    elif [[ $link == *#* ]] && ! anchors "$file" | grep -qx "${link#*#}"; then
      echo "# no heading for $link"
    fi
  done < <(links "$1")
}

of_site=8
has_site() { for tool in python3 "${CMARK:-cmark-gfm}" "${MANDOC:-mandoc}"; do command -v "$tool"; done; }

mapfile -t pages < <(find README.md doc examples tests lang/std -maxdepth 2 -name '*.md' | sort)
echo "1..$((${#pages[@]} + of_site))"
n=0
for page in "${pages[@]}"; do
  n=$((n + 1)) found=$(dead "$page")
  if [ -z "$found" ]; then echo "ok $n - $page"; else printf 'not ok %d - %s\n%s\n' "$n" "$page" "$found"; fi
done
if [ "$(has_site | wc -l)" = 3 ]; then PYTHONDONTWRITEBYTECODE=1 python3 tests/docs/site.py $((n + 1))
else
  for ((i = 1; i <= of_site; i++)); do
    echo "ok $((n + i)) - the site # SKIP there is no python3, cmark-gfm or mandoc"
  done
fi
