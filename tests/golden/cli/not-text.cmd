# What is not text, or not in the usual encoding.
try() {
  echo "-- $1"
  tlc check "$1" </dev/null
  echo "[$?]"
}
printf '\177ELF\002\001\001\000\000\000let a = 1\n' >binary.tl
try binary.tl
printf 'l\000e\000t\000 \000a\000' >utf16.tl
try utf16.tl
printf '// Gr\366\337e\nlet a = b\n' >latin1.tl
try latin1.tl
printf '\355\240\200 \300\200 \xf4\x90\x80\x80\n' >surrogate.tl
try surrogate.tl
printf '\357\273\277let a = 1\r\nlet b = 2 *\r\n  a\r\n' >mark-and-crlf.tl
try mark-and-crlf.tl
printf 'let a = 1\rlet b = c\r' >mac.tl
try mac.tl
printf 'let a = 1\n\tlet\tb\t=\tc\n' >tabs.tl
try tabs.tl
printf '' >empty.tl
try empty.tl
printf 'let a = 1' >no-newline.tl
try no-newline.tl
printf 'let a = "\033[31mred\033[0m" + 1\n' >escape.tl
try escape.tl
