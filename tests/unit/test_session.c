/* A compilation from texts in memory: what a language server does all day. */
#include "compiler/session/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char good[] =
  "import std.memory  { regfile }\n"
  "import std.compute { intmac }\n"
  "arch Small {\n"
  "  memory  Buffer = regfile(depth = 64, width = 8 bit)\n"
  "  compute MAC    = intmac(width = 8 bit)\n"
  "}\n";

static void provide(struct compilation *c, const char *path, const char *text)
{
  compilation_provide(c, path, text, strlen(text));
}

/* Compiles a text; the ids of what was found, in order, each followed by a blank. */
static void found(struct compilation *c, const char *path, const char *text, struct strbuf *out)
{
  strbuf_clear(out);
  provide(c, path, text);
  assert_int_equal(compilation_run(c, path), SOURCE_OK);
  for (uint32_t i = 0; i < c->diags.all.n; i++)
    strbuf_printf(out, "%s ", code_info(c->diags.all.at[i]->code)->id);
}

static void expect_found(const char *library, const char *text, const char *ids)
{
  struct compilation c;
  struct strbuf out = {0};
  compilation_init(&c, library);
  found(&c, "edited.tl", text, &out);
  assert_string_equal(strbuf_str(&out), ids);
  strbuf_free(&out);
  compilation_free(&c);
}

static const char *library(void) { return getenv("TLC_STD"); }

static void good_and_bad_in_turns(void **state)
{
  (void)state;
  for (int i = 0; i < 50; i++) {
    expect_found(library(), good, "");
    expect_found(library(), "let x = 1 +\n", "E0102 ");
    expect_found(library(), "let x = 1 + 2 bit\n", "E0302 ");
    expect_found(library(), "", "");
  }
}

/* An open text is imported in place of its file, whatever the path that leads there; also that
 * of a module of the library. */
static void provided_by_another_path(void **state)
{
  (void)state;
  struct compilation c;
  struct strbuf path = {0};
  compilation_init(&c, library());
  strbuf_printf(&path, "%s/../std/memory.tl", library());
  provide(&c, strbuf_str(&path), "component mine(width: bits) is memory {\n  depth = 8\n}\n");
  provide(&c, "edited.tl", "import std.memory { mine }\nlet m = mine(width = 8 bit)\n");
  assert_int_equal(compilation_run(&c, "edited.tl"), SOURCE_OK);
  assert_int_equal(c.diags.n_errors, 0);
  compilation_free(&c);
  strbuf_free(&path);
}

static void several_side_by_side(void **state)
{
  (void)state;
  struct compilation a, b;
  struct strbuf out = {0};
  compilation_init(&a, library());
  compilation_init(&b, library());
  found(&a, "a.tl", good, &out);
  found(&b, "b.tl", "let x = y\n", &out);
  assert_string_equal(strbuf_str(&out), "E0207 ");
  compilation_free(&a);
  assert_string_equal(b.diags.all.at[0]->message, "unknown name `y`");
  compilation_free(&b);
  strbuf_free(&out);
}

/* An open buffer is what an import sees, whatever the disk holds. */
static void texts_go_before_files(void **state)
{
  (void)state;
  struct compilation c;
  struct strbuf out = {0};
  compilation_init(&c, library());
  provide(&c, "nowhere/sizes.tl", "let words = 3\n");
  found(&c, "nowhere/main.tl", "import \"sizes.tl\" { words }\nrequire words == 4\n", &out);
  assert_string_equal(strbuf_str(&out), "E0320 ");
  strbuf_free(&out);
  compilation_free(&c);
}

static void params_are_set_from_outside(void **state)
{
  (void)state;
  struct compilation c;
  struct strbuf out = {0};
  compilation_init(&c, library());
  compilation_set(&c, "rows=17");
  found(&c, "edited.tl", "param rows: int = 12\nrequire rows <= 16\n", &out);
  assert_string_equal(strbuf_str(&out), "E0320 ");
  strbuf_free(&out);
  compilation_free(&c);
}

static void a_missing_library_is_said(void **state)
{
  (void)state;
  expect_found(NULL, good, "E0701 E0701 ");
}

static void what_is_broken_is_analysed_in_silence(void **state)
{
  (void)state;
  struct compilation c;
  struct strbuf out = {0};
  compilation_init(&c, library());
  found(&c, "edited.tl", "let a = 3 bit\nlet b = a + 4 s\nlet c = (\n", &out);
  assert_string_equal(strbuf_str(&out), "E0101 ");
  strbuf_clear(&out);
  sema_dump(&out, c.sema); /* there is a program to ask about all the same */
  strbuf_free(&out);
  compilation_free(&c);
}

static void a_file_that_is_not_there(void **state)
{
  (void)state;
  struct compilation c;
  compilation_init(&c, library());
  assert_int_equal(compilation_run(&c, "nowhere/at/all.tl"), SOURCE_MISSING);
  assert_int_equal(compilation_run(&c, "/"), SOURCE_DIRECTORY);
  compilation_free(&c);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(good_and_bad_in_turns),
    cmocka_unit_test(provided_by_another_path),
    cmocka_unit_test(several_side_by_side),
    cmocka_unit_test(texts_go_before_files),
    cmocka_unit_test(params_are_set_from_outside),
    cmocka_unit_test(a_missing_library_is_said),
    cmocka_unit_test(what_is_broken_is_analysed_in_silence),
    cmocka_unit_test(a_file_that_is_not_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
