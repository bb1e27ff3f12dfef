# --time tells of each phase, on standard error.
printf 'let a = 1\n' >a.tl
tlc check --time a.tl 2>&1 >/dev/null | sed 's/ *[0-9.]* ms/ N ms/'
