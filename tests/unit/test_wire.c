#include "runtime/energy/wire.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct estimate_attribute attributes[] = {{"cell", "lstp", 0}, {"tech", NULL, 4.5e-8},
                                                 {"width", NULL, 64}};
static struct estimate_attribute arguments[] = {{"data_delta", NULL, 0}};
static const struct estimate_query question = {.component = "sram", .action = "read",
                                               .attributes = 3, .attribute = attributes,
                                               .arguments = 1, .argument = arguments};

static const char hello[] =
  "{\"id\":0,\"name\":\"models\",\"version\":\"3\",\"cache\":false,\"files\":[\"/a\",\"/b\"],"
  "\"environment\":[\"HOME\"],\"components\":[{\"names\":[\"sram\",\"cache\"],\"actions\":[\"read\"],"
  "\"attributes\":{\"width\":\"required\",\"banks\":\"optional\"},\"accuracy\":80},"
  "{\"names\":[\"*\"],\"accuracy\":10}]}";
static const char answer[] = "{\"id\":7,\"ok\":true,\"energy\":1.5e-12,\"accuracy\":75,\"matched\":2,"
                             "\"exactness\":\"scaled\",\"note\":\"a \\u00b5m chip\"}";
static const char ask[] = "{\"id\":3,\"op\":\"ask\",\"component\":\"counter\",\"action\":\"count\","
                          "\"attributes\":{\"width\":9,\"kind\":\"gray\"}}";

static void a_hello_is_read(void **state)
{
  (void)state;
  struct arena a;
  struct wire_hello h;
  const char *why;
  arena_init(&a);
  assert_true(wire_get_hello(&a, hello, sizeof hello - 1, &h, &why));
  assert_string_equal(h.name, "models");
  assert_string_equal(h.version, "3");
  assert_false(h.cached);
  assert_int_equal(h.files, 2);
  assert_string_equal(h.variable[0], "HOME");
  assert_int_equal(h.claims, 2);
  assert_int_equal(h.claim[0].names, 2);
  assert_string_equal(h.claim[0].need[0], "width");
  assert_string_equal(h.claim[0].take[0], "banks");
  assert_true(h.claim[0].closed);
  assert_false(h.claim[1].closed);
  arena_free(&a);
}

static void an_answer_is_read(void **state)
{
  (void)state;
  struct arena a;
  struct wire_message m;
  const char *why;
  arena_init(&a);
  assert_true(wire_get_message(&a, answer, sizeof answer - 1, &question, &m, &why));
  assert_true(m.kind == WIRE_ANSWER && m.ok && m.id == 7);
  assert_true(m.answer.value == 1.5e-12 && m.answer.accuracy == 75);
  assert_int_equal(m.answer.exactness, EXACTNESS_SCALED);
  assert_true(m.matched && !m.defaulted);
  assert_string_equal(m.answer.note, "a \u00b5m chip");
  assert_true(wire_get_message(&a, ask, sizeof ask - 1, &question, &m, &why));
  assert_int_equal(m.kind, WIRE_ASK);
  assert_string_equal(m.query.component, "counter");
  assert_int_equal(m.query.attributes, 2);
  arena_free(&a);
}

/* … and nothing that is shown of it is for a terminal. */
static void texts_are_for_people(void **state)
{
  static const char bold[] =
    "{\"name\":\"a\\u001b[1mb\",\"components\":[{\"names\":[\"sram\"],\"accuracy\":1,"
    "\"attributes\":{\"w\\nx\":\"required\"}}]}";
  static const char noted[] =
    "{\"id\":7,\"ok\":true,\"energy\":1,\"note\":\"\\u009bm \\u00b5\\u007f\"}";
  (void)state;
  struct arena a;
  struct wire_hello h;
  struct wire_message m;
  const char *why;
  arena_init(&a);
  assert_true(wire_get_hello(&a, bold, sizeof bold - 1, &h, &why));
  assert_string_equal(h.name, "a [1mb");
  assert_string_equal(h.claim[0].need[0], "w x");
  assert_true(wire_get_message(&a, noted, sizeof noted - 1, &question, &m, &why));
  assert_string_equal(m.answer.note, "  m \u00b5 ");
  assert_false(wire_get_message(&a, "{\"id\": \005}", 9, &question, &m, &why));
  assert_null(strchr(why, '\005'));
  arena_free(&a);
}

/* What one side writes the other reads. */
static void questions_and_answers_come_back(void **state)
{
  (void)state;
  struct arena a;
  struct strbuf line = {0};
  struct estimate_query q;
  struct wire_message m;
  struct estimate_answer given = {.value = 1.0 / 3, .accuracy = 66.6, .note = "with \"quotes\"",
                                  .exactness = EXACTNESS_INTERPOLATED};
  const char *why;
  double id;
  arena_init(&a);
  wire_put_query(&line, 12, "estimate", &question);
  assert_true(wire_get_query(&a, line.text, line.n, &id, &q, &why));
  assert_true(id == 12);
  assert_string_equal(q.action, "read");
  assert_int_equal(q.attributes, 3);
  assert_int_equal(q.arguments, 1);
  assert_string_equal(q.argument[0].name, "data_delta");
  strbuf_clear(&line);
  wire_put_answer(&line, 12, &question, &given, NULL);
  assert_true(wire_get_message(&a, line.text, line.n, &question, &m, &why));
  assert_true(m.answer.value == given.value);
  assert_int_equal(m.answer.exactness, given.exactness);
  assert_string_equal(m.answer.note, given.note);
  strbuf_clear(&line);
  wire_put_answer(&line, 12, &question, NULL, "no");
  assert_true(wire_get_message(&a, line.text, line.n, &question, &m, &why));
  assert_false(m.ok);
  assert_string_equal(m.error, "no");
  /* No number is none that is read. */
  given.value = NAN;
  strbuf_clear(&line);
  wire_put_answer(&line, 12, &question, &given, NULL);
  assert_true(wire_get_message(&a, line.text, line.n, &question, &m, &why));
  assert_true(isnan(m.answer.value));
  strbuf_free(&line);
  arena_free(&a);
}

/* Every line is cut, and bytes of it are changed: it is read, or there is a reason. */
static void harm(const char *text, size_t n)
{
  uint32_t random = 12345;
  char *bytes = xmalloc(n);
  for (unsigned turn = 0; turn < 4000; turn++) {
    struct arena a;
    struct wire_hello h;
    struct wire_message m;
    struct estimate_query q;
    const char *why = NULL;
    double id;
    size_t used = turn < n ? turn : n;
    memcpy(bytes, text, n);
    for (unsigned i = 0; i < turn % 4 && turn >= n; i++) {
      random = random * 1664525 + 1013904223;
      bytes[(random >> 8) % n] = "{}[]\",:0-9eEx\\ \n\xff"[(random >> 4) % 18];
    }
    arena_init(&a);
    assert_true(wire_get_hello(&a, bytes, used, &h, &why) || why);
    why = NULL;
    assert_true(wire_get_message(&a, bytes, used, &question, &m, &why) || why);
    why = NULL;
    assert_true(wire_get_query(&a, bytes, used, &id, &q, &why) || why);
    arena_free(&a);
  }
  xfree(bytes);
}

static void broken_lines_have_a_reason(void **state)
{
  (void)state;
  harm(hello, sizeof hello - 1);
  harm(answer, sizeof answer - 1);
  harm(ask, sizeof ask - 1);
}

static void wrong_hellos_have_a_reason(void **state)
{
  (void)state;
  static const char *const wrong[] = {
    "{}", "{\"name\":\"\"}", "{\"name\":\"component\",\"components\":[]}", "{\"name\":\"x\"}",
    "{\"name\":\"x\",\"components\":[1]}", "{\"name\":\"x\",\"components\":[{}]}",
    "{\"name\":\"x\",\"components\":[{\"names\":[]}]}",
    "{\"name\":\"x\",\"components\":[{\"names\":[\"a\"]}]}",
    "{\"name\":\"x\",\"components\":[{\"names\":[\"a\"],\"accuracy\":101}]}",
    "{\"name\":\"x\",\"components\":[{\"names\":[\"a\"],\"accuracy\":-1}]}",
    "{\"name\":\"x\",\"components\":[{\"names\":[1],\"accuracy\":1}]}",
    "{\"name\":\"x\",\"components\":[{\"names\":[\"a\"],\"actions\":{},\"accuracy\":1}]}",
    "{\"name\":\"x\",\"components\":[{\"names\":[\"a\"],\"attributes\":{\"w\":1},\"accuracy\":1}]}",
    "{\"name\":\"x\",\"files\":1,\"components\":[]}", "{\"ok\":false}", "[]", "7", "",
    "{\"name\":\"x\",\"name\":\"y\",\"components\":[]}",
  };
  struct arena a;
  struct wire_hello h;
  arena_init(&a);
  for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    const char *why = NULL;
    assert_false(wire_get_hello(&a, wrong[i], strlen(wrong[i]), &h, &why));
    assert_non_null(why);
  }
  arena_free(&a);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_hello_is_read),
    cmocka_unit_test(an_answer_is_read),
    cmocka_unit_test(texts_are_for_people),
    cmocka_unit_test(questions_and_answers_come_back),
    cmocka_unit_test(broken_lines_have_a_reason),
    cmocka_unit_test(wrong_hellos_have_a_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
