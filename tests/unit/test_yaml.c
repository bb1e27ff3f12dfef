/* What is read from YAML: trees, places, merges, values, comments. */
#include "tests/unit/yaml_scene.h"

#include <stdio.h>

static struct yaml_scene s;

static int start(void **state)
{
  (void)state;
  yaml_scene_open(&s);
  return 0;
}

static int stop(void **state)
{
  (void)state;
  yaml_scene_close(&s);
  return 0;
}

/* Reads a text in a scene of its own, in which nothing may be told. */
static void read_text(const char *text)
{
  yaml_scene_close(&s);
  yaml_scene_open(&s);
  yaml_scene_read(&s, text);
  assert_string_equal(yaml_scene_told(&s), "");
}

static const char *shape_of(const char *text)
{
  read_text(text);
  return yaml_scene_documents(&s);
}

static struct yaml *read_one(const char *text)
{
  read_text(text);
  assert_int_equal(s.file.documents, 1);
  return s.file.document[0];
}

static struct yaml *__attribute__((format(printf, 1, 2))) read_line(const char *format, ...)
{
  char text[500];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return read_one(text);
}

static struct yaml *get(struct yaml *map, const char *key)
{
  struct yaml *value = yaml_get(map, key);
  if (!value) fail_msg("there is no `%s`", key);
  return value;
}

/* ---- trees ---- */

static void trees(void **state)
{
  (void)state;
  static const struct { const char *text, *shape; } cases[] = {
    {"", ""},
    {"# nothing\n", ""},
    {"---\n", "~"},
    {"a", "a"},
    {"a: 1", "{a: 1}"},
    {"a:\n", "{a: ~}"},
    {"a:\n- 1\n- 2\n", "{a: [1, 2]}"},
    {"a:\n  - b: 1\n    c: 2\n  -\n", "{a: [{b: 1, c: 2}, ~]}"},
    {"- - - x\n", "[[[x]]]"},
    {"{a: [1, {b: c}], d: }", "{a: [1, {b: c}], d: ~}"},
    {"{\"a\": \"1\", 'b': '2'}", "{a: \"1\", b: \"2\"}"},
    {"a: |\n  one\n  two\n", "{a: \"one\ntwo\n\"}"},
    {"a: >-\n  one\n  two\n", "{a: \"one two\"}"},
    {"a: one\n  two\n", "{a: one two}"},
    {"'it''s': \"a\\tb\"", "{it's: \"a\tb\"}"},
    {"a: 'x#y' # no", "{a: \"x#y\"}"},
    {"\xEF\xBB\xBF" "a: 1\nb: 2\n", "{a: 1, b: 2}"},
    {"a: 1\r\nb:\r\n  - 2\r\n", "{a: 1, b: [2]}"},
    {"%YAML 1.1\n---\na: 1\n...\n", "{a: 1}"},
    {"%YAML 1.2\n---\na: 1\n", "{a: 1}"},
    {"a: {b: 1,\n c: 2}\n", "{a: {b: 1, c: 2}}"},
    {"? a\n: b\n? c\n", "{a: b, c: ~}"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(shape_of(cases[i].text), cases[i].shape);
}

static void tags(void **state)
{
  (void)state;
  assert_string_equal(shape_of("a: !T {b: !U 1, c: !V [2], d: !W }"),
                      "{a: !T {b: !U 1, c: !V [2], d: !W ~}}");
  assert_string_equal(shape_of("- !Component\n  name: x\n- !Container &c\n  name: y\n"),
                      "[!Component {name: x}, !Container {name: y}]");
  assert_string_equal(shape_of("[!!str 1, !!int '2', !!float '1e-9', ! 3, !!map {a: !!seq []}]"),
                      "[\"1\", 2, 1e-9, \"3\", {a: []}]");
  assert_string_equal(shape_of("[!<tag:yaml.org,2002:str> 1, 2]"), "[\"1\", 2]");
}

static void documents(void **state)
{
  (void)state;
  assert_string_equal(shape_of("a: 1\n---\nb: 2\n...\n---\n- c\n"), "{a: 1}; {b: 2}; [c]");
  assert_string_equal(shape_of("--- x\n--- 'y'\n---\n"), "x; \"y\"; ~");
}

static void anchors(void **state)
{
  (void)state;
  assert_string_equal(shape_of("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n"),
                      "{a: {b: 1}, c: {b: 1}, d: [{b: 1}, {b: 1}]}");
  struct yaml *y = s.file.document[0];
  assert_ptr_equal(get(y, "a"), get(y, "c"));
  assert_true(get(y, "a")->shared);
  assert_false(get(y, "d")->shared);
  /* The last anchor of a name counts; each document has its own. */
  assert_string_equal(shape_of("[&x 1, *x, &x 2, *x]"), "[1, 1, 2, 2]");
  assert_string_equal(shape_of("&k a: &v b\nc: *k\n*v : 2\n---\n&k [c]\n"),
                      "{a: b, c: a, b: 2}; [c]");
}

/* ---- merges ---- */

static void merges(void **state)
{
  (void)state;
  static const struct { const char *text, *shape; } cases[] = {
    /* Own keys win, merged ones come behind them. */
    {"- &d {a: 1, b: 2}\n- {<<: *d, b: 3, c: 4}\n", "[{a: 1, b: 2}, {b: 3, c: 4, a: 1}]"},
    /* The first of several wins. */
    {"- &d {a: 1, b: 1}\n- &e {b: 2, c: 2}\n- {<<: [*d, *e]}\n",
     "[{a: 1, b: 1}, {b: 2, c: 2}, {a: 1, b: 1, c: 2}]"},
    {"- &d {a: 1}\n- &e {a: 2, b: 2}\n- {<<: *d, <<: *e}\n",
     "[{a: 1}, {a: 2, b: 2}, {a: 1, b: 2}]"},
    {"{<<: {a: 1}, b: 2}", "{b: 2, a: 1}"},
    {"{<<: []}", "{}"},
    /* `<<` does not look inside, `<<<` does. */
    {"- &d {m: {a: 1, b: 1}}\n- {<<: *d, m: {b: 2}}\n", "[{m: {a: 1, b: 1}}, {m: {b: 2}}]"},
    {"- &d {m: {a: 1, b: 1}}\n- {<<<: *d, m: {b: 2}}\n",
     "[{m: {a: 1, b: 1}}, {m: {b: 2, a: 1}}]"},
    {"- &d {m: {n: {a: 1}, l: [1]}}\n- {<<<: *d, m: {n: {b: 2}, l: [2, 3]}}\n",
     "[{m: {n: {a: 1}, l: [1]}}, {m: {n: {b: 2, a: 1}, l: [2, 3]}}]"},
    {"- &d {m: 1, n: {a: 1}}\n- {<<<: *d, m: {b: 2}, n: 3}\n",
     "[{m: 1, n: {a: 1}}, {m: {b: 2}, n: 3}]"},
    {"- &d {m: {a: 1}}\n- &e {m: {b: 2}}\n- {<<<: [*d, *e], m: {c: 3}}\n",
     "[{m: {a: 1}}, {m: {b: 2}}, {m: {c: 3, a: 1, b: 2}}]"},
    {"- &d {m: {a: 1}}\n- &e {m: {b: 2}}\n- {<<<: [*d, *e]}\n",
     "[{m: {a: 1}}, {m: {b: 2}}, {m: {a: 1, b: 2}}]"},
    /* Merges of merges; keys that differ in `-` and `_`. */
    {"- &d {a: 1}\n- &e {<<: *d, b: 2}\n- {<<: *e, c: 3}\n",
     "[{a: 1}, {b: 2, a: 1}, {c: 3, b: 2, a: 1}]"},
    {"- &d {word-bits: 8}\n- {<<: *d, word_bits: 16}\n", "[{word-bits: 8}, {word_bits: 16}]"},
    /* Tags stay; a merge in quotes is a key. */
    {"- &d !T {a: 1}\n- !U {<<: *d}\n- {'<<': 1}\n", "[!T {a: 1}, !U {a: 1}, {<<: 1}]"},
    {"- &d {m: !T {a: 1}}\n- {<<<: *d, m: {b: 2}}\n", "[{m: !T {a: 1}}, {m: !T {b: 2, a: 1}}]"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(shape_of(cases[i].text), cases[i].shape);
}

static void merging_changes_no_other_map(void **state)
{
  (void)state;
  assert_string_equal(
    shape_of("- &d {m: {a: 1}}\n- &e {m: {b: 2}}\n- {<<<: [*d, *e]}\n- *d\n- *e\n"),
    "[{m: {a: 1}}, {m: {b: 2}}, {m: {a: 1, b: 2}}, {m: {a: 1}}, {m: {b: 2}}]");
}

/* ---- places ---- */

static void check_span(const struct yaml *y, const char *text)
{
  assert_string_equal(yaml_scene_text(&s, y->span), text);
}

static void places(void **state)
{
  (void)state;
  struct yaml *y = read_one("a: &x !T  'one'\n"
                            "bb: [1, {c: 2}]   # behind\n"
                            "dd:\n"
                            "- e: 3\n"
                            "  f: *x\n"
                            "\n"
                            "# a comment\n"
                            "g: |  # header\n"
                            "  text\n"
                            "\n"
                            "h: !U\n"
                            "  i: j\n"
                            "k: &y\n"
                            "  - l\n"
                            "m:\n");
  check_span(get(y, "a"), "'one'");
  check_span(get(y, "bb"), "[1, {c: 2}]");
  check_span(get(y, "bb")->entry[1].value, "{c: 2}");
  check_span(get(y, "dd"), "- e: 3\n  f: *x");
  check_span(get(y, "dd")->entry[0].value, "e: 3\n  f: *x");
  check_span(get(y, "g"), "|  # header\n  text");
  check_span(get(y, "h"), "i: j");
  check_span(get(y, "k"), "- l");
  check_span(get(y, "m"), "");
  for (unsigned i = 0; i < y->count; i++)
    check_span(y->entry[i].key, y->entry[i].key->text);
  assert_int_equal(y->span.start, 0);
}

/* libyaml counts characters; places are bytes, however long a character is. */
static void places_behind_wide_characters(void **state)
{
  (void)state;
  struct strbuf text = {0};
  strbuf_puts(&text, "\xEF\xBB\xBF");
  for (unsigned i = 0; i < 300; i++)
    strbuf_printf(&text, "k%u: \"\xC2\xB5\xE6\x97\xA5\" # \xF0\x9F\x98\x80%s", i,
                  i % 3 ? "\r\n" : "\n");
  struct yaml *y = read_one(text.text);
  assert_int_equal(y->count, 300);
  for (unsigned i = 0; i < 300; i++) {
    check_span(y->entry[i].key, y->entry[i].key->text);
    check_span(y->entry[i].value, "\"\xC2\xB5\xE6\x97\xA5\"");
    assert_string_equal(y->entry[i].value->text, "\xC2\xB5\xE6\x97\xA5");
  }
  strbuf_free(&text);
}

/* ---- values ---- */

static void keys(void **state)
{
  (void)state;
  struct yaml *y = read_one("word-bits: 8\nblock_size: 4\nx: [1]\n");
  assert_string_equal(get(y, "word_bits")->text, "8");
  assert_string_equal(get(y, "word-bits")->text, "8");
  assert_string_equal(yaml_peek(y, "block-size")->text, "4");
  assert_true(y->entry[0].used);
  assert_false(y->entry[1].used);
  assert_null(yaml_get(y, "word"));
  assert_null(yaml_get(y, "word-bits-"));
  assert_null(yaml_get(y, ""));
  assert_null(yaml_get(NULL, "x"));
  assert_null(yaml_get(get(y, "x"), "x"));
  assert_null(yaml_peek(get(y, "x")->entry[0].value, "x"));
}

static void numbers(void **state)
{
  (void)state;
  static const struct { const char *text; double value; } good[] = {
    {"0", 0}, {"12", 12}, {"-3", -3}, {"+4", 4}, {"1e-9", 1e-9}, {"1e9", 1e9}, {"1E+3", 1000},
    {".5", .5}, {"-.5", -.5}, {"5.", 5}, {"1.25e2", 125}, {"1_000", 1000}, {"1_000.5", 1000.5},
    {"0x10", 16}, {"0xFf", 255}, {"-0x10", -16}, {"0o17", 15}, {"0b101", 5}, {"007", 7},
    {"0x1_0", 16}, {"0e5", 0}, {"123456789012345678901234567890", 123456789012345678901234567890.0},
  };
  static const char *const bad[] = {
    "", "~", "x", "1x", "1e", "1e+", ".", "+", "--1", "1_", "_1", "1__0", "1._5", "0x", "0xg",
    "0x1p3", "1e999", ".inf", "inf", "nan", ".nan", "1 2", "1,000", "0b2", "1e1_", "'12'", "\"12\"",
    "!!str 12", "1.2.3", "12KB", "true",
  };
  double value;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    struct yaml *y = get(read_line("a: %s\n", good[i].text), "a");
    assert_true(yaml_number(y, &value));
    assert_true(value == good[i].value);
    assert_string_equal(yaml_describe(y), "a number");
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct yaml *y = get(read_line("a: %s\n", bad[i]), "a");
    if (yaml_number(y, &value)) fail_msg("`%s` is a number", bad[i]);
  }
  assert_false(yaml_number(NULL, &value));
}

static void whole_numbers(void **state)
{
  (void)state;
  struct yaml *y = read_one("[16, -2, 0x10, 1_000, 1e3, 16.0, 9007199254740993, "
                            "1.5, 1e-9, 1e300, x, '3', []]");
  static const int64_t want[] = {16, -2, 16, 1000, 1000, 16, 9007199254740993};
  int64_t value;
  for (unsigned i = 0; i < 7; i++) {
    assert_true(yaml_whole(y->entry[i].value, &value));
    assert_true(value == want[i]);
  }
  for (unsigned i = 7; i < y->count; i++) assert_false(yaml_whole(y->entry[i].value, &value));
  assert_false(yaml_whole(NULL, &value));
}

static void truths_and_nothing(void **state)
{
  (void)state;
  struct yaml *y = read_one("[true, True, TRUE, yes, Yes, on, ON, false, No, OFF, "
                            "tRUE, 'true', 1, y, truer, [], ~, null, Null, '', 'null', nil]");
  bool value;
  for (unsigned i = 0; i < 10; i++) {
    assert_true(yaml_truth(y->entry[i].value, &value));
    assert_int_equal(value, i < 7);
  }
  for (unsigned i = 10; i < y->count; i++) assert_false(yaml_truth(y->entry[i].value, &value));
  for (unsigned i = 0; i < y->count; i++)
    assert_int_equal(yaml_is_null(y->entry[i].value), i >= 16 && i < 19);
  assert_false(yaml_truth(NULL, &value));
  assert_false(yaml_is_null(NULL));
  assert_true(yaml_is_null(get(read_one("a:\n"), "a")));
}

static void descriptions(void **state)
{
  (void)state;
  struct yaml *y = read_one("[[], {}, 1, a, '1', ~, '']");
  static const char *const want[] = {"a list", "a map", "a number", "a text",
                                     "a text", "nothing", "a text"};
  for (unsigned i = 0; i < y->count; i++)
    assert_string_equal(yaml_describe(y->entry[i].value), want[i]);
  assert_string_equal(yaml_describe(NULL), "nothing");
}

/* ---- what is read ---- */

static void note_key(void *to, const struct yaml *map, const struct yaml_entry *entry)
{
  assert_int_equal(map->kind, YAML_MAP);
  strbuf_printf(to, "%s ", entry->key->text);
}

static const char *unused(struct yaml *y)
{
  struct strbuf out = {0};
  yaml_unused(y, note_key, &out);
  return strbuf_take(&out, &s.arena);
}

static void unused_keys(void **state)
{
  (void)state;
  struct yaml *y = read_one("a: 1\nb: {c: 2, d: [{e: 3}]}\nf: {g: 4}\n");
  assert_string_equal(unused(y), "a b f ");
  get(get(y, "b"), "c");
  assert_string_equal(unused(y), "a d f ");
  get(get(y, "b"), "d");
  assert_string_equal(unused(y), "a e f ");
  yaml_use_all(get(y, "b"));
  assert_string_equal(unused(y), "a f ");
  yaml_use_all(y);
  assert_string_equal(unused(y), "");
  assert_string_equal(unused(get(y, "a")), "");
}

static void unused_keys_of_what_is_shared(void **state)
{
  (void)state;
  struct yaml *y = read_one("a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n");
  get(y, "a"), get(y, "c"), get(y, "d");
  assert_string_equal(unused(y), "b e b ");
  get(get(y, "c"), "b");
  assert_string_equal(unused(y), "e b ");
}

/* Each map is met twice on each level, and looked at once. */
static void walks_take_no_time_for_aliases(void **state)
{
  (void)state;
  struct strbuf text = {0};
  strbuf_puts(&text, "m0: &m0 {x: 1}\n");
  for (unsigned i = 1; i < 90; i++)
    strbuf_printf(&text, "m%u: &m%u {l: *m%u, r: *m%u}\n", i, i, i - 1, i - 1);
  struct yaml *y = read_one(text.text);
  yaml_use_all(y);
  assert_string_equal(unused(y), "");
  assert_true(get(get(y, "m0"), "x") && get(y, "m0")->entry[0].used);
  assert_false(y->visited || get(y, "m50")->visited);
  strbuf_free(&text);
}

/* ---- comments ---- */

static const char *above(const struct yaml *y)
{
  const char *text = yaml_comment_above(&s.reader, y->span, &s.arena);
  return text ? text : "-";
}

static const char *behind(const struct yaml *y)
{
  const char *text = yaml_comment_behind(&s.reader, y->span, &s.arena);
  return text ? text : "-";
}

static void comments(void **state)
{
  (void)state;
  struct yaml *y = read_one("# =========\n"
                            "# Title\n"
                            "# =========\n"
                            "a: 1 # behind a\n"
                            "# far\n"
                            "\n"
                            "# b, one\n"
                            "#\n"
                            "#  two #2\n"
                            "b: '# no' # yes\n"
                            "c: \"x # no\n"
                            "  # no\" # c\n"
                            "d: |  # d\n"
                            "  # no\n"
                            "  text # no\n"
                            "  # of d, as its lines are\n"
                            "# e\n"
                            "e: [1, # in\n"
                            "    2] # end\n"
                            "f: x#y\n"
                            "# --- g ---\n"
                            "\n"
                            "#g\n"
                            "g:  ##\n"
                            "  # h\n"
                            "  - h: 1\t# h1\n"
                            "#####\n"
                            "  - 2\n"
                            "# last");
  static const char *const want[][2] = {
    {"Title", "behind a"}, {"b, one\n\n two #2", "yes"}, {"-", "c"}, {"-", "d"},
    {"e", "in"}, {"-", "-"}, {"g", "-"},
  };
  assert_int_equal(y->count, 7);
  for (unsigned i = 0; i < 7; i++) {
    assert_string_equal(above(y->entry[i].key), want[i][0]);
    if (i != 2) assert_string_equal(behind(y->entry[i].key), want[i][1]);
  }
  assert_string_equal(behind(get(y, "c")), "c"); /* on the line where it ends */
  const struct yaml *g = get(y, "g");
  assert_string_equal(above(g), "h");
  assert_string_equal(behind(g->entry[0].value), "h1");
  assert_string_equal(above(g->entry[1].value), "-");
  assert_string_equal(behind(g->entry[1].value), "-");
}

static void comments_after_documents_and_marks(void **state)
{
  (void)state;
  assert_string_equal(shape_of("\xEF\xBB\xBF# first\na: 1\n---\r\n# sec\xC3\xB6nd\r\nb: 2 # b\r\n"),
                      "{a: 1}; {b: 2}");
  assert_string_equal(above(s.file.document[0]), "first");
  assert_string_equal(above(s.file.document[1]), "sec\xC3\xB6nd");
  assert_string_equal(behind(s.file.document[1]), "b");
  assert_null(yaml_comment_above(&s.reader, (struct span){0}, &s.arena));
  assert_null(yaml_comment_behind(&s.reader, (struct span){99, 0, 1}, &s.arena));
}

static void comments_at_the_top(void **state)
{
  static const struct { const char *text, *want; } cases[] = {
    {"# one\n# two\n\n# three\na: 1\n", "one\ntwo"}, {"# of a\na: 1\n", "-"},
    {"\n---\n# one\n  \na: 1\n", "one"}, {"a: 1 # no\n\n# no\n\nb: 2\n", "-"},
    {"a: 1\n", "-"}, {"# all", "all"}};
  (void)state;
  for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
    shape_of(cases[i].text);
    const char *text = yaml_comment_top(&s.reader, s.file.source, &s.arena);
    assert_string_equal(text ? text : "-", cases[i].want);
  }
}

static void drawings_around_comments(void **state)
{
  (void)state;
  static const struct { const char *text, *want; } cases[] = {
    {"# *** note ***", "note"}, {"### note", "note"}, {"#---note", "note"}, {"#", "-"},
    {"# - item", "- item"}, {"#--", "-"}, {"# -1", "-1"}, {"#   ", "-"}, {"# ~~~~ #", "-"},
    {"# a ---", "a ---"}, {"#note", "note"}, {"#  deep", " deep"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct yaml *y = read_line("%s\na: 1\n", cases[i].text);
    assert_string_equal(above(y), cases[i].want);
  }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
  const struct CMUnitTest tests[] = {
    CASE(trees), CASE(tags), CASE(documents), CASE(anchors), CASE(merges),
    CASE(merging_changes_no_other_map), CASE(places), CASE(places_behind_wide_characters),
    CASE(keys), CASE(numbers), CASE(whole_numbers), CASE(truths_and_nothing), CASE(descriptions),
    CASE(unused_keys), CASE(unused_keys_of_what_is_shared), CASE(walks_take_no_time_for_aliases),
    CASE(comments), CASE(comments_after_documents_and_marks), CASE(comments_at_the_top),
    CASE(drawings_around_comments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
