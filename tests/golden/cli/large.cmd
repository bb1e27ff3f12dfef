# Large and deep inputs: each ends, in time, with at most a few messages.
limit() {
  echo "-- $1"
  timeout 10 tlc check "$1" </dev/null 2>&1 | cut -c1-100 | head -n 12
  echo "[${PIPESTATUS[0]}]"
}
N=100000
repeat() { yes -- "$1" | head -n "$2" | tr -d '\n'; }
deep() { # NAME OPEN MIDDLE CLOSE
  { printf 'let a = '; repeat "$2" $N; printf '%s' "$3"; repeat "$4" $N; printf '\n'; } >"$1.tl"
  limit "$1.tl"
}
deep parentheses '(' 1 ')'
deep brackets '[' 1 ']'
deep open-parentheses '(' '' ''
deep open-brackets '[' '' ''
deep minus '-' 1 ''
deep not 'not ' true ''
deep powers '2^' 1 ''
deep if 'if true then 1 else ' 2 ''
deep if-in-if 'if ' true ' then 1 else 2'
deep calls 'max(' 1 ')'
deep with 'x with { y = ' 1 ' }'
{ printf 'let a = b'; repeat '.b' $N; echo; } >members.tl
limit members.tl
{ printf 'let a = b'; repeat '()' $N; echo; } >called.tl
limit called.tl
{ printf 'let a = 1'; repeat '+1' $N; echo; } >sum.tl
limit sum.tl
{ printf 'let a = true'; repeat ' and true' $N; echo; } >and.tl
limit and.tl
{ printf 'arch A '; repeat '{ group G ' $N; repeat '}' $N; echo; } >blocks.tl
limit blocks.tl
repeat '{' $N >braces.tl
limit braces.tl
repeat '}' $N >closing-braces.tl
limit closing-braces.tl
repeat ')' $N >closing.tl
limit closing.tl
{ printf 'let a = ['; repeat '1, ' 1000000; echo '1]'; } >line.tl
limit line.tl
{ printf 'let a = "'; repeat 'x' 10000000; echo '"'; } >string.tl
limit string.tl
{ printf '/*'; yes x | head -n 1000000; } >comment.tl
limit comment.tl
yes '' | head -n 5000000 >newlines.tl
limit newlines.tl
repeat 'x' 10000000 >name.tl
limit name.tl
repeat '9' 1000000 | sed 's/^/let a = /' >digits.tl
limit digits.tl
yes 'let a = b' | head -n 10000 >errors.tl
limit errors.tl
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "let a%d = a%d + 1\n", i, i + 1 }' >chain.tl
limit chain.tl
awk 'BEGIN { print "let a0 = [1, 1]"; for (i = 1; i < 60; i++) printf "let a%d = [sum(a%d), sum(a%d)]\n", i, i - 1, i - 1 }' >doubling.tl
limit doubling.tl
printf 'let a = [x + y + z for x in [y for y in [z for z in 1 .. 1000000]]]\n' >nested-lists.tl
limit nested-lists.tl
printf 'let a = [[[[n for d in 1 .. 1000] for c in 1 .. 1000] for b in 1 .. 1000] for n in 1 .. 1000]\n' >work.tl
limit work.tl
