#!/usr/bin/env bash
# The mapper on networks: a table with a line for each layer on each of the machines of
# tests/bench/mapper/, within what may be mapped how there (`held`) and without (`free`), and what
# the lines come to.  Of layers that are equal the first is run, with the number of them behind
# its name.  `all` is the whole network in one design.
#
# Lines are chosen by names or patterns in the environment, all of them if nothing is said:
#   DESIGN   eyeriss simba weight output
#   NETWORK  alexnet vgg16 resnet18 bert gpt2
#   LAYER    as lang/std/layers/*.tl have them; all
#   SPACE    held free
# and LIMIT is how many seconds a search may take (60), THREADS how many threads it has (all).
# With LINES_TO=FILE what the lines say is added to this file for bench.sh: seconds on the clock,
# KiB, how it ended, machine, space, network, layer, seconds of the processor.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C
limit=${LIMIT:-60} here=$PWD
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

# Of each machine: the module that it stands in, its name there, and the module of its mapspaces.
designs=(
  'eyeriss eyeriss Eyeriss eyeriss'
  'simba simba Simba simba'
  'weight stationary Stationary weight_stationary'
  'output stationary Stationary output_stationary'
)
networks=('alexnet Convolutions' 'vgg16 Convolutions' 'resnet18 Convolutions' 'bert Products' 'gpt2 Products')

chosen() { [[ $1 == ${2:-*} ]]; }

# The layers of a network's list: those that are equal, on one line, parted by blanks.
layers() {
  awk '
    /^workload [a-z0-9_]* *=/ { made[$2] = $0; sub(/^[^=]*= */, "", made[$2]) }
    /^let layers = \[/ { on = 1; sub(/.*\[/, "") }
    on {
      end = /\]/; gsub(/[],]/, " ")
      n = split($0, name, " ")
      for (i = 1; i <= n; i++) {
        how = made[name[i]]
        if (!(how in line)) order[++lines] = how
        line[how] = line[how] " " name[i]
      }
      if (end) on = 0
    }
    END { for (i = 1; i <= lines; i++) print substr(line[order[i]], 2) }' "lang/std/layers/$1.tl"
}

# write NETWORK LAYER SPACE WITHIN: the design of a line.
write() {
  echo "import \"$here/tests/bench/mapper/$module.tl\" { $arch as Machine }"
  local within=
  if [ "$3" = held ]; then
    within=" within Space"
    echo "import \"$here/tests/bench/mapper/$spaces.tl\" { $4 as Space }"
  fi
  echo "mapper Timed { strategy = exact; minimize edp; gap = 0%; time_limit = $limit s${THREADS:+; threads = $THREADS} }"
  if [ "$2" = all ]; then
    echo "import layers.$1 { layers }"
    echo "for layer in layers { run layer on Machine$within using Timed }"
  else
    echo "import layers.$1 { $2 }"
    echo "run $2 on Machine$within using Timed { count = 1 }"
  fi
}

# What a report says of its searches: how many, how many proven, and of all together the EDP, the
# widest gap and the labels.
searched() {
  awk '
    function number(line) { sub(/^[^:]*: /, "", line); sub(/,$/, "", line); return line + 0 }
    /^      "status"/ { runs++; proven += /"optimal"/ }
    /^      "search": \{/ { on = 1 }
    on && /^        "gap"/ { g = number($0); if (g > gap) gap = g }
    on && /^        "labels"/ { labels += number($0) }
    /^      "totals"/ { on = 0 }
    /^        "cycles"/ { cycles += number($0) }
    /^        "energy_pJ"/ { pJ += number($0) }
    END { printf "%d %d %.9g %.3g %.0f\n", runs, proven, pJ * cycles, gap, labels }' "$1"
}

# try NETWORK LAYERS SPACE WITHIN: one line of the table, and of $tmp/lines for what they come to.
try() {
  local equal=($2) runs proven value gap labels seconds kib status used searches=1 end=
  write "$1" "${equal[0]}" "$3" "$4" >"$tmp/design.tl"
  [ "${equal[0]}" = all ] && searches=$(layers "$1" | wc -l)
  "$child" $((limit * searches + 20)) "$tmp/used" "$TLC" --format json "$tmp/design.tl" >"$tmp/report" 2>"$tmp/error" || exit
  read -r seconds kib status used <"$tmp/used"
  read -r runs proven value gap labels < <(searched "$tmp/report")
  [ "$proven" = "$runs" ] && [ "$runs" != 0 ] || end=open
  [ "$runs" = 0 ] && value=- gap=- labels=- end="none: $(grep -m 1 '^error' "$tmp/error" || echo "status $status")"
  [ "$status" = late ] && end=late
  local name=${equal[0]}
  [ ${#equal[@]} -gt 1 ] && name+=" x${#equal[@]}"
  printf '%-8s %-9s %-20s %-5s %8.2f %14s %9s %13s %6d %s\n' \
    "$design" "$1" "$name" "$3" "$seconds" "$value" "$gap" "$labels" "$((kib / 1024))" "${end:-proven}"
  end=${end:-proven}
  echo "$seconds $kib ${end%%:*} $design $3 $1 ${equal[0]} $used" >>"$tmp/lines"
}

# What the lines that $1 and $2 name (design, space) come to; whole networks apart.
summary() {
  sort -n "$tmp/lines" | awk -v design="$1" -v space="$2" -v title="$3" '
    ($4 == design || design == "") && ($5 == space || space == "") {
      if ($2 > kib) kib = $2
      if ($7 == "all") next
      at[++n] = $1; worst = $4 " " $5 " " $6 " " $7
      proven += $3 == "proven"
    }
    END {
      if (!n) exit
      median = n % 2 ? at[(n + 1) / 2] : (at[n / 2] + at[n / 2 + 1]) / 2
      printf "%-14s %4d of %4d proven; median %.2f s, worst %.2f s (%s), at most %.0f MiB\n",
        title, proven, n, median, at[n], worst, kib / 1024
    }'
}

[ -z "${LINES_TO-}" ] || trap 'cp "$tmp/lines" "$LINES_TO"; rm -rf "$tmp"' EXIT
child=$builddir/tests/bench/child
printf '%-8s %-9s %-20s %-5s %8s %14s %9s %13s %6s\n' machine network layer space seconds 'EDP pJ*cycles' gap labels MiB
: >"$tmp/lines"
for row in "${designs[@]}"; do
  read -r design module arch spaces <<<"$row"
  chosen "$design" "${DESIGN-}" || continue
  for of in "${networks[@]}"; do
    read -r network within <<<"$of"
    chosen "$network" "${NETWORK-}" || continue
    while read -r -u 3 equal; do
      chosen "${equal%% *}" "${LAYER-}" || continue
      for space in held free; do
        chosen "$space" "${SPACE-}" && try "$network" "$equal" "$space" "$within"
      done
    done 3< <(layers "$network"; echo all)
  done
done
echo
for row in "${designs[@]}"; do
  for space in held free; do summary "${row%% *}" "$space" "${row%% *} $space"; done
done
summary '' '' all
