# Where a report says that its numbers are from: an estimator, the library and its tables, the
# design, and tables that are given.
export TLC_CACHE= LOG=
cp "$srcdir"/tests/golden/cli/estimators.d/* .
sources() { tlc --format json "$@" 2>&1 | grep '"of"'; }
answer='{"id": ID, "ok": true, "WANT": 2.5e-12, "accuracy": 90, "exactness": "scaled", "note": "a \"data\" sheet"}'

echo '-- an estimator'
sources --estimator "sh say good '$answer'" design.tl
sed 's/Buffer(depth = 128/sram(depth = 128/; 1i import std.memory { sram }' design.tl >library.tl
sed -i 's/depth = 128, width = 8 bit/size = 1 KiB, width = 64 bit/' library.tl
echo '-- the library'
sources library.tl
echo '-- tables'
tlc -o out library.tl
sources --ert out/ERT.yaml --art out/ART.yaml library.tl
echo '-- as it is read'
tlc --format html library.tl | sed -n '/<b>sources/,/<.ol>/p' | sed 's/<[^>]*>/ /g'
