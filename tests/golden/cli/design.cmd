# The main job: errors, or that it is not there yet.
printf 'let a = b\n' >bad.tl
cp "$srcdir/examples/conv1d/conv1d.tl" .
tlc bad.tl
echo "[$?]"
tlc conv1d.tl
