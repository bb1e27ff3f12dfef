/* The flat form as text: read, refused, verified, and printed again. */
#include "compiler/ir/ir.h"
#include "compiler/session/session.h"

#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Everything that a design can be made of, as it is printed. */
static const char whole[] =
  "arch 0 Machine\n"
  "  set tech 4.5e-08 m\n"
  "  set clock 1e+09 Hz\n"
  "  memory DRAM is lpddr4\n"
  "    set width 64 bit\n"
  "    set reduce=none\n"
  "    action read 1.25e-12 J\n"
  "  transit DAC is dac\n"
  "  array PE x=4 y=2\n"
  "  network Bus in PE\n"
  "  memory Reg is regfile in PE\n"
  "    set size inf bit\n"
  "    set buffers 2\n"
  "  compute MAC in PE\n"
  "workload 0 Convolution\n"
  "  dim P 12\n"
  "  dim R 3\n"
  "  tensor I 8 bit input\n"
  "  tensor W 8 bit input weights\n"
  "  tensor O 16 bit output\n"
  "  einsum reduces\n"
  "    write O\n"
  "      rank P=1\n"
  "    read I\n"
  "      rank P=2 R=-1 offset -3\n"
  "      rank\n"
  "    read W\n"
  "      rank R=1\n"
  "mapping 0 Flat of 0 on 0\n"
  "  at DRAM\n"
  "    tensors I W O\n"
  "    loop P 2 2\n"
  "  at DAC\n"
  "    tensors I\n"
  "  at PE\n"
  "    unicast I O\n"
  "    direct W\n"
  "    loop P 2 1 across y\n"
  "    loop P 4 4 across x\n"
  "  at Reg\n"
  "    tensors\n"
  "    refetch I W\n"
  "    preload O\n"
  "    loop R 3 3\n"
  "mapspace 0 Roomy of 0 on 0\n"
  "  open DRAM\n"
  "    keep I\n"
  "    bypass W O\n"
  "    loops 1 8 P\n"
  "    loops 2 any P R\n"
  "    inside R P\n"
  "    tile 0 1024 I\n"
  "  open DAC\n"
  "    carries I\n"
  "  open PE\n"
  "    unicast I\n"
  "    across x 2 4 P\n"
  "      among 2 4\n"
  "    use 4 inf\n"
  "mapper 0 Frugal of 0 on 0\n"
  "  strategy hybrid\n"
  "  imperfect spatial\n"
  "  option time_limit 60\n"
  "  option gap 0.01\n"
  "  goal edp\n"
  "  goal \"energy + 2\"\n"
  "    step energy\n"
  "    step number 2\n"
  "    step add\n"
  "    step reads_of DRAM I\n"
  "    step multiply\n"
  "sparsity 0 Zeros of 0 on 0\n"
  "  density I uniform 0.25\n"
  "  density W structured 2 of 4 along 0\n"
  "  density O banded 3\n"
  "  format I at DRAM inner\n"
  "    stored offsets bits 4 payload 0\n"
  "      over P R\n"
  "      over\n"
  "    stored bitmask\n"
  "  gate O at MAC choice 0 by I W\n"
  "  skip I at Reg choice 1 by W\n"
  "  skip W at Reg choice 1 by I\n"
  "  skip I at PE choice 2 by W\n"
  "run Convolution of 0 on 0 within 0 sparse 0\n"
  "run \"two words\" of 0 on 0 among 0 using 0 times 7 test \"a \\\"b\\\" \\\\ \\x0a\"\n";

/* ---- reading ---- */

/* `whole` with the first `from` replaced. */
static void edit(struct strbuf *out, const char *from, const char *to)
{
  const char *at = strstr(whole, from);
  if (!at) fail_msg("the text has no `%s`", from);
  strbuf_clear(out);
  strbuf_add(out, whole, (size_t)(at - whole));
  strbuf_puts(out, to);
  strbuf_puts(out, at + strlen(from));
}

static struct ir_design *read_well(struct arena *a, const char *text)
{
  unsigned line = 0;
  const char *why = "";
  struct ir_design *d = ir_read(a, text, strlen(text), &line, &why);
  if (!d) fail_msg("line %u: %s", line, why);
  return d;
}

static void prints_what_it_read(void **state)
{
  (void)state;
  struct arena a;
  struct strbuf out = {0};
  arena_init(&a);
  struct ir_design *d = read_well(&a, whole);
  assert_null(ir_verify(&a, d));
  ir_print(&out, d);
  assert_string_equal(strbuf_str(&out), whole);
  assert_string_equal(d->run[1].test, "a \"b\" \\ \n");
  assert_true(isinf(d->arch[0].node[4].attribute[0].value));
  assert_int_equal(d->workload[0].einsum[0].input[0].offsets[0], -3);
  strbuf_free(&out);
  arena_free(&a);
}

/* Names that are no words, in every place where there is a name. */
static void any_name_is_read_back(void **state)
{
  (void)state;
  static const char *const words[] = {"is", "in", "of", "on", "within", "times", "test", "across",
                                      "offset", "bit", "input", "reduces", "2", "inf", "\xc2\xb5"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    struct arena a;
    struct strbuf once = {0}, twice = {0};
    arena_init(&a);
    struct ir_design *d = read_well(&a, whole);
    char odd[16];
    snprintf(odd, sizeof odd, "%s=\x01 is\"", words[i]);
    d->arch[0].name = d->arch[0].node[2].axis[0].name = d->workload[0].dim[0].name = odd;
    d->arch[0].node[2].name = d->arch[0].node[0].component = d->mapping[0].name = words[i];
    d->workload[0].tensor[1].name = d->run[0].name = d->workload[0].name = odd;
    d->arch[0].attribute[0].key = d->arch[0].attribute[1].unit = odd;
    d->arch[0].node[0].attribute[1].key = d->arch[0].node[0].attribute[1].word = odd;
    ir_print(&once, d);
    ir_print(&twice, read_well(&a, strbuf_str(&once)));
    assert_string_equal(strbuf_str(&twice), strbuf_str(&once));
    strbuf_free(&once);
    strbuf_free(&twice);
    arena_free(&a);
  }
}

static void expect_refused(const char *text, size_t size, unsigned line, const char *why)
{
  struct arena a;
  unsigned got = 0;
  const char *sentence = "nothing";
  arena_init(&a);
  assert_null(ir_read(&a, text, size, &got, &sentence));
  assert_string_equal(sentence, why);
  assert_int_equal(got, line);
  arena_free(&a);
}

static void other_text_is_refused(void **state)
{
  (void)state;
  static const struct {
    const char *from, *to;
    unsigned line;
    const char *why;
  } cases[] = {
    {"arch 0", "arc 0", 1, "no line begins with `arc`"},
    {"arch 0", "arch 1", 1, "this is arch 0, not 1"},
    {"arch 0", "arch O", 1, "`O` is no whole number"},
    {"arch 0 Machine", "arch 99999999999999999999 Machine", 1,
     "`99999999999999999999` does not fit 64 bits"},
    {"arch 0 Machine", "arch 0", 1, "a name is missing"},
    {"Machine", "Machine 2", 1, "something more stands behind: `2`"},
    {"  set tech", "action read 1 J\n  set tech", 2, "an action stands before all nodes"},
    {"tech 4.5e-08", "tech", 2, "`m` is no number"},
    {"tech 4.5e-08 m", "tech", 2, "a number is missing"},
    {"tech 4.5e-08", "tech nan", 2, "`nan` is no number"},
    {"tech 4.5e-08", "tech 0x10", 2, "`0x10` is no number"},
    {"x=4", "x=", 9, "a number is missing"},
    {"x=4", "x =4", 9, "something more stands behind: `x`"},
    {"in PE", "in P", 10, "there is no node `P`"},
    {"Convolution\n", "Convolution\nset size 1\n", 16, "`set` may not stand here"},
    {"arch 0 Machine", "loop P 1 1", 1, "`loop` may not stand here"},
    {"  einsum", "  write O\n  einsum", 21, "this is no Einsum's output"},
    {"  einsum", "  read O\n  einsum", 21, "this is no Einsum's input"},
    {"  einsum", "  rank P=1\n  einsum", 21, "a rank stands before all accesses"},
    {"    write O\n", "    write O\n    write O\n", 23, "this is no Einsum's output"},
    {"    write O\n", "    write Q\n", 22, "there is no tensor `Q`"},
    {"    write O\n", "    dim Q 1\n", 22, "a dim stands behind an Einsum"},
    {"    write O\n", "    tensor Q 1 bit\n", 22, "a tensor stands behind an Einsum"},
    {"rank P=1", "rank Q=1", 23, "there is no dim `Q`"},
    {"8 bit input\n", "8 input\n", 18, "`bit` is missing"},
    {"of 0 on 0\n  at", "of 1 on 0\n  at", 29, "there is no workload 1"},
    {"of 0 on 0\n  at", "of 0 on 7\n  at", 29, "there is no arch 7"},
    {"of 0 on 0\n  at", "of 0 on -1\n  at", 29, "there is no arch -1"},
    {"of 0 on 0\n  at DRAM", "of 0 on 0", 30, "no level stands before this"},
    {"at DRAM\n    tensors I W O", "unicast I", 30, "no level stands before this"},
    {"unicast I", "unicast J", 36, "there is no tensor `J`"},
    {"workload 0", "refetch I\nworkload 0", 15, "`refetch` may not stand here"},
    {"across y", "across z", 38, "`PE` has no axis `z`"},
    {"within 0", "within 1", 85, "there is no mapping 1"},
    {"\"two words\"", "\"two words", 86, "`of` is missing"},
    {"\\x0a\"", "\\x0a", 86, "a quote is not closed"},
    {"\\x0a", "\\x00", 86,
     "behind `\\` stands something else than a quote, a `\\` or a byte like `x0a`"},
    {"\\x0a", "\\n", 86,
     "behind `\\` stands something else than a quote, a `\\` or a byte like `x0a`"},
    {"across x 2", "across w 2", 57, "`PE` has no axis `w`"},
    {"  open DRAM\n", "", 46, "no node stands before this"},
    {"    across x 2 4 P\n      among", "      among", 57, "no limit stands before this"},
    {"inside R P", "inside Q P", 51, "there is no dim `Q`"},
    {"strategy hybrid", "strategy lazy", 61, "`lazy` is none of the words that may stand here"},
    {"option gap", "option gaps", 64, "a mapper has no such option"},
    {"  goal edp\n  goal \"energy + 2\"\n", "", 65, "a step stands before all goals"},
    {"step add", "step take", 69, "`take` is none of the words that may stand here"},
    {"among 0", "among 1", 86, "there is no mapspace 1"},
    {"using 0", "using 1", 86, "there is no mapper 1"},
    {"among 0 using 0", "among 0", 86, "`using` is missing"},
    {"uniform", "sparse", 73, "`sparse` is no density"},
    {"uniform 0.25", "uniform", 73, "a number is missing"},
    {"2 of 4 along 0", "2 of 4", 74, "`along` is missing"},
    {"along 0", "along -1", 74, "there is no rank -1"},
    {"  format I at DRAM inner\n", "", 76, "no format stands before this"},
    {"    stored offsets bits 4 payload 0\n", "", 77, "no rank stands before this"},
    {"stored offsets", "stored nowhere", 77, "`nowhere` is no format of a rank"},
    {"over P R", "over Q", 78, "there is no dim `Q`"},
    {"choice 2", "choice -1", 84, "there is no choice -1"},
    {"by I W", "by Q", 81, "there is no tensor `Q`"},
    {"sparse 0", "sparse 1", 85, "there is no sparsity 1"},
    {"mapper 0", "over P\nmapper 0", 60, "`over` may not stand here"},
    {"arch 0", "\x01", 1, "no word begins with the byte 1"},
  };
  struct strbuf text = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    edit(&text, cases[i].from, cases[i].to);
    expect_refused(strbuf_str(&text), text.n, cases[i].line, cases[i].why);
  }
  strbuf_free(&text);
  expect_refused("\"\0\"", 3, 1, "a zero byte stands in a name");
}

static void too_much_is_refused(void **state)
{
  (void)state;
  static const struct {
    const char *before, *line, *why;
    int most;
  } cases[] = {
    {"workload 0 W\n", "dim d 1\n", "the workload has more than 64 dims", 64},
    {"workload 0 W\n", "tensor t 8 bit\n", "the workload has more than 64 tensors", 64},
    {"arch 0 A\n", "memory M\n", "the arch has more than 4096 nodes", 4096},
  };
  struct strbuf text = {0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    strbuf_clear(&text);
    strbuf_puts(&text, cases[i].before);
    for (int n = 0; n <= cases[i].most; n++) strbuf_puts(&text, cases[i].line);
    expect_refused(strbuf_str(&text), text.n, (unsigned)cases[i].most + 2, cases[i].why);
  }
  strbuf_free(&text);
}

/* Whatever the bytes are, they are read or refused, and what is read is verified or
 * refused; what is verified prints as something that is read. */
static void try_bytes(const char *text, size_t size)
{
  struct arena a;
  unsigned line = 0;
  const char *why = NULL;
  struct strbuf once = {0}, twice = {0};
  arena_init(&a);
  struct ir_design *d = ir_read(&a, text, size, &line, &why);
  if (!d) assert_true(line && why && *why);
  if (d && !ir_verify(&a, d)) {
    ir_print(&once, d);
    ir_print(&twice, read_well(&a, strbuf_str(&once)));
    assert_string_equal(strbuf_str(&twice), strbuf_str(&once));
  }
  strbuf_free(&once);
  strbuf_free(&twice);
  arena_free(&a);
}

static uint32_t random_below(uint64_t *seed, uint32_t n)
{
  *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
  return (uint32_t)(*seed >> 33) % n;
}

static void any_bytes_are_survived(void **state)
{
  (void)state;
  static const char bytes[] = "0123456789 \n\"\\=-+.exPRIO\0\xff\t";
  uint64_t seed = 1;
  for (int i = 0; i < 20000; i++) {
    char text[sizeof whole];
    size_t size = sizeof whole - 1;
    memcpy(text, whole, sizeof whole);
    for (uint32_t n = 1 + random_below(&seed, 4); n; n--) {
      uint32_t at = random_below(&seed, (uint32_t)size), to = random_below(&seed, (uint32_t)size);
      if (n & 1) text[at] = bytes[random_below(&seed, sizeof bytes)];
      else memmove(text + at, text + to, size - (at > to ? at : to));
    }
    try_bytes(text, size - random_below(&seed, 2) * random_below(&seed, (uint32_t)size));
  }
}

/* ---- Einsums that come apart ---- */

static const char chain[] =
  "arch 0 Machine\n  memory M\n  compute C\n"
  "workload 0 Chain\n  dim m 4\n  dim k 4\n  dim n 4\n"
  "  tensor A 8 bit input\n  tensor B 8 bit input\n  tensor C 8 bit\n  tensor D 8 bit input\n"
  "  tensor Z 8 bit output\n"
  "  einsum reduces\n    write C\n      rank m=1\n    read A\n      rank m=1\n      rank k=1\n"
  "    read B\n      rank k=1\n"
  "  einsum\n    write Z\n      rank m=1\n      rank n=1\n    read C\n      rank m=1\n"
  "    read D\n      rank n=1\n"
  "mapping 0 Flat of 0 on 0\n"
  "sparsity 0 Zeros of 0 on 0\n  density A uniform 0.5\n  density D banded 1\n"
  "  format D at M\n    stored bitmask\n      over k n\n"
  "  skip B at M choice 0 by A D\n  skip C at M choice 1 by D\n  skip A at M choice 2 by D\n"
  "run Chain of 0 on 0 within 0 sparse 0\n";

/* Each keeps what speaks of its tensors. */
static void a_sparsity_comes_apart(void **state)
{
  (void)state;
  struct arena a;
  struct strbuf out = {0};
  arena_init(&a);
  struct ir_design *d = read_well(&a, chain);
  ir_split(&a, d);
  assert_null(ir_verify(&a, d));
  ir_print(&out, d);
  assert_non_null(strstr(strbuf_str(&out),
                         "sparsity 1 Zeros of 1 on 0\n  density A uniform 0.5\n"
                         "  skip B at M choice 0 by A\n"
                         "sparsity 2 Zeros of 2 on 0\n  density D banded 1\n  format D at M\n"
                         "    stored bitmask\n      over n\n  skip C at M choice 1 by D\n"
                         "run Chain.C of 1 on 0 within 1 sparse 1\n"
                         "run Chain.Z of 2 on 0 within 2 sparse 2\n"));
  strbuf_free(&out);
  arena_free(&a);
}

/* ---- verifying ---- */

static void expect_wrong(struct arena *a, const struct ir_design *d, const char *why)
{
  const char *got = ir_verify(a, d);
  assert_non_null(got);
  assert_string_equal(got, why);
}

/* What is written in place of what, and what is said of it. */
static const struct {
  const char *from, *to, *why;
} senseless[] = {
  {"arch 0 Machine", "arch 0 \"\"", "an arch has no name"},
  {"network Bus", "network \"\"", "a node has no name"},
  {"network Bus", "network DRAM", "two nodes of Machine are called DRAM"},
  {"is regfile in PE", "is regfile in DRAM", "what is around Reg is no array before it"},
  {"network Bus", "array Bus", "Bus has 0 axes"},
  {"memory DRAM", "memory DRAM x=3", "DRAM has 1 axes"},
  {"network Bus", "array Bus \"\"=4", "an axis has no name"},
  {"network Bus", "array Bus x=0", "an axis of Bus is empty"},
  {"x=4", "x=4 x=4", "two axes of PE are called x"},
  {"set tech", "set \"\"", "an attribute of Machine has no name"},
  {"set width", "set \"\"", "an attribute of DRAM has no name"},
  {"action read", "action \"\"", "an action of DRAM has no name"},
  {"compute MAC", "memory MAC", "nothing in Machine computes"},
  {"workload 0 Convolution", "workload 0 \"\"", "a workload has no name"},
  {"dim P 12", "dim \"\" 12\n  dim P 12", "a dim has no name"},
  {"dim P 12", "dim P 12\n  dim P 12", "two dims of Convolution are called P"},
  {"dim P 12", "dim P 0", "P of Convolution is empty"},
  {"tensor I", "tensor \"\" 8 bit\n  tensor I", "a tensor has no name"},
  {"tensor I", "tensor I 8 bit\n  tensor I", "two tensors of Convolution are called I"},
  {"I 8 bit", "I -8 bit", "the words of I have -8 bits"},
  {"    write O\n      rank P=1\n", "", "an access of Convolution is of no tensor"},
  {"mapping 0 Flat", "mapping 0 \"\"", "a mapping has no name"},
  {"at DAC", "at DRAM", "the levels of Flat are not in the order of Machine"},
  {"at Reg", "at DAC", "the levels of Flat are not in the order of Machine"},
  {"at Reg", "at Bus\n  at Reg", "Bus is no level of a mapping"},
  {"at PE\n", "at PE\n    tensors I\n", "PE keeps what it may not"},
  {"unicast", "refetch", "PE is told what is for nodes of another kind"},
  {"unicast", "preload", "PE is told what is for nodes of another kind"},
  {"refetch", "unicast", "Reg is told what is for nodes of another kind"},
  {"preload", "direct", "Reg is told what is for nodes of another kind"},
  {"at DAC\n", "at DAC\n    direct I\n", "DAC is told what is for nodes of another kind"},
  {"preload O", "preload O W", "Reg preloads W, which is only read"},
  {"loop P 2 2", "loop P 0 2", "the loop over P at DRAM takes 0 steps, in the end 2"},
  {"loop P 2 2", "loop P 2 0", "the loop over P at DRAM takes 2 steps, in the end 0"},
  {"loop P 2 2", "loop P 2 3", "the loop over P at DRAM takes 2 steps, in the end 3"},
  {"at DAC\n", "at DAC\n    loop P 2 2\n", "the loop over P may not stand at DAC"},
  {" across y", "", "the loop over P may not stand at PE"},
  {"4 4 across x", "4 4 across x\n    loop R 1 1 across y",
   "the loops of PE are not from its last axis to its first"},
  {"unicast I\n    across", "keep I\n    across",
   "PE is told what is for nodes of another kind"},
  {"bypass W O", "bypass I O", "DRAM keeps and bypasses the same"},
  {"loops 1 8", "loops 9 8", "loops at DRAM take from 9 to 8 steps"},
  {"loops 1 8 P", "loops 1 8", "a limit at DRAM is about no dim"},
  {"any P R", "any P", "two limits at DRAM are about the same loops"},
  {"inside R P", "inside R R", "an order at DRAM is about no dims"},
  {"inside R P", "inside R P\n    inside R P", "two orders at DRAM are about R"},
  {"tile 0 1024", "tile 2 1", "a limit at DRAM is from 2 to 1"},
  {"use 4 inf", "tile 0 1 I", "PE is told what is for nodes of another kind"},
  {"among 2 4", "among 4 2", "the choices at PE are not in their order"},
  {"open DAC", "open DRAM", "the nodes of Roomy are not in the order of Machine"},
  {"mapper 0 Frugal", "mapper 0 \"\"", "a mapper has no name"},
  {"gap 0.01", "gap 2", "an option of Frugal is out of range"},
  {"goal edp", "goal speed", "the goal speed is not known"},
  {"    step number 2\n", "", "a step of energy + 2 has no two values"},
  {"    step multiply\n", "", "energy + 2 comes to 2 values"},
  {" among 0 using 0", "", "the run two words has no mapping, and no mapspace or mapper"},
  {"sparsity 0 Zeros", "sparsity 0 \"\"", "a sparsity has no name"},
  {"uniform 0.25", "uniform 1.25", "the density of I is 1.25"},
  {"2 of 4", "5 of 4", "5 of 4 words of W are not zero"},
  {"along 0", "along 1", "W has no rank 1"},
  {"banded 3", "banded -3", "the band of O is -3 wide"},
  {"banded 3", "data \"\"", "the data of O are nowhere"},
  {"format I at DRAM", "format I at PE", "a format of Zeros is of nothing, or at no memory"},
  {"  format I", "  format I at DRAM\n  format I", "I has two formats at DRAM"},
  {"bits 4", "bits -4", "metadata of I take -4 and 0 bits"},
  {"gate O at MAC", "gate O at Bus", "Bus has nothing to leave out for O"},
  {"skip I at PE", "gate I at PE", "PE gates I"},
  {"by I W", "by I O", "O is left out at MAC by itself, or by nothing"},
  {"by I W", "by", "O is left out at MAC by itself, or by nothing"},
  {"run Convolution of 0 on 0 within 0 sparse 0",
   "arch 1 Other\n  compute ALU\nworkload 1 W\nmapping 1 M of 1 on 1\n"
   "run Convolution of 1 on 1 within 1 sparse 0",
   "the sparsity of the run Convolution is for something else"},
  {"run Convolution", "run \"\"", "a run has no name"},
  {"times 7", "times 0", "the run two words never happens"},
  {"mapping 0", "arch 1 Other\n  compute ALU\nmapping 0", NULL},
  {"run Convolution of 0 on 0 within 0 sparse 0", "arch 1 Other\n  compute ALU\nrun Convolution of 0 on 1 within 0",
   "the mapping of the run Convolution is for something else"},
};

static void what_makes_no_sense_is_refused(void **state)
{
  (void)state;
  struct strbuf text = {0};
  for (size_t i = 0; i < sizeof senseless / sizeof *senseless; i++) {
    struct arena a;
    arena_init(&a);
    edit(&text, senseless[i].from, senseless[i].to);
    const struct ir_design *d = read_well(&a, strbuf_str(&text));
    if (senseless[i].why) expect_wrong(&a, d, senseless[i].why);
    else assert_null(ir_verify(&a, d));
    arena_free(&a);
  }
  strbuf_free(&text);
}

/* What no text can say. */
static void unlikely_designs_are_refused(void **state)
{
  (void)state;
  struct arena a;
  arena_init(&a);
  struct ir_design *d;
#define WRONG(what, value, why) \
  (d = read_well(&a, whole), assert_null(ir_verify(&a, d)), d->what = (value), \
   expect_wrong(&a, d, why))
  WRONG(arch[0].name, NULL, "an arch has no name");
  WRONG(arch[0].attribute[0].value, NAN, "tech of Machine is nan");
  WRONG(arch[0].attribute[0].unit, NULL, "an attribute of Machine has no name");
  WRONG(arch[0].node[0].kind, IR_KINDS, "DRAM is of no kind");
  WRONG(arch[0].node[0].attribute[0].value, NAN, "width of DRAM is nan");
  WRONG(arch[0].node[0].attribute[0].value, -1, "width of DRAM is -1");
  WRONG(arch[0].node[0].action[0].value, NAN, "the action read of DRAM costs no number");
  WRONG(arch[0].node[0].action[0].unit, NULL, "an action of DRAM has no name");
  WRONG(arch[0].node[1].parent, -2, "what is around DAC is no array before it");
  WRONG(arch[0].node[1].parent, 1, "what is around DAC is no array before it");
  WRONG(arch[0].node[1].parent, 2, "what is around DAC is no array before it");
  WRONG(workload[0].tensor[0].word_bits, NAN, "the words of I have nan bits");
  WRONG(workload[0].einsum[0].input[1].tensor, 3, "an access of Convolution is of no tensor");
  WRONG(mapping[0].arch, 1, "Flat is of nothing, or on nothing");
  WRONG(mapping[0].workload, 1, "Flat is of nothing, or on nothing");
  WRONG(mapping[0].level[3].node, 6, "the levels of Flat are not in the order of Machine");
  WRONG(mapping[0].level[0].tensors, 8, "DRAM keeps what it may not");
  WRONG(mapping[0].level[0].refetch, 8, "DRAM is told something of no tensor");
  WRONG(mapping[0].level[2].direct, 8, "PE is told something of no tensor");
  WRONG(mapping[0].level[0].loop[0].dim, 2, "a loop at DRAM is over no dim");
  WRONG(mapping[0].level[0].loop[0].axis, 0, "the loop over P may not stand at DRAM");
  WRONG(mapping[0].level[2].loop[0].axis, 2, "the loop over P may not stand at PE");
  WRONG(run[0].arch, 1, "the run Convolution is of nothing, on nothing, or within nothing");
  WRONG(run[0].workload, 1, "the run Convolution is of nothing, on nothing, or within nothing");
  WRONG(run[0].mapping, 1, "the run Convolution is of nothing, on nothing, or within nothing");
  WRONG(run[0].mapping, -2, "the run Convolution is of nothing, on nothing, or within nothing");
#undef WRONG
  arena_free(&a);
}

/* ---- every design there is ---- */

static unsigned flattened; /* ftw takes no argument for its callback */

/* A design's own flat form, and what was read from its text, print the same. */
static int round_trip(const char *path, const struct stat *status, int type)
{
  (void)status;
  size_t n = strlen(path);
  if (type != FTW_F || n < 4 || strcmp(path + n - 3, ".tl")) return 0;
  struct compilation c;
  struct strbuf once = {0}, twice = {0};
  compilation_init(&c, getenv("TLC_STD"));
  assert_int_equal(compilation_run(&c, path), SOURCE_OK);
  if (!c.diags.n_errors) {
    ir_print(&once, sema_flatten(c.sema));
    const struct ir_design *d = read_well(&c.arena, strbuf_str(&once));
    assert_null(ir_verify(&c.arena, d));
    ir_print(&twice, d);
    assert_string_equal(strbuf_str(&twice), strbuf_str(&once));
    flattened += d->runs > 0;
  }
  strbuf_free(&once);
  strbuf_free(&twice);
  compilation_free(&c);
  return 0;
}

static void every_design_is_read_back(void **state)
{
  (void)state;
  const char *top = getenv("srcdir");
  if (top) assert_int_equal(chdir(top), 0);
  ftw("examples", round_trip, 16);
  ftw("tests/golden", round_trip, 16);
  assert_true(flattened > 20);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(prints_what_it_read),
    cmocka_unit_test(any_name_is_read_back),
    cmocka_unit_test(other_text_is_refused),
    cmocka_unit_test(too_much_is_refused),
    cmocka_unit_test(any_bytes_are_survived),
    cmocka_unit_test(a_sparsity_comes_apart),
    cmocka_unit_test(what_makes_no_sense_is_refused),
    cmocka_unit_test(unlikely_designs_are_refused),
    cmocka_unit_test(every_design_is_read_back),
  };
  return cmocka_run_group_tests_name("ir", tests, NULL, NULL);
}
