# An expectation speaks of all runs of its test; of one that fails it is said of which.
cat "$srcdir/tests/golden/ir/loop_names.tl" >two.tl
tlc test two.tl
echo "[$?]"
