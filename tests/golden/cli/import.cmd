# The specification of a machine like Eyeriss, from a directory: to standard output, and to a
# file. Whatever the order of files, the design is the same.
timeloop=$srcdir/examples/timeloop

tlc import "$timeloop"
echo "[$?]"
tlc import "$timeloop/mapping.yaml" "$timeloop/layer.yaml" "$timeloop/costs.yaml" \
  "$timeloop/architecture.yaml" -o design.tl
echo "[$?]"
tlc import "$timeloop" | tail -n +2 >sorted.tl
tail -n +2 design.tl | diff sorted.tl - && echo same
tlc fmt --check design.tl
echo "[$?]"

# Mistakes of the command line, and what cannot be read or written.
tlc import
echo "[$?]"
tlc import nothing.yaml
echo "[$?]"
tlc import "$timeloop" -o nowhere/design.tl
echo "[$?]"
mkdir empty
tlc import empty
echo "[$?]"
echo '# no more than a comment' >comment.yaml
tlc import comment.yaml
echo "[$?]"

# What has mistakes does not replace what is there.
echo kept >kept.tl
echo 'architecture: [1, 2' >broken.yaml
tlc import broken.yaml -o kept.tl
echo "[$?]"
cat kept.tl
