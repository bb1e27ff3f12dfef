/* What is told of YAML that is none, and that no bytes bring the reader down. */
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

static void read_bytes(const char *text, size_t n)
{
  yaml_scene_close(&s);
  yaml_scene_open(&s);
  yaml_scene_read_bytes(&s, text, n);
}

static const char *told_of(const char *text)
{
  read_bytes(text, strlen(text));
  return yaml_scene_told(&s);
}

struct told { const char *text, *told; };

static void check_told(const struct told *cases, size_t n)
{
  for (size_t i = 0; i < n; i++) assert_string_equal(told_of(cases[i].text), cases[i].told);
}

#define CHECK_TOLD(...)                                \
  do {                                                 \
    static const struct told cases[] = {__VA_ARGS__};  \
    check_told(cases, sizeof cases / sizeof *cases);   \
  } while (0)

/* The first diagnostic's n-th note or help. */
static const char *part(uint32_t n)
{
  const struct diag *d = s.scene.ds.all.at[0];
  assert_true(n < d->parts.n);
  return d->parts.at[n].text;
}

static void syntax(void **state)
{
  (void)state;
  CHECK_TOLD(
    {"a: 1\nfoo\nb: 2\n", "E0801 2:1 there is no `:` behind this key"},
    {"a: b: c\n", "E0801 1:5 this `:` stands where no key can end"},
    {"a: 1\n b: 2\n", "E0801 2:3 this `:` stands where no key can end"},
    {"a: 1\n- b\n", "E0801 2:1 a key was expected here"},
    {"x:\n  a: 1\n b: 2\n", "E0801 3:2 a key was expected here"},
    {"- a\nb: 1\n", "E0801 2:1 an item, with `-`, was expected here"},
    {"  a: 1\nb: 2\n", "E0801 2:1 nothing can follow here, as the document has ended"},
    {"a: - b\n", "E0801 1:4 an item of a list cannot begin here"},
    {"a: \"x\" + 3\n", "E0801 1:8 nothing can follow a value on its line"},
    {"a: [1] b\n", "E0801 1:8 nothing can follow a value on its line"},
    {"a: &x &y z\n", "E0801 1:7 nothing can follow a value on its line"},
    {"x: [1, 2\ny: 3\n", "E0801 2:2 `,` or `]` was expected here"},
    {"x: {a: 1", "E0801 1:9 `,` or `}` was expected here"},
    {"x: ]", "E0801 1:4 a value was expected here"},
    {"a: \"foo\nb: 1\n", "E0801 1:4 this quote is never closed"},
    {"a: 'foo\n---\n", "E0801 2:1 a document ends inside of a quoted text"},
    {"a: \"\\q\"", "E0801 1:5 this escape is not known"},
    {"a: \"\\xg0\"", "E0801 1:7 an escape lacks digits"},
    {"a: \"\\uD800\"", "E0801 1:7 this escape stands for no character"},
    {"a: @x", "E0801 1:4 no value begins with this character"},
    {"a: `x`", "E0801 1:4 no value begins with this character"},
    {"a: |x\n  y\n", "E0801 1:5 only an indentation and a comment can follow `|` or `>`"},
    {"a: *.5\n", "E0801 1:4 no alias can be called so"},
    {"a: & b\n", "E0801 1:4 no anchor can be called so"},
    {"a: !e!x 1\n", "E0801 1:4 no `%TAG` declares what this tag begins with"},
    {"a: !<x 1\n", "E0801 1:7 a tag is not written like this"},
    {"%YAML 3.0\n---\n", "E0801 1:1 this version of YAML is not known"},
    {"%YAML x\n---\n", "E0801 1:7 this is no `%YAML` or `%TAG` as there should be"},
    {"%YAML 1.1\n%YAML 1.1\n---\n", "E0801 2:1 this directive is there twice"},
    {"? [a]\n: 1\n", "E0801 1:3 a key has to be a text, but this is a list"},
    {"{a: b}: c\n", "E0801 1:1 a key has to be a text, but this is a map"},
    {"a: \"x\\0y\"\n", "E0801 1:4 a text that holds a NUL character"});
}

static void notes_and_help(void **state)
{
  (void)state;
  told_of("x: [1, 2\ny: 3\n");
  assert_string_equal(part(0), "this bracket is open");
  const struct diag *d = s.scene.ds.all.at[0];
  assert_string_equal(yaml_scene_text(&s, d->parts.at[0].labels.at[0].where), "[");
  told_of("x:\n  a: 1\n b: 2\n");
  assert_string_equal(part(0), "the map begins here");
  assert_string_equal(part(1), "all keys of a map begin in the same column");
}

/* Places in errors, too, are bytes. */
static void places_of_errors(void **state)
{
  (void)state;
  CHECK_TOLD({"\xEF\xBB\xBF\xC2\xB5: '\xE6\x97\xA5' c\n",
              "E0801 1:14 nothing can follow a value on its line"},
             {"# \xC2\xB5\n\xC2\xB5: \xC2\xB5: x",
              "E0801 2:7 this `:` stands where no key can end"});
}

static void what_stands_before_a_mistake(void **state)
{
  (void)state;
  told_of("a: 1\n---\n- b\n---\nc: [\n");
  assert_string_equal(yaml_scene_documents(&s), "{a: 1}; [b]");
}

static void tabs(void **state)
{
  (void)state;
  static const char *const texts[] = {"a:\n\tb: 1\n", "a: 1\n\tb: 2\n", "a:\n  b: 1\n\tc: 2\n",
                                      "a:\n  - x\n \t- y\n", "-\ta: 1\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    assert_non_null(strstr(told_of(texts[i]), "a tab stands where only spaces can"));
    assert_string_equal(part(0), "put spaces in place of all tabs that indent something");
  }
  CHECK_TOLD({"a:\t1\nb: [1,\t2]\t\n", ""}, {"a: |\n  x\n  \ty\n", ""});
}

static void text(void **state)
{
  (void)state;
  CHECK_TOLD({"a: \xF6\n", "E0801 1:4 this byte is not UTF-8"},
             {"a: \xC2", "E0801 1:4 this byte is not UTF-8"},
             {"a: \xED\xA0\x80", "E0801 1:4 this byte is not UTF-8"},
             {"\xFF\xFE" "a", "E0801 1:1 this is text in UTF-16"},
             {"a: \x01", "E0801 1:4 a character that YAML does not allow, not even in a text"},
             {"a: \x7F", "E0801 1:4 a character that YAML does not allow, not even in a text"},
             {"a: \xEF\xBB\xBF",
              "E0801 1:4 a character that YAML does not allow, not even in a text"},
             {"a: \xC2\x85 b\n", ""}, {"a: \xF0\x9F\x98\x80\xEE\x80\x80", ""});
  read_bytes("a: 1\0", 5);
  assert_string_equal(yaml_scene_told(&s), "E0801 1:5 this is not text: it holds a NUL byte");
}

static void double_keys(void **state)
{
  (void)state;
  CHECK_TOLD({"a: 1\nb: 2\na: 3\n", "E0802 3:1 `a` is given twice in this map"},
             {"{a: 1, 'a': 2, \"a\": 3}",
              "E0802 1:8 `a` is given twice in this map\n"
              "E0802 1:16 `a` is given twice in this map"},
             {"a_b: 1\na-b: 2\n", "E0802 2:1 `a-b` is given twice in this map"},
             {"- {a: 1}\n- {a: 1, A: 2}\n", ""});
  told_of("a: 1\nb: 2\na: 3\n");
  assert_string_equal(yaml_scene_documents(&s), "{a: 1, b: 2}");
  const struct diag *d = s.scene.ds.all.at[0];
  assert_int_equal(d->labels.n, 2);
  assert_int_equal(d->labels.at[1].where.start, 0);
}

static void aliases(void **state)
{
  (void)state;
  CHECK_TOLD({"a: *x\n", "E0801 1:4 no anchor is called `x`"},
             {"a: *x\nb: &x 1\n", "E0801 1:4 no anchor is called `x`"},
             {"a: &x 1\n---\nb: *x\n", "E0801 3:4 no anchor is called `x`"},
             {"&a [*a]", "E0801 1:5 `*a` stands inside of what `&a` names"},
             {"&a {b: [{c: *a}]}", "E0801 1:13 `*a` stands inside of what `&a` names"},
             {"&a {<<: *a}", "E0801 1:9 `*a` stands inside of what `&a` names"},
             {"{<<: *a}", "E0801 1:6 no anchor is called `a`"},
             {"[&a x, [&a [1], *a]]", ""});
  told_of("a: &size 1\nb: *sise\n");
  assert_string_equal(part(0), "did you mean `size`?");
  const struct yaml *b = yaml_peek(s.file.document[0], "b");
  assert_true(yaml_is_null(b) && b->broken);
}

static void merges(void **state)
{
  (void)state;
  CHECK_TOLD({"<<: 1\n", "E0801 1:1 `<<` merges maps, but this is a number"},
             {"<<:\n", "E0801 1:1 `<<` merges maps, but this is nothing"},
             {"<<<: [{a: 1}, x]\n", "E0801 1:1 `<<<` merges maps, but this is a text"},
             {"<<: [[{a: 1}]]\n", "E0801 1:1 `<<` merges maps, but this is a list"});
}

static void templates(void **state)
{
  (void)state;
#define TEMPLATE " this is a Jinja2 template, which has to be rendered first"
  CHECK_TOLD({"{{include('a')}}\n{{include('b')}}\n", "E0812 1:1" TEMPLATE},
             {"# x\n{% set x = 1 %}\na: {{x}}\n", "E0812 2:1" TEMPLATE},
             {"{%- if x -%}\n", "E0812 1:1" TEMPLATE},
             {"{# it's\n a comment #}\na: 1\n", "E0812 1:1" TEMPLATE},
             {"a: {{x}}\n", "E0812 1:4" TEMPLATE},
             {"a: {{ x }}/foo\n", "E0812 1:4" TEMPLATE},
             {"a: pre{{x}}post\n", "E0812 1:7" TEMPLATE},
             {"a: &x {{x}}\n", "E0812 1:7" TEMPLATE},
             {"a: 1\n- {{x}}\n", "E0801 2:1 a key was expected here"},
             {"a:\n{% for i in l %}\n  - {{i}}\n{% endfor %}\n", "E0812 2:1" TEMPLATE},
             {"a: '{{x}}' # {{y}}\nb: \"{% z %}\"\nc: |\n  {{ not }}\n", ""},
             {"a: {b: {c: 1}}\n", ""},
             {"a: {# comment\n  b: 1}\n", ""},
             {"a: {}# {{x}}\n", ""},
             {"# {{x}}\na: b: c\n", "E0801 2:5 this `:` stands where no key can end"});
  told_of("a: 1\n---\nb: {{x}}\n");
  assert_int_equal(s.file.documents, 0);
  assert_string_equal(part(0), "give `tlc import` the files that it includes, or a directory that "
                               "holds them");
}

/* ---- limits ---- */

static char *repeated(const char *what, unsigned n)
{
  struct strbuf b = {0};
  for (unsigned i = 0; i < n; i++) strbuf_puts(&b, what);
  return b.text;
}

static void check_height(const struct yaml *y)
{
  for (unsigned i = 0; i < y->count; i++) {
    assert_true(y->entry[i].value->height < y->height);
    check_height(y->entry[i].value);
  }
}

static void depth(void **state)
{
  (void)state;
  static const char *const openers[] = {"[", "{a: ", "- ", "? ", "[? "};
  for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
    for (unsigned n = 90; n < 2000; n += 10 + n) {
      char *deep = repeated(openers[i], n);
      const char *told = told_of(deep);
      if (n > YAML_DEPTH) assert_non_null(strstr(told, "this is nested too deeply"));
      xfree(deep);
    }
}

/* Aliases make what is deep of lines that are not. */
static void depth_of_aliases(void **state)
{
  (void)state;
  for (unsigned n = 98; n <= 10000; n += n < 102 ? 1 : 2000) {
    struct strbuf b = {0};
    strbuf_puts(&b, "- &a0 []\n");
    for (unsigned i = 1; i < n; i++) strbuf_printf(&b, "- &a%u {x: *a%u}\n", i, i - 1);
    const char *told = told_of(b.text);
    assert_int_equal(!*told, n < YAML_DEPTH);
    if (n >= YAML_DEPTH) assert_null(strchr(told, '\n'));
    check_height(s.file.document[0]);
    strbuf_free(&b);
  }
}

static void merges_without_end(void **state)
{
  (void)state;
  struct strbuf b = {0};
  strbuf_puts(&b, "- &a0 {x: 1}\n- &b0 {y: 1}\n");
  for (unsigned i = 1; i < 60; i++)
    strbuf_printf(&b, "- &a%u {l: *a%u, r: *a%u}\n- &b%u {l: *b%u, r: *b%u}\n", i, i - 1, i - 1, i,
                  i - 1, i - 1);
  strbuf_puts(&b, "- {<<<: [*a59, *b59]}\n");
  assert_string_equal(told_of(b.text), "E0801 121:4 merges come to more than 1000000 entries");
  strbuf_clear(&b);
  strbuf_puts(&b, "- &a {");
  for (unsigned i = 0; i < 3000; i++) strbuf_printf(&b, "k%u: 1, ", i);
  strbuf_puts(&b, "}\n");
  for (unsigned i = 0; i < 1000; i++) strbuf_puts(&b, "- {<<: *a}\n");
  assert_string_equal(told_of(b.text), "E0801 335:4 merges come to more than 1000000 entries");
  strbuf_free(&b);
}

/* ---- whatever the bytes ---- */

static void ignore(void *to, const struct yaml *map, const struct yaml_entry *entry)
{
  (void)to;
  assert_true(map->count && entry->key);
}

static void look_at(const struct yaml *y)
{
  double number;
  int64_t whole;
  bool truth;
  yaml_scene_text(&s, y->span);
  yaml_comment_above(&s.reader, y->span, &s.arena);
  yaml_comment_behind(&s.reader, y->span, &s.arena);
  yaml_number(y, &number), yaml_whole(y, &whole), yaml_truth(y, &truth);
  assert_true(*yaml_describe(y) && strlen(y->text) < 1000);
  for (unsigned i = 0; i < y->count; i++) {
    if (y->entry[i].key) look_at(y->entry[i].key);
    look_at(y->entry[i].value);
  }
}

static void survive(const char *bytes, size_t n)
{
  read_bytes(bytes, n);
  for (unsigned i = 0; i < s.file.documents; i++) {
    look_at(s.file.document[i]);
    yaml_get(s.file.document[i], "a");
    yaml_unused(s.file.document[i], ignore, NULL);
    yaml_use_all(s.file.document[i]);
  }
  diags_finish(&s.scene.ds);
  struct strbuf out = {0};
  render_all(&out, &s.scene.ds, RENDER_PLAIN, 0, 0);
  strbuf_free(&out);
}

static const char *const designs[] = {
  "# Title\narchitecture:\n  version: 0.4 # of it\n  nodes:\n"
  "  - !Container &top\n    name: system\n"
  "    attributes: {technology: \"22nm\", global_cycle_seconds: 1e-9}\n  - !Component\n"
  "    <<: *top\n    name: buffer[0..3]\n    note: |+\n      a # b\n\n      {{c}}\n\n",
  "--- !T &a [1, 'it''s', \"\\u00b5\\n\", ~]\n...\n%YAML 1.1\n---\n"
  "? x\n: - y\n  -\tz\n? - k\n: 1\n",
  "\xEF\xBB\xBF\xC2\xB5: [\xE6\x97\xA5, {\xF0\x9F\x98\x80: 1}] # \xC3\xB6\r\nb: >-2\r\n   c\r\n",
  "a: &x {b: {c: 1}}\nd: {<<<: [*x, {b: {e: 2}}], b: {f: *x}}\nd: !include none.yaml\n",
  "{% set a = 1 %}\na: {{a}}\n{# b #}\n",
};

static void every_prefix(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof designs / sizeof *designs; i++)
    for (size_t n = 0; n <= strlen(designs[i]); n++) survive(designs[i], n);
}

static void every_byte(void **state)
{
  (void)state;
  char text[] = "a: &x {b: [1, 'q'], \xC2\xB5: \"\\n\"}\n# c\n- <<: *x\nd: |\n  e\n";
  for (size_t i = 0; text[i]; i++) {
    char old = text[i];
    for (unsigned c = 0; c < 256; c++) {
      text[i] = (char)c;
      survive(text, sizeof text - 1);
    }
    text[i] = old;
  }
}

/* Pieces in any order: what mutations of single bytes do not come to. */
static void any_pieces(void **state)
{
  (void)state;
  static const char *const pieces[] = {
    "a", ": ", "\n", "  ", "- ", "[", "]", "{", "}", ", ", "&x ", "*x", "<<: ", "<<<: ", "'", "\"",
    "|\n", ">", "#", " # c\n", "!t ", "!include ", "? ", "---\n", "...\n", "\t", "%", "{{", "}}",
    "\xC2\xB5", "1", "\r\n", "!includedir ", "~", "&y ", "*y",
  };
  unsigned random = 1;
  for (unsigned round = 0; round < 20000; round++) {
    struct strbuf b = {0};
    for (unsigned i = 0; i < 4 + round % 20; i++) {
      random = random * 1103515245 + 12345;
      strbuf_puts(&b, pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)]);
    }
    survive(b.text, b.n);
    strbuf_free(&b);
  }
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
  const struct CMUnitTest tests[] = {
    CASE(syntax), CASE(notes_and_help), CASE(places_of_errors), CASE(what_stands_before_a_mistake),
    CASE(tabs), CASE(text), CASE(double_keys), CASE(aliases), CASE(merges), CASE(templates),
    CASE(depth), CASE(depth_of_aliases), CASE(merges_without_end), CASE(every_prefix),
    CASE(every_byte), CASE(any_pieces),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
