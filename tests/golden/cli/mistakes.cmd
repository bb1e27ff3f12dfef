# Command lines that are wrong: what is, and what would be right.
try() {
  echo "-- tlc $*"
  tlc "$@" </dev/null
  echo "[$?]"
}
touch a.tl b.tl
try chekc a.tl
try nothing
try a.tl b.tl
try check
try fmt
try doc
try doc a b c
try explain E0301 E0302
try --colr never a.tl
try -q a.tl
try check --nonsense=1 a.tl
try --time=3 a.tl
try check a.tl --set
try check -W
try --color blue a.tl
try --color alway a.tl
try --diagnostics xml a.tl
try --dump trees a.tl
try check --limit -1 a.tl
try check --limit many a.tl
echo "-- options of other commands"
try check -D a.tl
try check -w a.tl
try fmt --set a=1 a.tl
try fmt -Werror a.tl
try fmt -w --check a.tl
try explain --dump ast E0301
try doc --time std
try --check a.tl
echo "-- what stands behind -- is a file"
try check -- --help
