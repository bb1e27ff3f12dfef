# What is said of searches on the command line.
try() {
  echo "-- $*"
  "$@" 2>&1
  echo "[$?]"
}
head_of() { sed -n '/^search/,/^$/p; /^\(error\|warning\)/,$p; /^best/,/^$/p; /^front/,/^$/p'; }
all() { tlc --strategy exhaustive "$@" line.tl 2>&1; }
echo "-- goals"
all | head_of
all --minimize energy,cycles | head_of
echo "-- the best few, and the front"
all --top 3 | head_of
all --pareto energy,cycles | head_of
echo "-- samples"
all --sample all.csv --minimize energy,cycles >report.txt
head -1 all.csv
echo "$(($(wc -l <all.csv) - 1)) of them"
sort -t, -k2,2g -k3,3g all.csv | sed -n 2p
echo "-- too early"
sed 's/r = 3, p = 16/r = 24, p = 360/; s/size = 16 B/size = 4 KiB/' line.tl >large.tl
tlc --strategy exhaustive --time-limit 0s large.tl 2>&1 >report.txt
echo "[$?]"
# How far it comes in no time at all differs from run to run.
sed -n '/^  mapping /p; /^search/,/^$/p' report.txt |
  sed 's/^\(  value  *\)[^,]*/\1V/; s/[0-9]* \(evaluated\|beyond a limit\)$/N \1/'
try tlc --strategy random --time-limit 0s line.tl
echo "-- mistakes"
for wrong in --gap=x --gap=200% --time-limit=3 --time-limit=-1s --memory-limit=1s -j0 -jx --top=0 \
  --seed=-1 --minimize=enrgy --minimize=energy,energy --pareto=energy --strategy=exat; do
  try tlc $wrong line.tl
done
try tlc --sample nowhere/all.csv line.tl
try tlc --sample all.csv line.tl
