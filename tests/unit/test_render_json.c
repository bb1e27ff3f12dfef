/* Diagnostics as JSON, a line each. */
#include "tests/unit/scene.h"

static void check(struct scene *s, const char *want)
{
  strbuf_clear(&s->out);
  diags_finish(&s->ds);
  render_json(&s->out, &s->ds);
  assert_string_equal(strbuf_str(&s->out), want);
}

static void every_field_is_there(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *f = scene_file(&s, "a.tl", LINES({1, "\t日😀 w = 16 ns"}, {3, "other"}));
  struct diag *d = diag_at(&s.ds, E0301, scene_find(f, "16 ns"), "a \"time\"");
  diag_label(d, scene_find(f, "16 ns"), "time");
  diag_label(d, scene_find(f, "w"), "width");
  diag_note(d, "a note");
  diag_note_at(d, scene_find(f, "other"), "a placed note");
  diag_note_label(d, scene_find(f, "other"), "its text");
  diag_help(d, "16 bit?");
  diag_note(d, "more");
  diag_fix(d, DIAG_MAYBE, scene_find(f, "ns"), "bit");
  check(&s,
    "{\"file\":\"a.tl\","
    "\"range\":{\"start\":{\"line\":0,\"character\":9},\"end\":{\"line\":0,\"character\":14}},"
    "\"byte_start\":13,\"byte_end\":18,\"line\":1,\"column\":18,"
    "\"severity\":1,\"code\":\"E0301\",\"name\":\"unit-mismatch\",\"source\":\"tlc\","
    "\"message\":\"a \\\"time\\\"\",\"label\":\"time\","
    "\"relatedInformation\":["
    "{\"location\":{\"file\":\"a.tl\",\"range\":{\"start\":{\"line\":0,\"character\":5},"
    "\"end\":{\"line\":0,\"character\":6}}},\"message\":\"width\"},"
    "{\"location\":{\"file\":\"a.tl\",\"range\":{\"start\":{\"line\":2,\"character\":0},"
    "\"end\":{\"line\":2,\"character\":5}}},\"message\":\"a placed note\"},"
    "{\"location\":{\"file\":\"a.tl\",\"range\":{\"start\":{\"line\":2,\"character\":0},"
    "\"end\":{\"line\":2,\"character\":5}}},\"message\":\"its text\"}],"
    "\"notes\":[\"a note\",\"more\"],\"helps\":[\"16 bit?\"],"
    "\"fix\":{\"applicability\":\"maybe\",\"edits\":[{\"file\":\"a.tl\","
    "\"range\":{\"start\":{\"line\":0,\"character\":12},\"end\":{\"line\":0,\"character\":14}},"
    "\"byte_start\":16,\"byte_end\":18,\"newText\":\"bit\"}]}}\n");
  scene_close(&s);
}

static void what_is_not_there_is_null_or_empty(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  check(&s, "");
  diag_at(&s.ds, W0512, (struct span){0, 0, 0}, "\x1b");
  static const char *const line =
    "{\"file\":null,\"range\":null,\"byte_start\":null,\"byte_end\":null,"
    "\"line\":null,\"column\":null,\"severity\":2,\"code\":\"W0512\",\"name\":\"idle-hardware\","
    "\"source\":\"tlc\",\"message\":\"\\u001b\",\"label\":null,\"relatedInformation\":[],"
    "\"notes\":[],\"helps\":[],\"fix\":null}\n";
  check(&s, line);
  scene_close(&s);
}

static void each_diagnostic_has_a_line(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *f = scene_bytes(&s, "ab", 2);
  for (uint32_t i = 0; i < 3; i++)
    diag_note(diag_at(&s.ds, E0301, scene_span(f, i, i + 1), "one\ntwo"), "three\nfour");
  diags_finish(&s.ds);
  render_json(&s.out, &s.ds);
  uint32_t lines = 0;
  for (size_t i = 0; i < s.out.n; i++) lines += s.out.text[i] == '\n';
  assert_int_equal(lines, 3);
  scene_close(&s);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_field_is_there),
    cmocka_unit_test(what_is_not_there_is_null_or_empty),
    cmocka_unit_test(each_diagnostic_has_a_line),
  };
  return cmocka_run_group_tests_name("render_json", tests, NULL, NULL);
}
