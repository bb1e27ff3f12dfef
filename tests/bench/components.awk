# An arch of 200 different components of the library.
BEGIN {
  print "import std.memory  { lpddr4, regfile, sram }"
  print "import std.compute { intmac }"
  print "import std.analog  { adc }\n"
  print "arch Many {\n  tech  = 40 nm\n  clock = 1 GHz\n"
  print "  memory DRAM = lpddr4(width = 64 bit)"
  for (i = 0; i < 70; i++)
    printf "  memory M%d = sram(depth = %d, width = %d bit)\n", i, 1000 + 8 * i, 64 + i
  for (i = 0; i < 65; i++)
    printf "  memory R%d = regfile(depth = %d, width = %d bit)\n", i, 10 + i, 8 + i
  for (i = 0; i < 63; i++)
    printf "  transit T%d = adc(resolution = %d bit, rate = %d MHz)\n", i, 4 + i % 9, 100 + i
  print "  compute MAC = intmac(width = 8 bit)\n}"
}
