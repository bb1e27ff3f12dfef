/* What sources and labels can do to a picture: tabs, wide and dangerous
 * characters, overlapping places, several files, lines without an end. */
#include "tests/unit/scene.h"

static void check(struct scene *s, const struct diag *d, unsigned columns, const char *want)
{
  assert_string_equal(scene_render(s, d, RENDER_PLAIN, columns), want);
}

static void tabs_and_wide_characters_keep_marks_in_place(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *f = scene_file(&s, "a.tl", LINES({1, "\ta\tbc 日本 e\u0301f x"}));
  struct diag *d = diag_at(&s.ds, E0301, scene_find(f, "bc"), "m");
  diag_label(d, scene_find(f, "本"), "wide");
  diag_label(d, scene_find(f, "f"), "combined");
  check(&s, d, 0,
    "error[E0301]: m\n"
    " --> a.tl:1:17\n"
    "  |\n"
    "1 |         a       bc 日本 e\u0301f x\n"
    "  |                 ^^   --  - combined\n"
    "  |                      |\n"
    "  |                      wide\n"
    "  |\n\n");
  scene_close(&s);
}

static void nothing_reaches_the_terminal_raw(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  static const char text[] = "\x1b[31m \0 \x7f \xff \xc2\x85 \u202e !";
  struct source *f = scene_bytes(&s, text, sizeof text - 1);
  f->path = "\x1b]0;a.tl";
  struct diag *d = diag_at(&s.ds, E0301, scene_span(f, 0, 1), "a\tb\n\x1b");
  diag_label(d, scene_span(f, f->size - 1, f->size), "\u202e\xff\x07");
  diag_note(d, "\x9b");
  check(&s, d, 0,
    "error[E0301]: a\\tb\\n\\u{1b}\n"
    " --> \\u{1b}]0;a.tl:1:1\n"
    "  |\n"
    "1 | ␛[31m ␀ ␡ \uFFFD \uFFFD \uFFFD !\n"
    "  | ^               - \\u{202e}\uFFFD\\u{7}\n"
    "  |\n"
    "  = note: \uFFFD\n\n");
  scene_close(&s);
}

static void notes_may_have_several_lines(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *f = scene_file(&s, "a.tl", LINES({10, "x"}));
  struct diag *d = diag_at(&s.ds, E0301, scene_find(f, "x"), "m");
  diag_note(d, "one\ntwo\n\nthree");
  diag_help(d, "one\ntwo");
  diag_note_at(d, scene_find(f, "x"), "one\ntwo");
  check(&s, d, 0,
    "error[E0301]: m\n"
    "  --> a.tl:10:1\n"
    "   |\n"
    "10 | x\n"
    "   | ^\n"
    "   |\n"
    "   = note: one\n"
    "           two\n"
    "\n"
    "           three\n"
    "   = help: one\n"
    "           two\n"
    "note: one\n"
    "      two\n"
    "  --> a.tl:10:1\n"
    "   |\n"
    "10 | x\n"
    "   | ^\n"
    "   |\n\n");
  scene_close(&s);
}

static void overlapping_places_stay_readable(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *f = scene_file(&s, "a.tl", LINES({1, "one two three four"}));
  struct diag *d = diag_at(&s.ds, E0301, scene_find(f, "two three"), "m");
  diag_label(d, scene_find(f, "two three"), "primary");
  diag_label(d, scene_find(f, "two three"), "the same place");
  diag_label(d, scene_find(f, "one two three four"), "around it");
  diag_label(d, scene_find(f, "one"), "at its start");
  diag_label(d, scene_find(f, "three"), "inside");
  check(&s, d, 0,
    "error[E0301]: m\n"
    " --> a.tl:1:5\n"
    "  |\n"
    "1 | one two three four\n"
    "  | ----^^^^^^^^^----- around it\n"
    "  | |   |   |\n"
    "  | |   |   inside\n"
    "  | |   primary\n"
    "  | |   the same place\n"
    "  | at its start\n"
    "  |\n\n");
  scene_close(&s);
}

static void spans_are_clipped_to_what_there_is(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *f = sources_add(&s.sources, "a.tl", "ab\r\ncd\n", 7);
  struct diag *d = diag_at(&s.ds, E0301, scene_span(f, 1, 6), "several lines");
  diag_label(d, scene_span(f, 2, 3), "the line's end");
  diag_label(d, scene_span(f, 7, 99), "the file's end");
  diag_label(d, scene_span(f, 5, 4), "backwards");
  check(&s, d, 0,
    "error[E0301]: several lines\n"
    " --> a.tl:1:2\n"
    "  |\n"
    "1 | ab\n"
    "  |  ^- the line's end\n"
    "2 | cd\n"
    "  |  - backwards\n"
    "3 |\n"
    "  | - the file's end\n"
    "  |\n\n");
  f = sources_add(&s.sources, "b.tl", "", 0);
  check(&s, diag_at(&s.ds, E0301, scene_span(f, 0, 0), "empty"), 0,
    "error[E0301]: empty\n --> b.tl:1:1\n  |\n1 |\n  | ^\n  |\n\n");
  scene_close(&s);
}

static void other_files_get_blocks_of_their_own(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct source *std = scene_file(&s, "std.tl", LINES({98, "sram(width: bits)"}, {100, "x"}));
  struct source *f = scene_file(&s, "a.tl", LINES({3, "sram(width = 1 ns)"}, {5, "end"}));
  struct diag *d = diag_at(&s.ds, E0301, scene_find(f, "1 ns"), "m");
  diag_label(d, scene_find(std, "x"), "x");
  diag_label(d, scene_find(f, "end"), "end");
  diag_label(d, scene_find(std, "width"), "declared here");
  diag_label(d, (struct span){0, 0, 0}, "nowhere");
  diag_note_at(d, (struct span){0, 0, 0}, "a note without a place");
  check(&s, d, 0,
    "error[E0301]: m\n"
    "   --> a.tl:3:14\n"
    "    |\n"
    "  3 | sram(width = 1 ns)\n"
    "    |              ^^^^\n"
    "...\n"
    "  5 | end\n"
    "    | --- end\n"
    "    |\n"
    "   ::: std.tl:100:1\n"
    "    |\n"
    " 98 | sram(width: bits)\n"
    "    |      ----- declared here\n"
    "...\n"
    "100 | x\n"
    "    | - x\n"
    "    |\n"
    "    = note: a note without a place\n\n");
  scene_close(&s);
}

static void no_place_no_snippet(void **state)
{
  (void)state;
  struct scene s;
  scene_open(&s);
  struct diag *d = diag_at(&s.ds, E0301, (struct span){0, 0, 0}, "cannot read `a.tl`");
  diag_label(d, (struct span){0, 0, 0}, "here");
  diag_help(d, "a\nb");
  check(&s, d, 0, "error[E0301]: cannot read `a.tl`\n = help: a\n         b\n\n");
  scene_close(&s);
}

static void long_lines_are_cut_round_each_place(void **state)
{
  (void)state;
  enum { LONG = 10 * 1000 * 1000 };
  struct scene s;
  scene_open(&s);
  char *text = xmalloc(LONG);
  for (size_t i = 0; i < LONG; i++) text[i] = "abcdefghi "[i % 10];
  struct source *f = scene_bytes(&s, text, LONG);
  xfree(text);
  struct diag *d = diag_at(&s.ds, E0301, scene_span(f, 5000010, 5000013), "m");
  diag_label(d, scene_span(f, 5000020, 5000023), "near");
  diag_label(d, scene_span(f, 0, 3), "far left");
  diag_label(d, scene_span(f, 7000000, 9000000), "long");
  diag_label(d, scene_span(f, LONG - 4, LONG), "far right");
  static const char *const want =
    "error[E0301]: m\n"
    " --> a.tl:1:5000011\n"
    "  |\n"
    "1 | abcdefghi abcdefghi abcdefghi abcde…\n"
    "  | --- far left\n"
    "...\n"
    "1 | … abcdefghi abcdefghi abcdefghi abcd…\n"
    "  |             ^^^       --- near\n"
    "...\n"
    "1 | …abcdefghi abcdefghi abcdefghi abcde…\n"
    "  |  ----------------------------------- long\n"
    "...\n"
    "1 | …fghi abcdefghi abcdefghi abcdefghi\n"
    "  |                                 ---- far right\n"
    "  |\n\n";
  for (int i = 0; i < 1000; i++) scene_render(&s, d, RENDER_PLAIN, 41);
  check(&s, d, 41, want);
  scene_close(&s);
}

/* Numbers that look random and are the same each time. */
static uint32_t next_number(uint64_t *seed, uint32_t below)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*seed >> 33) % below;
}

static struct span some_span(const struct source *f, uint64_t *seed)
{
  uint32_t start = next_number(seed, f->size + 2);
  return scene_span(f, start, start + next_number(seed, 12));
}

/* Bytes that are text now and then. */
static struct source *some_source(struct scene *s, uint64_t *seed)
{
  static const char *const bits[] = {"word ", "\t", "\n", "\r", "\r\n", "日", "e\u0301", "\x1b[1m",
                                     "\xe6\x97", "\xff", "\u202e", "\U0001F600", "-----", " "};
  struct strbuf text = {0};
  for (uint32_t n = next_number(seed, 60); n; n--)
    strbuf_puts(&text, bits[next_number(seed, sizeof bits / sizeof bits[0])]);
  struct source *f = scene_bytes(s, strbuf_str(&text), text.n);
  strbuf_free(&text);
  return f;
}

static void any_bytes_and_spans_can_be_shown(void **state)
{
  (void)state;
  uint64_t seed = 42;
  for (int round = 0; round < 3000; round++) {
    struct scene s;
    scene_open(&s);
    struct source *f = some_source(&s, &seed);
    struct diag *d = diag_at(&s.ds, E0301, some_span(f, &seed), "m");
    for (uint32_t n = next_number(&seed, 6); n; n--) diag_label(d, some_span(f, &seed), "label");
    const char *out = scene_render(&s, d, RENDER_PLAIN, next_number(&seed, 2) ? 30 : 0);
    for (size_t i = 0; out[i]; i++) {
      assert_true((unsigned char)out[i] >= ' ' || out[i] == '\n');
      assert_false(out[i] == ' ' && out[i + 1] == '\n');
    }
    assert_null(strstr(out, "\u202e"));
    scene_close(&s);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tabs_and_wide_characters_keep_marks_in_place),
    cmocka_unit_test(nothing_reaches_the_terminal_raw),
    cmocka_unit_test(notes_may_have_several_lines),
    cmocka_unit_test(overlapping_places_stay_readable),
    cmocka_unit_test(spans_are_clipped_to_what_there_is),
    cmocka_unit_test(other_files_get_blocks_of_their_own),
    cmocka_unit_test(no_place_no_snippet),
    cmocka_unit_test(long_lines_are_cut_round_each_place),
    cmocka_unit_test(any_bytes_and_spans_can_be_shown),
  };
  return cmocka_run_group_tests_name("quote", tests, NULL, NULL);
}
