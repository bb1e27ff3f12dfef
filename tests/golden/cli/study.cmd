# What studies come to, in all forms.
try() {
  echo "-- $*"
  "$@" 2>&1
  echo "[$?]"
}
runs() { sed -n '/^  run /,/^$/p; /^study/,$p'; }
tlc -Wno-kept-nowhere study.tl 2>&1 | runs
try tlc --run Lists study.tl
echo "-- the runs of one point"
tlc --run 'Kinds.2.*' study.tl | sed -n '1,5p'
tlc --run 'Lists.1.*' study.tl | sed -n '/^  run /,/^$/p'
try tlc --run 'Kinds.99.*' study.tl
echo "-- csv"
tlc --run Kinds --format csv study.tl 2>mistakes
cat mistakes
echo "-- json"
tlc --run Kinds --format json study.tl 2>mistakes | sed -n '/"studies"/,/"point": 2/p; /"expectations"/,$p'
echo "-- a directory"
tlc --run Kinds -o out study.tl >mistakes 2>&1
ls out
echo "-- other commands want runs"
sed '/^run Copy/d' study.tl >only.tl
try tlc why only.tl
try tlc export timeloop only.tl -o out
tlc --format json only.tl >only.json 2>mistakes
try tlc diff only.json only.json
try tlc plot only.json energy
