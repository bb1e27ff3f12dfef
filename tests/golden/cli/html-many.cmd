# A page of more runs than can have a bar of their own has columns, and a point for each of them.
cat >many.tl <<'END'
workload Conv {
  dim  r = 3, p = 16
  data Weights: 8 bit, Inputs: 8 bit, Outputs: 8 bit
  Outputs[p] += Inputs[p + r] * Weights[r]
}

arch Line(wide: int = 4, cost: energy = 1 pJ) {
  clock = 1 GHz
  memory Main { action read = cost; action write = cost }
  array PE[x = wide] { compute MAC { action compute = cost } }
}

mapping One of Conv on Line { at Main { for r = *, p = * } }
mapping Four of Conv on Line { at Main { for r = *, p = * }; at PE { par x p = 4 } }

for i in 1..21
run Conv on Line(wide = 1, cost = i * 1 pJ) within One

for i in 1..21
run Conv on Line(cost = (30 - i) * 1 pJ) within Four
END
tlc -Wno-idle-hardware --format html many.tl >page.html
echo "[$?]"
body() { sed -n '/^<body>/,/^<script>/p' "$1"; }
echo "-- the points, and the line of those that no other beats in both"
body page.html | grep -o '<circle class="[a-z]*"' | sort | uniq -c
body page.html | grep -o '<path class="roof"[^>]*>'
echo "-- the columns, one of each colour for all runs, and what a pointer is told of some"
body page.html | grep -o '<path class="[a-z0-9 ]*" d="M[^h]*h' | sed 's/ d=.*//' | sort | uniq -c
body page.html | grep -oE '<title>Conv_?4?2?: [^<]*'
