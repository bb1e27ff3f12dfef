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
echo "-- the same without a study, and with a file of somebody else"
sed '/^study/,/^}/d' study.tl >none.tl
tlc -o out none.tl >mistakes 2>&1
ls out
echo "mine" >out/studies.csv
tlc -o out none.tl >mistakes 2>&1
cat out/studies.csv
echo "-- other commands want runs"
sed '/^run Copy/d' study.tl >only.tl
try tlc why only.tl
try tlc energy only.tl
try tlc export timeloop only.tl -o out
echo "-- or one point"
tlc why --run 'Kinds.2.*' only.tl | sed -n '1,2p; /^what/p'
try tlc export timeloop --run 'Kinds.2.*' only.tl -o point
tlc --format json only.tl >only.json 2>mistakes
try tlc diff only.json only.json
try tlc plot only.json energy
try tlc verify only.json only.tl
tlc --run 'Kinds.2.*' --format json only.tl >point.json 2>mistakes
try tlc verify point.json only.tl
