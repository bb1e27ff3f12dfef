# -W: off, on, an error; by name and by code; the last one counts.
cat >design.tl <<'END'
import std.memory { sram }
import std.compute { intmac }
END
try() {
  echo "-- $*"
  tlc check "$@" design.tl 2>&1 | grep -E '^(warning|error|tlc|[0-9])'
  echo "[${PIPESTATUS[0]}]"
}
try
try -Wno-unused-import
try -Wno-unused_import
try -Wno-W0505
try -Wno-unused-import -Wunused-import
try -Werror
try -Werror=unused-import
try -Werror -Wno-unused-import
try -Werror=unused-import -Wno-error=unused-import
try -Werror -Wno-error
try -W no-unused-import
try -Wall
try -Wunused-imports
try -Wno-unit-mismatch
try -Wnothing-like-it
sed -i '1i @allow(unused_import)' design.tl
try
