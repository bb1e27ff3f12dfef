# The best mapping with zeros: runs with others are searched for themselves, and what is proven is what
# every mapping looked at one by one comes to.
quiet='-Wno-free-work -Wno-not-proven'
best() { tlc $quiet "$@" zeros.tl | grep -E '^(dense|half|again|few): |^  (energy  |mapping  |shared)'; }
best
diff <(best) <(best --strategy exhaustive) && echo "the same"
tlc $quiet --format json zeros.tl >report.json
tlc verify report.json zeros.tl | grep -vE '^$' | cut -c 1-100
echo "-- with the faults of the established model nothing is proven"
tlc --compat timeloop -Wno-free-work --run half zeros.tl | grep '^  mapping  '
