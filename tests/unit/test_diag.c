/* The queue of diagnostics: what is kept, in which order, and what -W does. */
#include "tests/unit/scene.h"

static const struct span NOWHERE = {0, 0, 0};

static void codes_are_found_by_id_and_name(void **state)
{
  (void)state;
  assert_int_equal(code_find("E0301"), E0301);
  assert_int_equal(code_find("e0301"), E0301);
  assert_int_equal(code_find("unit-mismatch"), E0301);
  assert_int_equal(code_find("idle_hardware"), W0512);
  assert_int_equal(code_find("idle-hardwar"), N_CODES);
  assert_int_equal(code_find("idle-hardware-"), N_CODES);
  assert_int_equal(code_find(""), N_CODES);
  assert_string_equal(code_info(W0512)->id, "W0512");
  assert_string_equal(code_info(W0512)->name, "idle-hardware");
  assert_int_equal(code_info(W0512)->severity, SEV_WARNING);
}

static void check_option(struct scene *s, const char *word, bool known, const char *suggestion)
{
  const char *got;
  assert_int_equal(diags_option(&s->ds, word, &got), known);
  if (suggestion) assert_string_equal(got, suggestion);
  else assert_null(got);
}

static void options_set_levels(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  const enum severity *level = &s.ds.level[W0512];
  assert_int_equal(*level, SEV_WARNING);
  check_option(&s, "no-idle-hardware", true, NULL);
  assert_int_equal(*level, SEV_ALLOW);
  check_option(&s, "idle-hardware", true, NULL);
  assert_int_equal(*level, SEV_WARNING);
  check_option(&s, "error=idle-hardware", true, NULL);
  assert_int_equal(*level, SEV_ERROR);
  check_option(&s, "no-error=W0512", true, NULL);
  assert_int_equal(*level, SEV_WARNING);
  check_option(&s, "no-idle-hardware", true, NULL);
  check_option(&s, "error", true, NULL);
  assert_int_equal(*level, SEV_ALLOW);
  check_option(&s, "all", true, NULL);
  assert_int_equal(*level, SEV_ERROR);
  check_option(&s, "no-error", true, NULL);
  assert_int_equal(*level, SEV_WARNING);
  scene_close(&s);
}

static void errors_stay_errors(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  check_option(&s, "no-unit-mismatch", false, NULL);
  check_option(&s, "no-error=unit-mismatch", false, NULL);
  check_option(&s, "unit-mismatch", true, NULL);
  check_option(&s, "error=unit-mismatch", true, NULL);
  check_option(&s, "no-error", true, NULL);
  assert_int_equal(s.ds.level[E0301], SEV_ERROR);
  scene_close(&s);
}

static void unknown_options_get_suggestions(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  check_option(&s, "idle-hardwear", false, "idle-hardware");
  check_option(&s, "no-idle-hardwear", false, "no-idle-hardware");
  check_option(&s, "error=Idle-Hardware", false, "error=idle-hardware");
  check_option(&s, "no-error=idle-hardwar", false, "no-error=idle-hardware");
  check_option(&s, "no-unit-mismatches", false, NULL);
  check_option(&s, "eror", false, "error");
  check_option(&s, "al", false, "all");
  check_option(&s, "something-else", false, NULL);
  check_option(&s, "", false, NULL);
  check_option(&s, "no-", false, NULL);
  scene_close(&s);
}

static void what_is_allowed_or_muted_is_not_queued(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  s.ds.level[W0512] = SEV_ALLOW;
  struct diag *d = diag_at(&s.ds, W0512, NOWHERE, "a");
  diag_label(d, NOWHERE, "b");
  diag_note(d, "c");
  diag_help(d, "d");
  diag_note_at(d, NOWHERE, "e");
  diag_note_label(d, NOWHERE, "f");
  diag_fix(d, DIAG_HOLES, NOWHERE, "g");
  s.ds.muted++;
  assert_non_null(diag_at(&s.ds, E0301, NOWHERE, "h"));
  s.ds.muted--;
  assert_int_equal(s.ds.all.n + s.ds.n_errors + s.ds.n_warnings, 0);
  assert_int_equal(s.ds.arena.used, 0);
  diag_at(&s.ds, E0301, NOWHERE, "i");
  assert_int_equal(s.ds.n_errors, 1);
  s.ds.all.at[0]->severity = SEV_ALLOW;
  diags_finish(&s.ds);
  assert_int_equal(s.ds.all.n + s.ds.n_errors, 0);
  scene_close(&s);
}

static void the_first_label_on_the_place_is_its_text(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct span a = {1, 0, 4}, b = {1, 0, 5};
  struct diag *d = diag_at(&s.ds, E0301, a, "%d bits", 8);
  assert_string_equal(d->message, "8 bits");
  diag_label(d, b, "b");
  diag_label(d, a, "a");
  diag_label(d, a, "again");
  assert_int_equal(d->labels.n, 3);
  assert_string_equal(d->labels.at[0].text, "a");
  assert_string_equal(d->labels.at[2].text, "again");
  diag_note_at(d, b, "note");
  diag_help(d, "help");
  diag_note_label(d, a, "a");
  diag_note_label(d, b, "b");
  assert_int_equal(d->parts.at[0].labels.n, 2);
  assert_string_equal(d->parts.at[0].labels.at[0].text, "b");
  diag_fix(d, DIAG_MAYBE, a, "x");
  diag_fix(d, DIAG_CERTAIN, b, "y");
  assert_int_equal(d->confidence, DIAG_MAYBE);
  assert_int_equal(d->edits.n, 2);
  scene_close(&s);
}

static void the_queue_is_sorted_and_doubles_go(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct span early = {1, 3, 5}, late = {1, 9, 10}, other = {2, 0, 1};
  diag_at(&s.ds, E0301, other, "6");
  diag_at(&s.ds, E0301, late, "4");
  diag_note_at(diag_at(&s.ds, E0301, late, "5"), early, "another instance");
  diag_at(&s.ds, W0512, early, "3");
  diag_at(&s.ds, E0301, early, "2");
  diag_at(&s.ds, E0301, early, "a double of 2");
  diag_note_at(diag_at(&s.ds, E0301, late, "a double of 5"), early, "the same instance");
  diag_at(&s.ds, E0102, NOWHERE, "0");
  diag_at(&s.ds, E0102, NOWHERE, "1");
  diag_at(&s.ds, E0102, NOWHERE, "1");
  assert_int_equal(s.ds.n_errors, 9);
  diags_finish(&s.ds);
  assert_int_equal(s.ds.all.n, 7);
  for (uint32_t i = 0; i < s.ds.all.n; i++) {
    char want[] = {(char)('0' + i), '\0'};
    assert_string_equal(s.ds.all.at[i]->message, want);
  }
  assert_int_equal(s.ds.n_errors, 6);
  assert_int_equal(s.ds.n_warnings, 1);
  diags_finish(&s.ds);
  assert_int_equal(s.ds.all.n, 7);
  scene_close(&s);
}

static void a_cleared_queue_keeps_its_levels(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  diags_finish(&s.ds);
  check_option(&s, "error=idle-hardware", true, NULL);
  for (int round = 0; round < 3; round++) {
    diag_note_at(diag_at(&s.ds, W0512, NOWHERE, "a"), NOWHERE, "b");
    assert_int_equal(s.ds.n_errors, 1);
    diags_finish(&s.ds);
    diags_clear(&s.ds);
    assert_int_equal(s.ds.all.n + s.ds.n_errors, 0);
  }
  scene_close(&s);
}

static void many_are_sorted_quickly(void **state)
{
  (void)state;
  enum { MANY = 100000 };
  struct scene s;
  scene_open(&s);
  for (uint32_t i = 0; i < MANY; i++) {
    uint32_t start = (uint32_t)((uint64_t)i * 7919 % (MANY / 2));
    diag_note(diag_at(&s.ds, E0301, (struct span){1, start, start + 1}, "%u", start), "note");
  }
  diags_finish(&s.ds);
  assert_int_equal(s.ds.all.n, MANY / 2);
  for (uint32_t i = 0; i < s.ds.all.n; i++)
    assert_int_equal(s.ds.all.at[i]->labels.at[0].where.start, i);
  scene_close(&s);
}

static void check_all(struct scene *s, unsigned limit, const char *want)
{
  strbuf_clear(&s->out);
  render_all(&s->out, &s->ds, RENDER_PLAIN, 0, limit);
  assert_string_equal(strbuf_str(&s->out), want);
}

static void all_are_rendered_and_counted(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  check_all(&s, 0, "");
  diag_at(&s.ds, W0512, NOWHERE, "a");
  check_all(&s, 0, "warning[W0512]: a\n\n1 warning\n");
  s.ds.all.at[0]->labels.at[0].where.end = 1;
  diag_at(&s.ds, E0301, NOWHERE, "b");
  diag_at(&s.ds, E0301, NOWHERE, "c");
  diags_finish(&s.ds);
  check_all(&s, 3, "error[E0301]: b\n\nerror[E0301]: c\n\nwarning[W0512]: a\n\n"
                   "2 errors, 1 warning\n");
  check_all(&s, 2, "error[E0301]: b\n\nerror[E0301]: c\n\n"
                   "2 errors, 1 warning; 1 of them is not shown\n");
  check_all(&s, 1, "error[E0301]: b\n\n2 errors, 1 warning; 2 of them are not shown\n");
  scene_close(&s);
}

static void errors_are_shown_before_warnings(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  for (uint32_t i = 1; i <= 3; i++) diag_at(&s.ds, W0512, (struct span){0, i, i}, "%u", i);
  diag_at(&s.ds, E0301, (struct span){0, 4, 4}, "an error");
  diags_finish(&s.ds);
  check_all(&s, 2, "warning[W0512]: 1\n\nerror[E0301]: an error\n\n"
                   "1 error, 3 warnings; 2 of them are not shown\n");
  scene_close(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(codes_are_found_by_id_and_name),
    cmocka_unit_test(options_set_levels),
    cmocka_unit_test(errors_stay_errors),
    cmocka_unit_test(unknown_options_get_suggestions),
    cmocka_unit_test(what_is_allowed_or_muted_is_not_queued),
    cmocka_unit_test(the_first_label_on_the_place_is_its_text),
    cmocka_unit_test(the_queue_is_sorted_and_doubles_go),
    cmocka_unit_test(a_cleared_queue_keeps_its_levels),
    cmocka_unit_test(many_are_sorted_quickly),
    cmocka_unit_test(all_are_rendered_and_counted),
    cmocka_unit_test(errors_are_shown_before_warnings),
  };
  return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
