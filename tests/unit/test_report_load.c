/* Reports that are read back: what is printed of them is what was read, and what is no report, or
 * one that somebody has changed, is told and does no harm. */
#include "runtime/report/diff.h"
#include "runtime/report/load.h"
#include "runtime/report/plot.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A text as a report, for as long as it is looked at. */
struct desk {
  struct arena arena;
  struct sources sources;
  struct diags diags;
  struct loaded_report loaded;
  bool sound;
};

static void desk_open(struct desk *d, const char *text, size_t size)
{
  arena_init(&d->arena);
  sources_init(&d->sources);
  diags_init(&d->diags, &d->sources);
  d->sound = report_load(&d->arena, &d->diags,
                         sources_add(&d->sources, "report.json", text, size), &d->loaded);
  diags_finish(&d->diags);
}

static void desk_close(struct desk *d)
{
  diags_free(&d->diags);
  sources_free(&d->sources);
  arena_free(&d->arena);
}

static char *read_file(const char *path)
{
  struct strbuf text = {0};
  char part[4096];
  size_t n;
  FILE *f = fopen(path, "r");
  if (!f) fail_msg("cannot read %s", path);
  while ((n = fread(part, 1, sizeof part, f)) > 0) strbuf_add(&text, part, n);
  fclose(f);
  return text.text;
}

static glob_t goldens(void)
{
  const char *top = getenv("srcdir");
  struct strbuf pattern = {0};
  glob_t files;
  strbuf_printf(&pattern, "%s/tests/golden/eval/*.json", top ? top : ".");
  assert_int_equal(glob(pattern.text, 0, NULL, &files), 0);
  strbuf_free(&pattern);
  return files;
}

/* ---- there and back ---- */

/* Without the version, and what the compiler said, of which not all is kept. */
static char *without_diagnostics(const char *text)
{
  struct strbuf out = {0};
  text = strstr(text, "\"design\"");
  const char *from = strstr(text, "\"diagnostics\": ["), *to = strstr(text, "\n  \"networks\": [");
  assert_non_null(from);
  assert_non_null(to);
  strbuf_add(&out, text, (size_t)(from - text));
  strbuf_puts(&out, to);
  return out.text;
}

static void compare(const char *path, const char *before, const char *after)
{
  size_t at = 0, line = 0;
  while (before[at] && before[at] == after[at])
    if (before[at++] == '\n') line = at;
  if (before[at] != after[at])
    fail_msg("%s:\n%.*s\n%.*s", path, (int)strcspn(before + line, "\n"), before + line,
             (int)strcspn(after + line, "\n"), after + line);
}

static void prints_what_it_read(void **state)
{
  glob_t files = goldens();
  (void)state;
  for (size_t i = 0; i < files.gl_pathc; i++) {
    char *text = read_file(files.gl_pathv[i]);
    struct strbuf again = {0};
    struct desk d;
    desk_open(&d, text, strlen(text));
    if (!d.sound) fail_msg("%s: %s", files.gl_pathv[i], d.diags.all.at[0]->message);
    report_json(&again, &d.loaded.report);
    char *before = without_diagnostics(text), *after = without_diagnostics(again.text);
    compare(files.gl_pathv[i], before, after);
    xfree(before);
    xfree(after);
    desk_close(&d);
    strbuf_free(&again);
    xfree(text);
  }
  globfree(&files);
}

/* ---- what is no report ---- */

/* What changed from one to the other, in both forms. */
static void compare_reports(struct desk *before, struct desk *after)
{
  static const struct diff_limit LIMIT = {DIFF_ENERGY, 0};
  struct strbuf out = {0};
  struct diff diff;
  diff_reports(&after->arena, &before->loaded, &after->loaded, &diff);
  diff_check(&after->arena, &diff, &LIMIT, 1);
  diff_text(&out, &diff, (struct report_style){.utf8 = true});
  diff_json(&out, &diff);
  strbuf_free(&out);
}

/* The report that others are made of by changing something. */
static struct desk original;

/* Either it is told, once and with a place, or all charts can be drawn, and it can be compared. */
static void look(const char *text, size_t size)
{
  struct desk d;
  desk_open(&d, text, size);
  if (!d.sound) {
    assert_int_equal(d.diags.all.n, 1);
    assert_int_equal(d.diags.all.at[0]->labels.at[0].where.file, 1);
  }
  for (unsigned i = 0; d.sound && report_charts[i].name; i++) {
    struct strbuf out = {0};
    report_plot(&out, &d.loaded.report, &report_charts[i]);
    const char *odd = out.n ? strstr(out.text, "nan") : NULL;
    if (out.n && !odd) odd = strstr(out.text, "inf");
    if (odd) fail_msg("%.*s", 90, odd - 60);
    strbuf_free(&out);
  }
  if (d.sound) compare_reports(&original, &d);
  if (d.sound) compare_reports(&d, &original);
  desk_close(&d);
}

static char *smallest(void)
{
  const char *top = getenv("srcdir");
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/tests/golden/eval/transit.json", top ? top : ".");
  char *text = read_file(path.text);
  strbuf_free(&path);
  return text;
}

static void cut_anywhere(void **state)
{
  char *text = smallest();
  size_t n = strlen(text);
  (void)state;
  for (size_t i = 0; i + 2 < n; i++) {
    struct desk d;
    desk_open(&d, text, i);
    assert_false(d.sound);
    assert_int_equal(d.diags.all.n, 1);
    desk_close(&d);
  }
  look(text, n - 1);
  xfree(text);
}

/* The end of a value that begins at `at`, if one does there that is no key. */
static size_t value_end(const char *text, size_t at)
{
  static const char DELIMITERS[] = ",]}\n";
  size_t end = at;
  if (!at || !strchr(":[, ", text[at - 1]) || strchr(" \n]},", text[at])) return at;
  if (text[at] == '"') {
    for (end++; text[end] != '"'; end++)
      if (text[end] == '\\') end++;
    return text[end + 1] == ':' ? at : end + 1;
  }
  if (strchr("[{", text[at])) return at + 1; /* breaks it */
  while (!strchr(DELIMITERS, text[end])) end++;
  return end;
}

static void look_at_changed(const char *text, size_t from, size_t to, const char *by)
{
  struct strbuf out = {0};
  strbuf_add(&out, text, from);
  strbuf_puts(&out, by);
  strbuf_puts(&out, text + to);
  look(out.text, out.n);
  strbuf_free(&out);
}

static void another_value(void **state)
{
  static const char *const OTHERS[] = {
    "null", "true", "-1", "0", "1", "0.5", "3e149", "1e400", "9007199254740993",
    "18446744073709551615", "99999999999999999999", "\"\"", "\"x\"", "\"\\u0001\\ufffe<\"",
    "\"DRAM\"", "[]", "{}", "[[[]]]", ""};
  char *text = smallest();
  (void)state;
  for (size_t at = 0; text[at]; at++) {
    size_t end = value_end(text, at);
    for (size_t k = 0; end > at && k < sizeof OTHERS / sizeof *OTHERS; k++)
      look_at_changed(text, at, end, OTHERS[k]);
  }
  xfree(text);
}

/* Members and items one at a time: a line of the file without the comma that ends it. */
static void a_line_less(void **state)
{
  char *text = smallest();
  (void)state;
  for (size_t at = 0; text[at];) {
    size_t end = at + strcspn(text + at, "\n") + 1;
    look_at_changed(text, at, end, "");
    look_at_changed(text, end, end, "");
    at = end;
  }
  xfree(text);
}

static void is_the_same_as_itself(void **state)
{
  char *text = smallest();
  struct desk d;
  struct diff diff;
  (void)state;
  desk_open(&d, text, strlen(text));
  diff_reports(&d.arena, &original.loaded, &d.loaded, &diff);
  assert_true(diff.same);
  assert_int_equal(diff.runs, 1);
  desk_close(&d);
  xfree(text);
}

static int open_original(void **state)
{
  char *text = smallest();
  (void)state;
  desk_open(&original, text, strlen(text));
  xfree(text);
  return !original.sound;
}

static int close_original(void **state)
{
  (void)state;
  desk_close(&original);
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(prints_what_it_read),
    cmocka_unit_test(cut_anywhere),
    cmocka_unit_test(another_value),
    cmocka_unit_test(a_line_less),
    cmocka_unit_test(is_the_same_as_itself),
  };
  return cmocka_run_group_tests(tests, open_original, close_original);
}
