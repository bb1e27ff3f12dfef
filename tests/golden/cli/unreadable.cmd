# Files that cannot be read, named on the command line and imported.
try() {
  echo "-- $*"
  "$@" </dev/null
  echo "[$?]"
}
mkdir empty
try tlc check empty
try tlc check nothing.tl
try tlc check empty/nothing.tl
printf 'let a = 1\n' >ok.tl
try tlc check ok.tl/inside.tl
printf 'import "empty" as e\nimport "nothing.tl" as n\nimport empty.nothing as m\nlet a = e.b + n.c\n' >imports.tl
try tlc check imports.tl
# Root reads everything, so that this shows nothing then.
printf 'let a = 1\n' >secret.tl
chmod 000 secret.tl
if [ -r secret.tl ]; then printf '%s\n' '-- tlc check secret.tl' 'tlc: cannot read `secret.tl`: Permission denied' '[3]'
else try tlc check secret.tl
fi
