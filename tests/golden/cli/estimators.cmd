# Estimators on the command line: what is asked and answered, what goes wrong, and what is
# kept on disk.  Each answers the same to any question.
export TLC_CACHE= LOG=
try() {
  echo "-- $1"
  shift
  tlc "$@" 2>&1
  echo "[$?]"
}
# What a shell says of a command that is not there is its own.
mask() { sed -E 's/sh: .*(not found|No such file[a-z ]*)/SHELL/'; }
costs() { tlc "$@" design.tl 2>&1 | mask | grep -E '^  Store +(read|write|leak|1/1)|^warning|^ +(write|leak) |cannot|answered'; }
answer='{"id": ID, "ok": true, "WANT": 2.5e-12, "note": "made up"}'
good="sh say good '$answer'"
better="sh say better '{\"id\": ID, \"ok\": true, \"WANT\": 1e-12, \"accuracy\": 90}'"

echo '-- one that answers'
LOG=asked costs --estimator "$good"
echo '-- what it was asked'
sed 's/"id":[0-9]*/"id":N/' asked | sort | uniq -c | sed 's/^ *//'
echo '-- two: the more accurate one counts, in either order'
costs --estimator "$good" --estimator "$better"
costs --estimator "$better" --estimator "$good"
echo '-- from the environment'
TLC_ESTIMATORS=":sh plain:sh none:" costs

sed 's/tech  = 45 nm/tech  = 45 nm\n  estimator = "good"/' design.tl >forced.tl
try 'one is demanded that is not there' check forced.tl --estimator "$better"
echo '-- one is demanded'
tlc forced.tl --estimator "$good" --estimator "$better" | grep ' read '
refuses="sh say good '{\"id\": ID, \"ok\": false, \"error\": \"the licence has expired\"}'"
try 'one is demanded that refuses' check forced.tl --estimator "$refuses"
sed 's/tech  = 45 nm/tech  = 45 nm\n  min_accuracy = 85%/' design.tl >accurate.tl
try 'more is demanded than it claims' check accurate.tl --estimator "$good"

wrong() {
  echo "-- $1"
  shift
  tlc check design.tl --estimator "$@" 2>&1 | mask
  echo "[${PIPESTATUS[0]}]"
}
wrong 'no such command' ./no-such-estimator
wrong 'no such library' ./no-such-estimator.so
cp say say.so
wrong 'a library that is none' ./say.so
wrong 'it says why it cannot be used' 'read x; echo "{\"id\": 0, \"ok\": false, \"error\": \"no licence\"}"'
wrong 'it crashes' 'read x; echo out of luck >&2; kill -SEGV $$'
wrong 'it does not answer' 'sleep 60' --estimator-limit 0.2
wrong 'it greets people' 'echo "Welcome to my estimator 1.0"; sleep 60'
wrong 'it answers nonsense' "sh say odd '{\"id\": ID, \"ok\": \"yes\"}'"
wrong 'it gives energy back' "sh say odd '{\"id\": ID, \"ok\": true, \"WANT\": -1}'"
wrong 'it is an error' "sh -c 'exit 1'" -Werror=estimator-crash

echo '-- answers on disk: how many questions a second time takes'
export TLC_CACHE=$PWD/cache LOG=asked
rm asked
for i in 1 2; do
  costs --estimator "$good"
  wc -l <asked
done
costs --no-cache --estimator "$good"
wc -l <asked
find cache -type f | while read -r f; do echo broken >"$f"; done
costs --estimator "$good"
wc -l <asked

try 'no time' check design.tl --estimator-limit 0

echo '-- where a cost comes from'
unset LOG
export TLC_CACHE=
for what in Store.read Store.area Store.leak; do
  tlc explain energy --estimator "$good" --estimator "$better" --estimator "$refuses" design.tl $what
done
sed 's/action read$/action read = width * 5 fJ\/bit/; s/action write$/action write = 2 * read; accuracy = 85%/' design.tl >own.tl
for what in Store.read Store.write; do
  tlc explain energy --estimator "$good" --estimator "$better" own.tl $what
done
tlc explain energy --estimator "$refuses" design.tl Store.read

echo '-- parts, arguments, and what they rest on'
export LOG=asked
rm -f asked
tlc explain energy --estimator "$good" parts.tl Store.read
sed 's/"id":[0-9]*/"id":N/' asked | sort -u
tlc explain energy --estimator "$good" parts.tl Store.area
echo '-- and without an estimator'
unset LOG
tlc explain energy -Wno-extrapolated parts.tl Store.read

echo '-- tables of what things cost'
tlc energy --estimator "$good" design.tl
