#!/usr/bin/env bash
# Estimators that are shared libraries: the example of examples/plugin, and many that one
# would not have.  Whatever they do, the design compiles in time, a diagnostic names them,
# and no process of theirs is left.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C TERM=dumb
export TLC_CACHE=
unset TLC_ESTIMATORS
here=$PWD
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
header=$here/runtime/energy
limit=1
n=0

result() { # STATUS WHAT
  n=$((n + 1))
  if [ "$1" = 0 ]; then echo "ok $n - $2"
  else
    echo "not ok $n - $2"
    sed 's/^/# /' "$tmp/out"
  fi
}

# shellcheck disable=SC2086
library() { # FILE OUTPUT FLAG…
  $CC -std=gnu11 -O1 -fPIC -shared -I"$header" "${@:3}" "$1" -o "$2" -lm >"$tmp/out" 2>&1
}

# ---- the header and the example ----

# shellcheck disable=SC2086
echo '#include <tlc_estimator.h>' |
  $CC -std=c11 -Wall -Wextra -pedantic -Werror -I"$header" -fsyntax-only -x c - >"$tmp/out" 2>&1
result $? "the header can be included alone"

library examples/plugin/cam.c "$tmp/cam.so" -std=c11 -Wall -Wextra -pedantic -Werror
result $? "the example compiles without a warning"

timeout 20 "$TLC" --estimator "$tmp/cam.so" examples/plugin/cam.tl >"$tmp/report" 2>"$tmp/out"
status=$?
[ $status = 0 ] && [ ! -s "$tmp/out" ] && grep -Eq 'read +1,984 +1.229 pJ' "$tmp/report" &&
  grep -q '1434 ' "$tmp/report"
status=$?
cat "$tmp/report" >>"$tmp/out"
result $status "the example says what its memory costs"

(cd "$tmp" && timeout 20 "$TLC" --estimator cam.so "$here/examples/plugin/cam.tl") >"$tmp/out" 2>&1 &&
  grep -q '1.229 pJ' "$tmp/out"
result $? "a library is found in the working directory"

TLC_CACHE=$tmp/cache timeout 20 "$TLC" --estimator "$tmp/cam.so" examples/plugin/cam.tl >"$tmp/one" 2>&1
: >"$tmp/broken.so"
mv "$tmp/cam.so" "$tmp/kept.so"
touch -r "$tmp/kept.so" "$tmp/stamp"
# A file of the same size and time that is no library: only the answers on disk can be used.
tr '\0-\377' x <"$tmp/kept.so" >"$tmp/cam.so" && touch -r "$tmp/stamp" "$tmp/cam.so"
TLC_CACHE=$tmp/cache timeout 20 "$TLC" --estimator "$tmp/cam.so" examples/plugin/cam.tl >"$tmp/two" 2>&1
diff "$tmp/one" "$tmp/two" >"$tmp/out"
result $? "a second time it is not even loaded"
timeout 20 "$TLC" --no-cache --estimator "$tmp/cam.so" examples/plugin/cam.tl >"$tmp/out" 2>&1
grep -q '\[W0550\].*invalid ELF header' "$tmp/out"
result $? "with --no-cache it is"

# ---- those that one would not have ----

cat >"$tmp/design.tl" <<'END'
component Buffer(depth: int, width: bits) is memory {
  size = depth * width

  action read
  action write
}

workload Scale {
  dim  i = 64
  data A: 8 bit, Z: 8 bit

  Z[i] = 3 * A[i]
}

arch Plain {
  memory  Store = Buffer(depth = 128, width = 8 bit)
  compute MAC { action compute = 1 pJ }
}

mapping Flat of Scale on Plain {
  at Store { for i = 64 }
}

run Scale on Plain within Flat
END

leftovers() {
  local file
  for file in /proc/[0-9]*/cmdline; do
    tr '\0' ' ' <"$file" 2>/dev/null | grep -qx 'sleep 98765 *' && { echo "a process is left"; return 1; }
  done
  return 0
}

# hostile MODE WANT…: it is compiled so; what is printed has each WANT in it, an ERE.
hostile() {
  local mode=$1 start=$SECONDS status want
  shift
  if ! library tests/hostile_estimator.c "$tmp/hostile.so" -DMODE="$mode" ${flags-}; then
    result 1 "$mode compiles"
    return
  fi
  timeout 30 "$TLC" --estimator-limit $limit --estimator "$tmp/hostile.so" "$tmp/design.tl" >"$tmp/out" 2>&1
  status=$?
  [ $status = 0 ] || echo "status $status" >>"$tmp/out"
  for want; do
    grep -Eq -- "$want" "$tmp/out" || { echo "there is no: $want" >>"$tmp/out"; status=1; }
  done
  [ $((SECONDS - start)) -le $((2 * limit + 6)) ] || { echo "it took too long" >>"$tmp/out"; status=1; }
  leftovers >>"$tmp/out" || status=1
  result $status "$mode"
}

fine='read +64 +1 pJ'
unknown='\[W0531\]'
hostile FINE "$fine"
hostile CRASH '\[W0551\].*`hostile` crashed: signal 11' "$unknown"
hostile ABORT '\[W0551\].*signal 6' "$unknown"
hostile DIVIDE '\[W0551\].*signal 8' "$unknown"
hostile OVERFLOW '\[W0551\].*signal 11' "$unknown"
hostile HANG '\[W0552\].*`hostile` did not answer within 1 s' "$unknown"
hostile DEAF '\[W0552\]' "$unknown"
hostile EXIT '\[W0551\].*ended with status' "$unknown"
hostile EXIT_WELL '\[W0551\].*ended with status' "$unknown"
hostile PRINT "$fine"
hostile FLOOD '\[W0552\]' "$unknown"
hostile FLOOD_ERRORS '\[W0552\]' "$unknown"
hostile SCRIBBLE '\[W0553\].*scribble' "$unknown"
hostile CLOSE '\[W0551\]' "$unknown"
hostile FORK "$fine"
hostile LATER "$fine"
hostile WAIT_AT_OPEN '\[W0552\].*hostile.so' "$unknown"
hostile CRASH_AT_OPEN '\[W0551\].*hostile.so.*signal 11' "$unknown"
hostile CRASH_AT_LOAD '\[W0551\].*hostile.so.*signal 11' "$unknown"
hostile CRASH_AT_CLOSE "$fine"
hostile HANG_AT_CLOSE "$fine"
hostile REFUSE '\[W0550\].*cannot be used: the data are not there' "$unknown"
hostile NOTHING '\[W0550\].*not why' "$unknown"
hostile OLD '\[W0550\].*version 99 of the interface' "$unknown"
hostile SMALL '\[W0550\].*has 8 bytes' "$unknown"
hostile NAMELESS '\[W0550\].*lacks a name' "$unknown"
hostile WILD '\[W0551\].*signal 11' "$unknown"
hostile NAN_VALUE '\[W0554\].*nan J.*no number' "$unknown"
hostile NEGATIVE '\[W0554\].*below 0' "$unknown"
hostile INFINITE '\[W0554\]' "$unknown"
hostile LARGE '\[W0554\].*more than anything' "$unknown"
hostile BOASTFUL '\[W0554\].*accuracy' "$unknown"
hostile ODD '\[W0554\].*exactness' "$unknown"
hostile SILENT "$unknown"
hostile ASK_ITSELF "$fine"
hostile ASK_FOREVER '\[W0553\].*question too many' "$unknown"
hostile LONG_NOTE '\[W0553\].*1 MiB' "$unknown"
hostile CONTROLS "$fine"
flags=-DNO_SYMBOL hostile FINE '\[W0550\].*no function .tlc_estimator_open' "$unknown"
echo "1..$n"
