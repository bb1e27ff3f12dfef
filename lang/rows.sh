# For scripts that read the compiler's tables.  Sourced, not run.

# rows MACRO FILE: the arguments of each MACRO(…) of a .def file, one row a line,
# parted by tabs, quotes removed.
rows() {
  awk -v macro="$1" '
    index($0, macro "(") == 1 { row = ""; on = 1; sub(/^[A-Z]*\(/, "") }
    on { row = row " " $0 }
    on && /\)( *\/\*.*\*\/)? *$/ { on = 0; sub(/\)( *\/\*.*\*\/)? *$/, "", row); print cells(row) }
    function cells(s,   i, c, out, quoted, depth) {
      for (i = 1; i <= length(s); i++) {
        c = substr(s, i, 1)
        if (c == "\"") { quoted = !quoted; if (depth) out = out c; continue }
        if (!quoted && c == "(") depth++
        if (!quoted && c == ")") depth--
        if (!quoted && !depth && c == ",") { out = out "\t"; continue }
        if (c == " " && (out == "" || out ~ /\t$/)) continue
        out = out c
      }
      return out
    }' "$2"
}
