# Files of rows: whatever stands in them, cut off anywhere, is told or is harmless.
cat >design.tl <<'END'
enum flavour = [low_power, fast]

table reads {
  kind: flavour = equal
  size: bits    = interpolate
  read: energy
  note: string

  from = "rows.csv"
}

let cost = reads(kind = fast, size = 16 KiB).read
END
printf '# a comment\nkind,size [KiB],read [pJ],source,note\r\n' >whole.csv
printf 'low_power,8,1.2,"a diagram, figure 3",x\nfast, 8 ,1.5e0,,"y"\n\n  # more\nfast,32,-0,s,\n' >>whole.csv
status() { tlc check design.tl >told 2>&1; echo $?; }
size=$(stat -c %s whole.csv)
for ((i = 0; i <= size; i++)); do
  head -c "$i" whole.csv >rows.csv
  s=$(status)
  [ "$s" = 0 ] || [ "$s" = 1 ] || echo "cut after $i bytes: $s"
done
for byte in '\0' '"' ',' '\n' '[' ']' '-' '\xff' e; do
  for ((i = 0; i < size; i += 3)); do
    { head -c "$i" whole.csv; printf "$byte"; tail -c +"$((i + 2))" whole.csv; } >rows.csv
    s=$(status)
    [ "$s" = 0 ] || [ "$s" = 1 ] || echo "$byte at $i: $s"
  done
done
cp whole.csv rows.csv
tlc --dump=design design.tl
echo "-- numbers"
for n in 1e400 -1e400 1e-400 nan inf 0x10 1.2.3 1e 1e+ e5 - + . .5 5. 123456789012345678901234567890 1_000 '1 2'; do
  printf 'kind,size [KiB],read [pJ],note\nfast,8,1,\nfast,32,%s,\n' "$n" >rows.csv
  echo "$n: $(tlc --dump=design design.tl 2>&1 | grep -E '^let|^error')"
done
