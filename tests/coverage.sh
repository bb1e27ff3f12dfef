#!/usr/bin/env bash
# Which share of our lines the tests reached, file by file, and why some are below 90 %, by
# coverage.txt.
# Run in the top of a build that was configured with --enable-coverage.  Generated code
# is left out.  The status is 1 if all together are below 90 %.
set -u
find . -name "*.gcno" -print0 | xargs -0 -r ${GCOV:-gcov} -n -r -s "$srcdir" 2>/dev/null | awk '
  FNR == NR && FILENAME != "-" { if (!/^#/ && NF) { f = $1; $1 = ""; why[f] = $0 }; next }
  /^File / { file = $0; gsub(/^File .(\.\.\/)*|.$/, "", file) }
  /^Lines executed:/ && file ~ /^(lang|compiler|runtime)\// && file !~ /\/(parser|lexer)\./ {
    split($2, share, /[:%]/)
    if ($4 > all[file]) all[file] = $4
    hit = share[2] * $4 / 100
    if (hit > reached[file]) reached[file] = hit
    file = ""
  }
  END {
    for (f in all) {
      part = 100 * reached[f] / all[f]
      note = part >= 90 ? "" : f in why ? ":" why[f] : ": nobody has said why"
      printf "%6.1f %% of %5d  %s%s\n", part, all[f], f, note | "sort -k 5"
      lines += all[f]
      sum += reached[f]
    }
    close("sort -k 5")
    if (!lines) exit 1
    printf "%6.1f %% of %5d  all together\n", 100 * sum / lines, lines
    exit 100 * sum / lines < 90
  }' "$srcdir/tests/coverage.txt" -
