# Files that cannot be read, and what they do to the exit status.
try() {
  echo "-- $*"
  "$@"
  echo "[$?]"
}
mkdir directory
printf 'let a = 1\n' >good.tl
printf 'let a = b\n' >bad.tl
try tlc check good.tl
try tlc check missing.tl
try tlc check directory
try tlc check good.tl bad.tl good.tl
try tlc check bad.tl missing.tl good.tl
try tlc missing.tl
try tlc fmt missing.tl good.tl
try tlc doc missing.tl
echo "-- standard input"
tlc check - <bad.tl
tlc check - <good.tl
echo "[$?]"
