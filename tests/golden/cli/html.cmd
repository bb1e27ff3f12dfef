# The page of a report: what its body has, and that of a design with errors.
body() { sed -n '/^<body>/,/^<script>/p' "$1" | sed 's/evaluated by tlc [^<]*/evaluated by tlc/'; }
cp "$srcdir/tests/golden/cli/search.d/line.tl" .
tlc --format html page.tl >page.html && body page.html
echo "-- with errors"
sed 's/within Apart/within Aprat/' page.tl >wrong.tl
tlc --format html wrong.tl >wrong.html 2>/dev/null
echo "[$?]"
body wrong.html
echo "-- and into a directory: what is there stays"
tlc -o out page.tl
cp -r out before
tlc -o out wrong.tl >/dev/null 2>&1
echo "[$?]"
diff -r before out && echo "the same"
echo "-- with one thread and with several"
tlc -j 1 --format html line.tl >one.html
tlc -j 4 --format html line.tl >four.html
cmp one.html four.html && echo "the same"
