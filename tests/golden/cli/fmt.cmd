# tlc fmt: to standard output, in place, and whether it would change anything.
messy() { printf 'let   a=1\nlet b  =  2 // two\n'; }
messy >messy.tl
printf 'let a = 1\n' >tidy.tl
printf 'let a = (\nlet b = 1\n' >broken.tl
chmod 640 messy.tl
ln -s messy.tl link.tl
tlc fmt messy.tl
messy | tlc fmt -
messy | tlc fmt -w -
echo "-- check"
tlc fmt --check messy.tl tidy.tl
echo "[$?]"
tlc fmt --check tidy.tl
echo "[$?]"
messy | tlc fmt --check -
echo "-- broken"
tlc fmt -w broken.tl tidy.tl
echo "[$?]"
cat broken.tl
echo "-- in place"
tlc fmt -w link.tl tidy.tl
echo "[$?]"
cat messy.tl
stat -c '%a %F' messy.tl link.tl
ls
