# --time tells of each phase that there was, on standard error.
printf 'let a = 1\n' >a.tl
printf 'let a = b\n' >wrong.tl
timed() { tlc "$@" --time 2>&1 >/dev/null | sed -n 's/ *[0-9.]* ms/ N ms/p'; }
echo "-- check"
timed check a.tl
echo "-- all of them"
timed a.tl
echo "-- after a mistake"
timed wrong.tl
echo "-- with a dump"
timed --dump=ast a.tl
