# Numbers at the edge of what can be kept, and beyond.
cat >literals.tl <<'END'
let a = 1e400
let b = 0xFFFFFFFFFFFFFFFFFFFF
let c = 0x4000
let d = 1e-400
let e = 99999999999999999999
let f = 1_000_000
END
cat >results.tl <<'END'
let a: int = 99999999999999999999
let b = 9223372036854775807 + 1
let c = 1e308 * 10
let d = 5e-324 / 2
let e = 2 ^ 1024
let f = 2 ^ (-1100)
let g = (-9223372036854775807 - 1) / (-1)
let h = (-9223372036854775807 - 1) % (-1)
let i = 1 m^100 * 1 m^100
let j = (1 m) ^ 127
let k = (1 m) ^ 128
let l = 16 EB * 16 EB
let m = 1e300 Mohm
let n = 1e305 Mohm
let o: int = 1e15
let p: int = 1e18 + 0.5
let q = [0, 1][1e300]
let r = [0, 1][-1]
let s = [0, 1][0.5]
let t = 4 m^300
let u = 1 / 0
let v = 0 / 0
let w = 0 ^ (-1)
let x = 0 ^ 0
END
for file in literals results; do
  tlc check --limit 0 $file.tl
  echo "[$?]"
done
