/* What was evaluated, as it is told to people and to programs. */
#include "runtime/eval/evaluate.h"
#include "runtime/report/report.h"

#include "tests/unit/report_expected.h"
#include "tests/unit/scene.h"

#include <math.h>
#include <ctype.h>
#include <stdlib.h>

/* A convolution along one line, on four processing elements below a network. */

enum { P, R, M, DIMS };
enum { WEIGHTS, INPUTS, OUTPUTS, TENSORS };
enum { DRAM, GLB, NOC, PE, LINK, SPAD, MAC, NODES };

static const char *const dim_names[] = {"p", "r", "m"};
static const int64_t bounds[] = {16, 3, 8};
static const int64_t of_weights[] = {0, 1, 0, 0, 0, 1};
static const int64_t of_inputs[] = {1, 1, 0};
static const int64_t of_outputs[] = {1, 0, 0, 0, 0, 1};
static const struct model_tensor tensors[] = {
  {.name = "Weights", .ranks = 2, .coefficients = of_weights, .word_bits = 8},
  {.name = "Inputs", .ranks = 1, .coefficients = of_inputs, .word_bits = 8},
  {.name = "Outputs", .output = true, .ranks = 2, .coefficients = of_outputs, .word_bits = 8},
};
static const struct model_einsum einsum = {
  .name = "conv", .dims = DIMS, .tensors = TENSORS, .dim_names = dim_names, .bounds = bounds,
  .tensor = tensors};

#define RATES(r) .read_rate = (r), .write_rate = (r), .shared_rate = INFINITY
#define ANY_RATE RATES(INFINITY)

static const struct model_node nodes[] = {
  [DRAM] = {.kind = MODEL_MEMORY, .name = "DRAM", .component = "lpddr4", .parent = -1,
            .energy = DRAM, .gated_at = -1,
            .memory = {.size_bits = INFINITY, .cluster = 1, .buffers = 1, .fullest = 1,
                       RATES(16), .reduces = true}},
  [GLB] = {.kind = MODEL_MEMORY, .name = "GLB", .component = "sram", .parent = -1,
           .energy = GLB, .gated_at = -1,
           .memory = {.size_bits = 8 * 256, .width_bits = 32, .cluster = 1, .buffers = 1,
                      .fullest = 1, ANY_RATE, .reduces = true}},
  [NOC] = {.kind = MODEL_NETWORK, .name = "NoC", .parent = -1, .energy = NOC, .gated_at = -1,
           .network = {.rate = INFINITY, .fill_cycles = 4}},
  [PE] = {.kind = MODEL_ARRAY, .name = "PE", .parent = -1, .energy = NODES, .gated_at = -1,
          .array = {.axes = 1, .axis = {{"x", 4}}, .multicasts = true, .reduces = true}},
  [LINK] = {.kind = MODEL_TRANSIT, .name = "Link", .component = "wire", .parent = PE,
            .energy = LINK, .gated_at = -1,
            .transit = {.carries = UINT32_MAX, .towards = MODEL_TO_COMPUTE, .rate = 2}},
  [SPAD] = {.kind = MODEL_MEMORY, .name = "Spad", .component = "regfile", .parent = PE,
            .energy = SPAD, .gated_at = -1,
            .memory = {.size_bits = 8 * 16, .cluster = 1, .buffers = 1, .fullest = 1, ANY_RATE,
                       .reduces = true}},
  [MAC] = {.kind = MODEL_COMPUTE, .name = "MAC", .component = "intmac", .parent = PE,
           .energy = MAC, .gated_at = -1, .compute = {.rate = 1}},
};
static const struct model_arch arch = {
  .name = "Line", .nodes = NODES, .node = nodes, .cycle_s = 5e-9};

static const struct model_loop loops[] = {
  {.dim = P, .node = DRAM, .axis = -1, .bound = 4, .residual = 4},
  {.dim = M, .node = GLB, .axis = -1, .bound = 2, .residual = 2},
  {.dim = R, .node = GLB, .axis = -1, .bound = 1, .residual = 1},
  {.dim = M, .node = PE, .axis = 0, .bound = 4, .residual = 4},
  {.dim = P, .node = SPAD, .axis = -1, .bound = 4, .residual = 4},
  {.dim = R, .node = SPAD, .axis = -1, .bound = 3, .residual = 3},
};
static const struct model_storage storages[] = {
  {WEIGHTS, DRAM, 0, {0}}, {INPUTS, DRAM, 0, {0}}, {OUTPUTS, DRAM, 0, {0}},
  {INPUTS, GLB, 1, {0}}, {OUTPUTS, GLB, 1, {0}},
  {WEIGHTS, SPAD, 4, {0}}, {OUTPUTS, SPAD, 4, {0}},
};
static const struct model_mapping mapping = {
  .loops = sizeof loops / sizeof *loops, .storages = sizeof storages / sizeof *storages,
  .loop = loops, .storage = storages};

#define ACTIONS(...) \
  .actions = sizeof (struct energy_action[]){__VA_ARGS__} / sizeof (struct energy_action), \
  .action = (const struct energy_action[]){__VA_ARGS__}

static const struct energy_row rows[] = {
  [DRAM] = {"lpddr4", ACTIONS({"read", 100, {0}}, {"write", 100, {0}}), .area_um2 = 0},
  [GLB] = {"sram", ACTIONS({"read", 6, {0}}, {"write", 6.5, {0}}, {"leak", 0.01, {0}}), 40000},
  [NOC] = {"NoC", ACTIONS({"transfer", 0, {0}}), 0},
  [PE] = {0},
  [LINK] = {"wire", ACTIONS({"pass", 0.25, {0}}), 0},
  [SPAD] = {"regfile", ACTIONS({"read", 0.1, {0}}, {"write", 0.125, {0}}), 800},
  [MAC] = {"intmac", ACTIONS({"compute", 0.5, {0}}), 500},
};
static const struct energy_table costs = {NODES, rows};
static const struct energy_table no_costs = {0, NULL};

/* What is told in one test. */
struct told {
  struct evaluator *evaluator;
  struct report_run run;
  struct report report;
  struct strbuf out;
};

static struct told told;

/* Evaluates the example; the run may be changed before it is told. */
static struct report_run *tell(const struct energy_table *table)
{
  struct eval_problem problem;
  told.evaluator = evaluator_new(&arch, MAC, &einsum, table, &problem);
  assert_non_null(told.evaluator);
  const struct eval_result *result = evaluate(told.evaluator, &mapping, &problem);
  assert_non_null(result);
  told.run = (struct report_run){
    .name = "first", .workload = "conv", .arch_name = "Line", .count = 1, .arch = &arch,
    .einsum = &einsum, .mapping = &mapping, .result = result};
  told.report = (struct report){.design = "line.tl", .runs = 1, .run = &told.run};
  return &told.run;
}

static int stop(void **state)
{
  (void)state;
  evaluator_free(told.evaluator);
  strbuf_free(&told.out);
  told = (struct told){0};
  return 0;
}

static const char *text_in(struct report_style style)
{
  strbuf_clear(&told.out);
  report_text(&told.out, &told.report, style);
  return strbuf_str(&told.out);
}

static const char *text(void) { return text_in((struct report_style){0}); }

static void assert_has(const char *in, const char *what)
{
  if (!strstr(in, what)) fail_msg("no `%s` in\n%s", what, in);
}

static void assert_has_not(const char *in, const char *what)
{
  if (strstr(in, what)) fail_msg("`%s` in\n%s", what, in);
}

/* ---- Is it JSON? ---- */

static const char *blank_end(const char *p) { return p + strspn(p, " \n"); }

static const char *string_end(const char *p)
{
  if (*p++ != '"') return NULL;
  for (; *p != '"'; p++) {
    if ((unsigned char)*p < 0x20) return NULL;
    if (*p == '\\' && !strchr("\"\\bfnrtu", *++p)) return NULL;
  }
  return p + 1;
}

static const char *value_end(const char *p);

static const char *items_end(const char *p, char close)
{
  p = blank_end(p + 1);
  if (*p == close) return p + 1;
  for (;; p = blank_end(p + 1)) {
    if (close == '}') {
      p = string_end(p);
      if (!p || *(p = blank_end(p)) != ':') return NULL;
      p++;
    }
    p = value_end(blank_end(p));
    if (!p) return NULL;
    p = blank_end(p);
    if (*p == close) return p + 1;
    if (*p != ',') return NULL;
  }
}

/* Behind the value that starts here; NULL if none does. */
static const char *value_end(const char *p)
{
  static const char *const words[] = {"null", "true", "false"};
  char *end;
  for (int i = 0; i < 3; i++)
    if (!strncmp(p, words[i], strlen(words[i]))) return p + strlen(words[i]);
  if (*p == '{' || *p == '[') return items_end(p, *p == '{' ? '}' : ']');
  if (*p == '"') return string_end(p);
  if (!isdigit((unsigned char)*p) && *p != '-') return NULL;
  strtod(p, &end);
  return end;
}

/* The report for programs with ' for ", after a look whether it is JSON. */
static const char *json(void)
{
  strbuf_clear(&told.out);
  report_json(&told.out, &told.report);
  const char *end = value_end(strbuf_str(&told.out));
  assert_non_null(end);
  assert_string_equal(end, "\n");
  for (char *p = told.out.text; *p; p++)
    if (*p == '"') *p = '\'';
  return told.out.text;
}

/* ---- The tests ---- */

static void for_programs(void **state)
{
  (void)state;
  tell(&costs);
  assert_string_equal(json(), expected_json);
}

static void for_people(void **state)
{
  (void)state;
  tell(&costs);
  assert_string_equal(text(), expected_text);
}

static void a_design_with_errors_has_no_runs(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *f = scene_bytes(&s, "width = 16 ns", 13);
  diag_at(&s.ds, E0301, scene_find(f, "16 ns"), "a time");
  diags_finish(&s.ds);
  told.report = (struct report){.design = "a\"b.tl", .diags = &s.ds};
  const char *out = json();
  assert_has(out, "'design': 'a\\'b.tl',\n  'runs': [],\n  'diagnostics': [\n    {\n");
  assert_has(out, "'code': 'E0301'");
  assert_string_equal(text(), "");
  scene_close(&s);
}

static void what_costs_nothing_known_is_a_dash(void **state)
{
  (void)state;
  tell(&no_costs);
  const char *out = text();
  assert_has(out, "energy       -       no action has an energy\n");
  assert_has(out, "  MAC       4/4       -      -      96  96.0 %     -  bound\n");
  assert_has(out, "  MAC    compute     384     -       -\n");
  assert_has_not(out, "pJ");
  assert_has(json(), "'energy_pJ': 0,\n        'energy_per_compute_pJ': 0,");
}

static void signs_and_colours_on_demand(void **state)
{
  (void)state;
  tell(&costs);
  const char *out = text_in((struct report_style){.utf8 = true});
  assert_has(out, "96.7 %  █████████▋      96");
  assert_has(out, "0.0452 mm²\n");
  assert_has(out, "  NoC       1/1    —");
  assert_has(out, "  DRAM │ keeps");
  assert_has_not(out, "\033");
  out = text_in((struct report_style){.color = true});
  assert_has(out, "\033[1mfirst: conv on Line\033[0m\n");
  assert_has(out, "\033[33mbound\033[0m\n");
  for (; *out; out++) assert_true((unsigned char)*out < 0x80);
}

static void a_memory_may_hold_everything_up(void **state)
{
  (void)state;
  struct report_run *run = tell(&costs);
  struct eval_result slow = *run->result;
  struct level_result level[8];
  memcpy(level, slow.level, slow.levels * sizeof *level);
  slow.level = level;
  level[0].cycles = slow.busy_cycles = slow.cycles = 240;
  for (unsigned i = 0; i < slow.levels; i++) level[i].bound = i == 0;
  run->result = &slow;
  const char *out = text();
  assert_has(out, "  cycles       240          bound by DRAM, 2.5 times what the computes need\n");
  assert_has(out, "240  26.7 %     -          bound\n");
  assert_has_not(out, "fill and drain");
}

#define ENERGY(v) {.number = (v), .dim = {{[U_ENERGY] = 1}}}
#define PLAIN(v) {.number = (v)}

static void what_was_asked_for_and_expected(void **state)
{
  (void)state;
  static const struct report_item items[] = {
    {"energy_per_mac", ENERGY(3.25e-12)}, {"reads", PLAIN(1234567)}, {"kind", {.text = "a\nb"}}};
  static const struct report_expectation expectations[] = {
    {"cycles == 100", true, true, PLAIN(100), PLAIN(100), "no more", "line.tl", 3, 4},
    {"energy < 3 nJ", false, true, ENERGY(25e-9), ENERGY(3e-9), "budget", "line.tl", 30, 4},
    {"fits", false, .why = "`fits` is not known"}};
  struct report_run *run = tell(&costs);
  run->items = run->expectations = 3;
  run->item = items;
  run->expectation = expectations;
  const char *out = text();
  assert_has(out, "\nreported\n"
                  "  energy_per_mac  3.25 pJ\n"
                  "  reads           1,234,567\n"
                  "  kind            a\\nb\n");
  assert_has(out,
    "\nexpected: 2 of 3 fail\n"
    "  holds  cycles == 100\n"
    "  fails  energy < 3 nJ  left is 25 nJ, right is 3 nJ  budget               line.tl:30:4\n"
    "  fails  fits                                         `fits` is not known\n");
  out = json();
  assert_has(out, "{'name':'energy_per_mac','value':3.25e-12,'unit':'J'},");
  assert_has(out, "{'name':'reads','value':1234567,'unit':null},");
  assert_has(out, "{'name':'kind','value':'a\\nb','unit':null}");
  assert_has(out, "{'text':'energy < 3 nJ','passed':false,'left':{'value':2.5e-8,'unit':'J'},"
                  "'right':{'value':3e-9,'unit':'J'},'why':'budget','file':'line.tl','line':30,"
                  "'column':4},");
  assert_has(out, "{'text':'fits','passed':false,'left':null,'right':null,"
                  "'why':'`fits` is not known','file':null,'line':null,'column':null}");
}

static void totals_are_of_all_executions(void **state)
{
  (void)state;
  struct report_run *run = tell(&costs);
  run->count = 3;
  const char *out = json();
  assert_has(out, "'computes': 1152,\n        'cycles': 300,\n        'seconds': 0.0000015,");
  assert_has(out, "'energy_pJ': 75064.38,\n        'energy_per_compute_pJ': 65.16005208333333,");
  assert_has(out, "'edp_pJ_cycles': 22519314,\n");
  assert_has(out, "'count': 3,");
  run->count = UINT64_MAX;
  assert_has(json(), "'computes': 7.083549724304468e21,");
  out = text();
  assert_has(out, "1.845e+21");
}

static void several_runs_are_summed_up(void **state)
{
  (void)state;
  struct report_run runs[] = {*tell(&costs), told.run};
  runs[0].name = runs[0].workload = "conv0";
  runs[0].count = 12;
  told.report.runs = 2;
  told.report.run = runs;
  const char *out = text();
  assert_has(out,
    "  run    times     energy      time  cycles  utilization         area\n"
    "  conv0     12  300.3  nJ    6   us   1,200       96.0 %  0.0452 mm^2\n"
    "  first          25.02 nJ  500   ns     100       96.0 %  0.0452 mm^2\n"
    "  all           325.3  nJ    6.5 us   1,300\n"
    "\n"
    "conv0 on Line\n");
  assert_has(out, "  times        12           energy, time and cycles are of all\n");
  assert_has(out, "\none execution: what follows is of one of 12\n\nlevels: ");
  assert_has(out, "\n\nfirst: conv on Line\n");
  runs[0].workload = "conv";
  assert_has_not(text(), "\n  all ");
  runs[1].arch_name = "Square";
  assert_has(text(), "first  Square          25.02 nJ");
}

static void a_search_says_how_good_it_is(void **state)
{
  (void)state;
  static const char *const objectives[] = {"edp", "energy"};
  static const struct report_rejected turned[] = {
    {.by = "capacity", .level = "GLB", .times = 12, .nearest = 2176, .limit = 2048}};
  static const struct report_search search = {
    .value = 1e6, .lower_bound = 9.8e5, .gap = 0.02, .mapspace_log10 = 26.1, .evaluated = 123456,
    .labels = 1234567, .strategy = "exact", .ended = "time", .pruned_bound = 1000,
    .pruned_limit = 12, .rejects = 1, .reject = turned};
  struct report_run *run = tell(&costs);
  run->status = REPORT_BOUNDED;
  run->search = &search;
  run->objective = objectives;
  run->objectives = 2;
  assert_has(text(), "  mapping      bounded      none is better by more than 2.0 %\n");
  assert_has(text(), "\nsearch: exact\n"
                     "  least     edp in pJ*cycles, then energy in pJ\n"
                     "  value     1e+06, and none below 980000\n"
                     "  mappings  10^26.1, 123,456 evaluated, 1,234,567 parts of mappings looked at\n"
                     "  left out  1,000 as their bound is no better, 0 as another beats them, 12 beyond "
                     "a limit\n"
                     "  ended by  time\n");
  assert_has(json(), "'status': 'bounded',\n"
                     "      'objective': [\n"
                     "        'edp',\n"
                     "        'energy'\n"
                     "      ],\n"
                     "      'search': {\n"
                     "        'value': 1000000,\n"
                     "        'lower_bound': 980000,\n"
                     "        'gap': 0.02,\n"
                     "        'mapspace_log10': 26.1,\n"
                     "        'evaluated': 123456,\n"
                     "        'labels': 1234567,\n"
                     "        'strategy': 'exact',\n"
                     "        'ended_by': 'time',\n"
                     "        'shared_with': null,\n"
                     "        'of_network': false,\n"
                     "        'pruned': {'bound':1000,'dominated':0,'limit':12},\n"
                     "        'rejected': [\n"
                     "          {'by':'capacity','level':'GLB','times':12,'nearest':2176,"
                     "'limit':2048}\n"
                     "        ]\n"
                     "      },\n");
}

static void the_best_few_are_listed(void **state)
{
  (void)state;
  static const char *const objectives[] = {"energy", "cycles"};
  static const double first[] = {24900, 96}, second[] = {25000, 90};
  static const struct report_search search = {.value = 24900, .lower_bound = 24900,
                                              .strategy = "exhaustive"};
  struct report_run *run = tell(&costs);
  struct report_found found[] = {
    {.value = first, .energy_pJ = 24900, .cycles = 96, .mapping = run->mapping},
    {.value = second, .energy_pJ = 25000, .cycles = 90, .mapping = run->mapping}};
  run->status = REPORT_OPTIMAL;
  run->search = &search;
  run->objective = objectives;
  run->objectives = 2;
  run->at = found;
  run->found = 2;
  assert_has(text(), "\nbest mappings: energy, then cycles\n");
  assert_has(text(), "  2  25000  25   nJ      90  DRAM (Weights Inputs Outputs)");
  assert_has(json(), "'asked': 'best',\n      'found': [\n        {\n          'values': ");
  run->front = true;
  assert_has(text(), "\nfront: no other is better in energy and cycles at once\n");
  assert_has(json(), "'asked': 'front',\n");
}

static void a_network_is_told_before_its_runs(void **state)
{
  (void)state;
  static const char *const names[] = {"first", "second"};
  static const struct report_network network = {
    .objective = "edp", .status = REPORT_BOUNDED, .runs = 2, .run = names, .energy_pJ = 2e3,
    .cycles = 1200, .value = 2.4e6, .lower_bound = 2.34e6, .gap = 0.025, .searches = 3};
  tell(&costs);
  told.report.networks = 1;
  told.report.network = &network;
  assert_has(text(), "network: 2 runs, first to second\n"
                     "  least    edp of the sum: 2.4e+06, which is 2 nJ energy in 1,200 cycles\n"
                     "  bounded  none is better by more than 2.5 %\n");
  assert_has(json(), "'networks': [\n    {\n      'objective': 'edp',\n      'status': 'bounded',\n");
}

/* A mapping whose tensors do not sit together: the buffer keeps one of them further
 * inside, and the memory of the processing elements nothing. */
static void tensors_may_be_kept_at_different_places(void **state)
{
  (void)state;
  static const struct model_loop some[] = {
    {.dim = P, .node = DRAM, .axis = -1, .bound = 5, .residual = 1},
    {.dim = M, .node = GLB, .axis = -1, .bound = 8, .residual = 8},
    {.dim = R, .node = GLB, .axis = -1, .bound = 3, .residual = 3},
  };
  static const struct model_storage places[] = {
    {OUTPUTS, GLB, 2, {0}}, {INPUTS, GLB, 1, {0}}, {INPUTS, DRAM, 0, {0}}};
  struct model_mapping apart = {.loops = 3, .storages = 3, .loop = some, .storage = places};
  struct report_run *run = tell(&costs);
  run->mapping = &apart;
  assert_has(text(),
    "  DRAM | keeps Inputs (18)\n"
    "       | for p = 5, 1 in the last\n"
    "  GLB  |   keeps Inputs (6); 38 of 256 words, 14.8 %\n"
    "       |   for m = 8\n"
    "  GLB  |     keeps Outputs (32); 38 of 256 words, 14.8 %\n"
    "       |     for r = 3\n"
    "  Spad |       keeps nothing\n"
    "  MAC  |       compute\n");
  assert_has(json(), "'level': 'Spad',\n          'keep': [],\n          'loops': []\n");
}

#define TEST(f) cmocka_unit_test_teardown(f, stop)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(for_programs), TEST(for_people), TEST(a_design_with_errors_has_no_runs),
    TEST(what_costs_nothing_known_is_a_dash), TEST(signs_and_colours_on_demand),
    TEST(a_memory_may_hold_everything_up), TEST(what_was_asked_for_and_expected),
    TEST(totals_are_of_all_executions), TEST(several_runs_are_summed_up),
    TEST(a_search_says_how_good_it_is), TEST(the_best_few_are_listed),
    TEST(a_network_is_told_before_its_runs), TEST(tensors_may_be_kept_at_different_places),
  };
  return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
