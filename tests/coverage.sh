#!/usr/bin/env bash
# Which share of our lines the tests reached, file by file; run in the top of a
# build that was configured with --enable-coverage.  Generated code is left out.
set -u
find . -name "*.gcno" -print0 | xargs -0 -r ${GCOV:-gcov} -n -r -s "$srcdir" 2>/dev/null | awk '
  /^File / { file = $0; gsub(/^File .|.$/, "", file) }
  /^Lines executed:/ && file ~ /^(lang|compiler|runtime)\// && file !~ /\/(parser|lexer)\./ {
    split($2, share, /[:%]/)
    if ($4 > all[file]) all[file] = $4
    hit = share[2] * $4 / 100
    if (hit > reached[file]) reached[file] = hit
    file = ""
  }
  END {
    for (f in all) {
      printf "%6.1f %% of %5d  %s\n", 100 * reached[f] / all[f], all[f], f
      lines += all[f]
      sum += reached[f]
    }
    if (lines) printf "%6.1f %% of %5d  all together\n", 100 * sum / lines, lines
  }' | sort -k 5
