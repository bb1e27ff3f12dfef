# Densities from files: what is stored of one, and what is told of those that do not do.
tlc right.tl 2>/dev/null | sed -n '/^tensors/,/^$/p'
for design in broken prose small; do tlc "$design.tl"; done
