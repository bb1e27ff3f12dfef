# Densities from files: what is stored of one, and what is told of those that do not do.
tlc right.tl 2>/dev/null | sed -n '/^tensors/,/^$/p'
for design in broken prose small; do tlc "$design.tl"; done
# A report of it is verified with the same file, and not without.
tlc --format json right.tl >report.json 2>/dev/null
tlc verify report.json right.tl | head -n 1
: >right.mtx
tlc verify report.json right.tl 2>&1 | grep -m 1 '^error'
