/* Exporting: numbers survive, names are told apart.  The designs are dumps of the flat form. */
#include "compiler/export/export.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One run that is exported. */
struct scene {
  struct arena arena;
  struct sources sources;
  struct diags diags;
  struct exported out;
};

/* Whether it can be exported; give it to scene_close. */
static bool scene_open(struct scene *s, const char *text)
{
  unsigned line = 0;
  const char *why = "";
  arena_init(&s->arena);
  sources_init(&s->sources);
  diags_init(&s->diags, &s->sources);
  struct ir_design *d = ir_read(&s->arena, text, strlen(text), &line, &why);
  if (!d) fail_msg("line %u: %s", line, why);
  assert_null(ir_verify(&s->arena, d));
  return export_timeloop(&s->arena, &s->diags, d, &d->run[0], &s->out);
}

static void scene_close(struct scene *s)
{
  diags_free(&s->diags);
  sources_free(&s->sources);
  arena_free(&s->arena);
}

static const char *file_of(const struct scene *s, const char *name)
{
  for (unsigned i = 0; i < s->out.files; i++)
    if (!strcmp(s->out.file[i].name, name)) return s->out.file[i].text;
  fail_msg("%s is not exported", name);
  return "";
}

static void holds(const struct scene *s, const char *name, const char *part)
{
  if (!strstr(file_of(s, name), part)) fail_msg("%s lacks %s:\n%s", name, part, file_of(s, name));
}

/* ---- numbers ---- */

static const char frame[] =
  "arch 0 A\n  memory M\n    set area %.17g m^2\n    action read %.17g J\n    action write 0 J\n"
  "  compute C\n    action compute 1 J\n"
  "workload 0 W\n  dim m 8\n  tensor I 8 bit input\n  tensor O 8 bit output\n"
  "  einsum\n    write O\n      rank m=1\n    read I\n      rank m=1\n"
  "mapping 0 X of 0 on 0\n  at M\n    tensors I O\n    loop m 8 8\n"
  "run R of 0 on 0 within 0\n";

/* The number behind a word in a file, in base units, as one who reads it there has it. */
static double read_back(const struct scene *s, const char *name, const char *word)
{
  const char *at = strstr(file_of(s, name), word);
  char text[64];
  assert_non_null(at);
  at += strlen(word);
  snprintf(text, sizeof text, "%.*s", (int)strcspn(at, ", }"), at);
  char *exponent = strchr(text, 'e');
  int ten = exponent ? atoi(exponent + 1) : 0;
  if (exponent) *exponent = '\0';
  if (ten && !strchr(text, '.')) fail_msg("%s is no number in YAML 1.1", text);
  snprintf(text + strlen(text), sizeof text - strlen(text), "e%d", ten - 12);
  return strtod(text, NULL);
}

static void survives(double v)
{
  struct scene s;
  char text[2 * sizeof frame];
  snprintf(text, sizeof text, frame, v, v);
  assert_true(scene_open(&s, text));
  if (read_back(&s, "ERT.yaml", "name: read, arguments: {}, energy: ") != v)
    fail_msg("%.17g is written as another number:\n%s", v, file_of(&s, "ERT.yaml"));
  if (v > 0 && read_back(&s, "ART.yaml", "area: ") != v)
    fail_msg("%.17g is written as another number:\n%s", v, file_of(&s, "ART.yaml"));
  scene_close(&s);
}

static void test_numbers_survive(void **state)
{
  static const double some[] = {0, 1e-12, 5.12e-10, 1e-15, 9.9999999999999995e-13, 1, 1e30, 1e-30,
                                2.5e-7, 123456789, 0.1, 1.0368301e-10, 3.0000000000000003e-13};
  (void)state;
  for (unsigned i = 0; i < sizeof some / sizeof *some; i++) survives(some[i]);
  srand(1);
  for (int i = 0; i < 2000; i++)
    survives((1 + rand() / (double)RAND_MAX) * pow(10, rand() % 40 - 30));
}

static void test_numbers_are_short(void **state)
{
  struct scene s;
  char text[2 * sizeof frame];
  (void)state;
  snprintf(text, sizeof text, frame, 7.0091961e-11, 54.54477e-12);
  assert_true(scene_open(&s, text));
  holds(&s, "ERT.yaml", "{name: read, arguments: {}, energy: 54.54477}");
  holds(&s, "ERT.yaml", "{name: update, arguments: {}, energy: 0}");
  holds(&s, "ART.yaml", "{name: 'A.M[1..1]', area: 70.091961}");
  scene_close(&s);
}

/* ---- names ---- */

/* A letter that somebody is called by is theirs; others take what is left. */
static void test_letters(void **state)
{
  static const char text[] =
    "arch 0 A\n  memory M\n    action read 1 J\n    action write 1 J\n"
    "  compute C\n    action compute 1 J\n"
    "workload 0 W\n  dim p 2\n  dim P 3\n  dim _ 4\n  dim pp 5\n  dim n 6\n  dim o 7\n"
    "  tensor I 8 bit input\n  tensor O 8 bit output\n"
    "  einsum reduces\n    write O\n      rank p=1\n    read I\n      rank p=1 P=2 _=1\n"
    "      rank pp=1 n=1 o=-3\n"
    "mapping 0 X of 0 on 0\n  at M\n    tensors I O\n    loop n 6 6\n    loop o 7 7\n"
    "    loop _ 4 4\n    loop p 2 2\n    loop P 3 3\n    loop pp 5 5\n"
    "run R of 0 on 0 within 0\n";
  struct scene s;
  (void)state;
  assert_true(scene_open(&s, text));
  holds(&s, "problem.yaml", "dimensions: [A, P, B, C, N, O]");
  holds(&s, "problem.yaml", "# Dimensions: A is p, B is _, C is pp.\n");
  holds(&s, "problem.yaml", "instance: {A: 2, P: 3, B: 4, C: 5, N: 6, O: 7, c2: 2, cm3: -3}");
  holds(&s, "mapping.yaml", "permutation: CPABON");
  scene_close(&s);
}

/* What would be read as a truth or a number is in quotes. */
static void test_quotes(void **state)
{
  static const char text[] =
    "arch 0 A\n  memory M\n    action read 1 J\n    action write 1 J\n"
    "  compute C\n    action compute 1 J\n"
    "workload 0 null\n  dim n 2\n  dim o 3\n  tensor off 8 bit input\n  tensor O 8 bit output\n"
    "  einsum reduces\n    write O\n      rank n=1\n    read off\n      rank n=1 o=1\n"
    "mapping 0 X of 0 on 0\n  at M\n    tensors off O\n    loop n 2 2\n    loop o 3 3\n"
    "run R of 0 on 0 within 0\n";
  struct scene s;
  (void)state;
  assert_true(scene_open(&s, text));
  holds(&s, "problem.yaml", "name: 'null'");
  holds(&s, "problem.yaml", "name: 'off'");
  holds(&s, "mapping.yaml", "keep: ['off', O]");
  holds(&s, "mapping.yaml", "permutation: 'ON'");
  scene_close(&s);
}

/* A level that stands for an array is called otherwise than all that is there. */
static void test_dummies(void **state)
{
  static const char text[] =
    "arch 0 A\n  memory inter_P_spatial\n    action read 1 J\n    action write 1 J\n"
    "  array Q x=2\n  array P x=3 y=4 in Q\n    set gating=none\n"
    "  memory L in P\n    action read 1 J\n    action write 1 J\n    action leak 1 J\n"
    "  compute C in P\n    action compute 1 J\n"
    "workload 0 W\n  dim n 2\n  tensor I 8 bit input\n  tensor O 8 bit output\n"
    "  einsum\n    write O\n      rank n=1\n    read I\n      rank n=1\n"
    "mapping 0 X of 0 on 0\n  at inter_P_spatial\n    tensors I O\n"
    "  at Q\n    loop n 2 2 across x\n"
    "  at P\n  at L\n    tensors I O\n"
    "run R of 0 on 0 within 0\n";
  struct scene s;
  (void)state;
  assert_true(scene_open(&s, text));
  holds(&s, "architecture.yaml", "name: inter_P_spatial[1..1]");
  holds(&s, "architecture.yaml", "name: inter_Q_spatial[1..1]");
  holds(&s, "architecture.yaml", "name: inter_P_spatial_[1..2]");
  holds(&s, "architecture.yaml", "meshX: 6\n        meshY: 4\n");
  holds(&s, "architecture.yaml", "power_gated_at: inter_P_spatial_\n");
  scene_close(&s);
}

/* ---- what there is not ---- */

static void test_nothing_of_a_broken_one(void **state)
{
  static const char text[] =
    "arch 0 A\n  memory M\n  transit T\n  compute C\n"
    "workload 0 W\n  dim n 2\n  tensor I 8 bit input\n  tensor O 8 bit output\n"
    "  einsum\n    write O\n      rank n=1\n    read I\n      rank n=1\n"
    "mapspace 0 S of 0 on 0\nmapper 0 M of 0 on 0\n  goal edp\n"
    "run R of 0 on 0 among 0 using 0\n";
  struct scene s;
  (void)state;
  assert_false(scene_open(&s, text));
  assert_int_equal(s.out.files, 0);
  assert_int_equal(s.diags.n_errors, 1);
  scene_close(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_numbers_survive), cmocka_unit_test(test_numbers_are_short),
    cmocka_unit_test(test_letters), cmocka_unit_test(test_quotes),
    cmocka_unit_test(test_dummies), cmocka_unit_test(test_nothing_of_a_broken_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
