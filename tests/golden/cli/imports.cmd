# Modules: in a circle, missing, broken, private, under several spellings.
mkdir -p shared/deep
printf 'let v = 4\n' >shared/deep/values.tl
try() {
  echo "-- $1"
  tlc check "$1" </dev/null
  echo "[$?]"
}
printf 'import own as me\nlet a = 1\n' >own.tl
try own.tl
printf 'import "./own_path.tl" as me\nlet a = 1\n' >own_path.tl
try own_path.tl
printf 'import two { b }\nlet a = b\n' >one.tl
printf 'import three { c }\nlet b = c\n' >two.tl
printf 'import one { a }\nlet c = a\n' >three.tl
try one.tl
printf 'import one { a }\nlet d = a\n' >outside.tl
try outside.tl
printf 'let a = (1 + \nlet good = 2\nlet worse = nothing\n' >broken.tl
printf 'import broken { good, missing, a }\nlet b = good + missing + a\n' >of_broken.tl
try of_broken.tl
printf 'let wrong = 1 pJ + 1 s\nlet _own = 1\nlet right = 2\n' >mistaken.tl
printf 'import mistaken { wrong, right, _own, wring }\nlet b = wrong + right + _own + wring\n' >of_mistaken.tl
try of_mistaken.tl
printf 'import mistaken as m\nlet b = m._own + m.rihgt + m.right\nlet c = m + 1\nlet d = m(4)\n' >through.tl
try through.tl
printf 'import shared.deep.x as y\nimport shared.deep as z\nimport shared\nlet b = y.a\n' >nowhere.tl
try nowhere.tl
printf 'import shared.deep.values { v }\nimport "shared/deep/values.tl" { v as w }\nimport "shared/../shared/deep/values.tl" as u\nlet b = v + w + u.v\n' >spellings.tl
try spellings.tl
printf 'import std.memory.sram\nimport std { memory }\nimport memory { sram }\nimport std.nothing\n' >library.tl
try library.tl
