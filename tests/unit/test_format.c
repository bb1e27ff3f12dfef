#include "lang/syntax/format.h"

#include "lang/syntax/format_inside.h"
#include "lang/syntax/parse.h"
#include "tests/unit/generate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* All that one text needs to be formatted or parsed. */
struct desk {
  struct arena arena;
  struct interner names;
  struct sources sources;
  struct diags diags;
};

static void desk_open(struct desk *d)
{
  arena_init(&d->arena);
  interner_init(&d->names);
  keywords_init(&d->names);
  sources_init(&d->sources);
  diags_init(&d->diags, &d->sources);
}

static void desk_close(struct desk *d)
{
  diags_free(&d->diags);
  sources_free(&d->sources);
  interner_free(&d->names);
  arena_free(&d->arena);
}

static enum format_status format_text(const char *text, size_t n, struct strbuf *out)
{
  struct desk d;
  desk_open(&d);
  enum format_status status =
    format_source(&d.names, &d.diags, sources_add(&d.sources, "test.tl", text, n), out);
  assert_int_equal(status == FORMAT_BROKEN, d.diags.n_errors > 0);
  desk_close(&d);
  return status;
}

static void expect_text(const struct strbuf *got, const char *wanted)
{
  assert_string_equal(strbuf_str(got), wanted);
}

/* The tree and the comments, each with the number of tokens before it that must
 * stay: all but commas and the ends of statements. */
static void describe(const char *text, size_t n, struct strbuf *out)
{
  struct desk d;
  desk_open(&d);
  struct source *source = sources_add(&d.sources, "test.tl", text, n);
  struct ast *ast = parse_source(&d.arena, &d.names, &d.diags, source, PARSE_KEEP_TOKENS);
  ast_dump(out, ast);
  unsigned before = 0;
  uint32_t t = 0;
  for (uint32_t i = 0; i < ast->n_comments; i++) {
    const struct comment *c = &ast->comments[i];
    for (; t < ast->n_tokens && ast->tokens[t].start < c->start; t++)
      before += !strchr(",;\r\n", source->text[ast->tokens[t].start]);
    strbuf_printf(out, "%u ", before);
    for (uint32_t k = c->start; k < c->end; k++)
      if (source->text[k] != '\r') strbuf_putc(out, source->text[k]);
    while (c->kind != COMMENT_BLOCK && strchr(" \t", out->text[out->n - 1])) out->n--;
    strbuf_putc(out, '\n');
  }
  desk_close(&d);
}

static void expect_same_program(const struct strbuf *a, const struct strbuf *b)
{
  struct strbuf x = {0}, y = {0};
  describe(strbuf_str(a), a->n, &x);
  describe(strbuf_str(b), b->n, &y);
  assert_string_equal(strbuf_str(&x), strbuf_str(&y));
  strbuf_free(&x);
  strbuf_free(&y);
}

static void check_program(unsigned seed, unsigned statements, unsigned flags)
{
  struct strbuf program = {0}, once = {0}, twice = {0};
  generate_program(seed, statements, flags, &program);
  if (format_text(strbuf_str(&program), program.n, &once) != FORMAT_OK)
    fail_msg("seed %u, %u statements: not formatted", seed, statements);
  if (format_text(strbuf_str(&once), once.n, &twice) != FORMAT_OK || once.n != twice.n ||
      memcmp(strbuf_str(&once), strbuf_str(&twice), once.n))
    fail_msg("seed %u, %u statements: formatted again, it differs", seed, statements);
  expect_same_program(&program, &once);
  strbuf_free(&program);
  strbuf_free(&once);
  strbuf_free(&twice);
}

static void small_programs_are_kept(void **state)
{
  (void)state;
  for (unsigned seed = 0; seed < 2000; seed++) check_program(seed, 1 + seed % 7, GENERATE_MESSY);
}

static void large_programs_are_kept(void **state)
{
  (void)state;
  for (unsigned seed = 0; seed < 300; seed++) check_program(seed, 25, GENERATE_MESSY);
}

static void tidy_programs_are_kept(void **state)
{
  (void)state;
  for (unsigned seed = 0; seed < 300; seed++) check_program(seed, 10, 0);
}

static void programs_are_the_same_for_a_seed(void **state)
{
  (void)state;
  struct strbuf a = {0}, b = {0}, other = {0};
  generate_program(7, 20, GENERATE_MESSY, &a);
  generate_program(7, 20, GENERATE_MESSY, &b);
  generate_program(8, 20, GENERATE_MESSY, &other);
  assert_string_equal(strbuf_str(&a), strbuf_str(&b));
  assert_string_not_equal(strbuf_str(&a), strbuf_str(&other));
  strbuf_free(&a);
  strbuf_free(&b);
  strbuf_free(&other);
}

static void a_cut_program_is_formatted_or_refused(void **state)
{
  (void)state;
  struct strbuf program = {0}, out = {0};
  generate_program(3, 12, GENERATE_MESSY, &program);
  for (size_t n = 0; n <= program.n && n < 3000; n++) {
    strbuf_clear(&out);
    enum format_status status = format_text(strbuf_str(&program), n, &out);
    assert_int_not_equal(status, FORMAT_UNSAFE);
    if (status == FORMAT_BROKEN) assert_int_equal(out.n, 0);
  }
  strbuf_free(&program);
  strbuf_free(&out);
}

static void what_is_broken_is_left_alone(void **state)
{
  (void)state;
  struct strbuf out = {0};
  strbuf_puts(&out, "before");
  assert_int_equal(format_text("x = (\n", 6, &out), FORMAT_BROKEN);
  expect_text(&out, "before");
  assert_int_equal(format_text("x=1", 3, &out), FORMAT_OK);
  expect_text(&out, "beforex = 1\n");
  strbuf_free(&out);
}

static void nothing_stays_nothing(void **state)
{
  (void)state;
  struct strbuf out = {0};
  assert_int_equal(format_text("", 0, &out), FORMAT_OK);
  assert_int_equal(format_text("\r\n \n;", 5, &out), FORMAT_OK);
  assert_int_equal(format_text("\xef\xbb\xbf", 3, &out), FORMAT_OK);
  expect_text(&out, "");
  strbuf_free(&out);
}

static bool kept(const char *before, const char *after)
{
  struct desk d;
  desk_open(&d);
  const char *texts[] = {before, after};
  struct pieces pieces[2];
  for (int i = 0; i < 2; i++) {
    struct source *source = sources_add(&d.sources, "test.tl", texts[i], strlen(texts[i]));
    pieces_make(&pieces[i], &d.arena,
                parse_source(&d.arena, &d.names, &d.diags, source, PARSE_KEEP_TOKENS));
  }
  bool result = format_keeps(&pieces[0], &pieces[1]);
  assert_int_equal(d.diags.n_errors, 0);
  desk_close(&d);
  return result;
}

static void what_is_not_kept_is_noticed(void **state)
{
  (void)state;
  assert_true(kept("x=f(1) // a  \r\n; y=2", "x = f(\n  1,\n)  // a\ny = 2\n"));
  assert_false(kept("x = 1 // a\ny = 2", "x = 1\ny = 2 // a"));
  assert_false(kept("x = 1 // a\ny = 2", "x = 1 // b\ny = 2"));
  assert_false(kept("x = 1 // a", "x = 1 /// a"));
  assert_false(kept("x = 1 // a\n// b", "x = 1 // a"));
  assert_false(kept("x = f(a, /* c */ b)", "x = f(a /* c */, b)"));
  assert_false(kept("x = 1", "x = 1; y = 2"));
  assert_false(kept("x = 1", "x = 2"));
  assert_false(kept("x = 1", "x: 1"));
  assert_false(kept("x = 10 ms ^2", "x = 10 ms^2"));
}

/* Far more members, and deeper, than any line holds. */
static void long_lines_and_deep_nests(void **state)
{
  (void)state;
  struct strbuf text = {0}, out = {0};
  strbuf_puts(&text, "let x = [");
  for (int i = 0; i < 200000; i++) strbuf_puts(&text, "1, ");
  strbuf_puts(&text, "1]; ");
  for (int i = 0; i < 100000; i++) strbuf_puts(&text, "x = 1; ");
  strbuf_puts(&text, "y = ");
  for (int i = 0; i < 300; i++) strbuf_puts(&text, "f(a, ");
  strbuf_puts(&text, "b");
  strbuf_fill(&text, ')', 300);
  assert_int_equal(format_text(strbuf_str(&text), text.n, &out), FORMAT_OK);
  unsigned lines = 0;
  for (size_t i = 0; i < out.n; i++) lines += out.text[i] == '\n';
  /* A line for each member and each bracket of the list, each statement, and of
   * each call that does not fit on one: its head, its first argument, its end. */
  assert_in_range(lines, 300003 + 3 * 280, 300003 + 3 * 301);
  strbuf_free(&text);
  strbuf_free(&out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(small_programs_are_kept),
    cmocka_unit_test(large_programs_are_kept),
    cmocka_unit_test(tidy_programs_are_kept),
    cmocka_unit_test(programs_are_the_same_for_a_seed),
    cmocka_unit_test(a_cut_program_is_formatted_or_refused),
    cmocka_unit_test(what_is_broken_is_left_alone),
    cmocka_unit_test(nothing_stays_nothing),
    cmocka_unit_test(what_is_not_kept_is_noticed),
    cmocka_unit_test(long_lines_and_deep_nests),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
