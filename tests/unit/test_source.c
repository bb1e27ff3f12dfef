#include "lang/base/source.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct sources files;

static int start(void **state)
{
  (void)state;
  sources_init(&files);
  return 0;
}

static int stop(void **state)
{
  (void)state;
  sources_free(&files);
  return 0;
}

static struct source *add(const char *text)
{
  return sources_add(&files, "x.tl", text, strlen(text));
}

static void check_place(struct source *s, uint32_t offset, struct position want)
{
  struct position p = source_position(s, offset);
  if (p.line != want.line || p.byte != want.byte || p.utf16 != want.utf16 ||
      p.column != want.column)
    fail_msg("offset %u: line %u, byte %u, utf16 %u, column %u", offset, p.line, p.byte, p.utf16,
             p.column);
}

#define PLACE(s, offset, ...) check_place(s, offset, (struct position){__VA_ARGS__})

static void an_empty_text_has_one_line(void **state)
{
  (void)state;
  struct source *s = add("");
  assert_int_equal(source_lines(s), 1);
  PLACE(s, 0, 1, 1, 1, 1);
  PLACE(s, 99, 1, 1, 1, 1);
  assert_int_equal(source_line_start(s, 1), 0);
  assert_int_equal(source_line_end(s, 1), 0);
  assert_int_equal(source_offset_utf16(s, 1, 1), 0);
  assert_int_equal(source_offset_utf8(s, 7, 7), 0);
}

static void lines_end_in_three_ways(void **state)
{
  (void)state;
  /*                     01 2 34 5 6 78 9 */
  struct source *s = add("ab\ncd\r\nef\rg");
  assert_int_equal(source_lines(s), 4);
  const uint32_t starts[] = {0, 3, 7, 10}, ends[] = {2, 5, 9, 11};
  for (uint32_t i = 0; i < 4; i++) {
    assert_int_equal(source_line_start(s, i + 1), starts[i]);
    assert_int_equal(source_line_end(s, i + 1), ends[i]);
  }
  PLACE(s, 2, 1, 3, 3, 3);
  PLACE(s, 3, 2, 1, 1, 1);
  PLACE(s, 6, 2, 4, 4, 4); /* the \n of \r\n is still of its line */
  PLACE(s, 10, 4, 1, 1, 1);
}

static void a_last_line_end_opens_an_empty_line(void **state)
{
  (void)state;
  static const char *const texts[] = {"a\n", "a\r", "a\r\n"};
  for (size_t i = 0; i < 3; i++) {
    struct source *s = add(texts[i]);
    assert_int_equal(source_lines(s), 2);
    PLACE(s, s->size, 2, 1, 1, 1);
    assert_int_equal(source_line_end(s, 1), 1);
    assert_int_equal(source_line_end(s, 2), s->size);
  }
}

static void empty_lines_and_mixed_ends(void **state)
{
  (void)state;
  struct source *s = add("\n\n\r\r\n\n\r");
  assert_int_equal(source_lines(s), 7);
  for (uint32_t line = 1; line <= 7; line++)
    assert_int_equal(source_line_start(s, line), source_line_end(s, line));
}

static void lines_clamp(void **state)
{
  (void)state;
  struct source *s = add("one\ntwo");
  assert_int_equal(source_line_start(s, 0), 0);
  assert_int_equal(source_line_end(s, 0), 3);
  assert_int_equal(source_line_start(s, 3), 4);
  assert_int_equal(source_line_end(s, UINT32_MAX), 7);
  PLACE(s, UINT32_MAX, 2, 4, 4, 4);
}

static void a_byte_order_mark_takes_no_column(void **state)
{
  (void)state;
  struct source *s = add("\xEF\xBB\xBF" "arch");
  PLACE(s, 0, 1, 1, 1, 1);
  PLACE(s, 3, 1, 4, 2, 1);
  PLACE(s, 5, 1, 6, 4, 3);
}

static void tabs_go_to_multiples_of_eight(void **state)
{
  (void)state;
  struct source *s = add("\ta\tbcdefgh\t\tx");
  PLACE(s, 1, 1, 2, 2, 9);
  PLACE(s, 2, 1, 3, 3, 10);
  PLACE(s, 3, 1, 4, 4, 17);
  PLACE(s, 10, 1, 11, 11, 24);
  PLACE(s, 11, 1, 12, 12, 25);
  PLACE(s, 12, 1, 13, 13, 33);
}

static void wide_combining_and_paired_characters(void **state)
{
  (void)state;
  /* 日 (3 bytes, wide), e + acute accent, 😀 (4 bytes, a pair), µ, z */
  struct source *s = add("\xE6\x97\xA5" "e\xCC\x81" "\xF0\x9F\x98\x80" "\xC2\xB5z");
  PLACE(s, 3, 1, 4, 2, 3);
  PLACE(s, 4, 1, 5, 3, 4);
  PLACE(s, 6, 1, 7, 4, 4);
  PLACE(s, 10, 1, 11, 6, 6);
  PLACE(s, 12, 1, 13, 7, 7);
  PLACE(s, 13, 1, 14, 8, 8);
  PLACE(s, 8, 1, 9, 4, 4); /* inside 😀: its own column */
}

static void a_broken_byte_is_one_column(void **state)
{
  (void)state;
  struct source *s = add("\xFF\xC3(\xE6\x97 \xED\xA0\x80|\xF0\x9F\x98");
  for (uint32_t i = 0; i <= s->size; i++) PLACE(s, i, 1, i + 1, i + 1, i + 1);
}

static void nul_bytes_are_text(void **state)
{
  (void)state;
  struct source *s = sources_add(&files, "nul.tl", "a\0b\n\0", 5);
  assert_int_equal(s->size, 5);
  assert_int_equal(source_lines(s), 2);
  PLACE(s, 2, 1, 3, 3, 3);
  PLACE(s, 5, 2, 2, 2, 2);
  assert_int_equal(source_line_end(s, 2), 5);
}

/* Every character's first byte is found again from its position. */
static void check_round_trip(struct source *s)
{
  for (uint32_t at = 0; at <= s->size;) {
    struct position p = source_position(s, at);
    if (at <= source_line_end(s, p.line)) {
      assert_int_equal(source_offset_utf16(s, p.line, p.utf16), at);
      assert_int_equal(source_offset_utf8(s, p.line, p.byte), at);
    }
    uint32_t c;
    unsigned length = at < s->size ? utf8_decode(s->text + at, s->size - at, &c) : 1;
    for (unsigned i = 1; i < length; i++) {
      struct position inside = source_position(s, at + i);
      assert_int_equal(inside.utf16, p.utf16);
      assert_int_equal(inside.column, p.column);
      assert_int_equal(source_offset_utf8(s, inside.line, inside.byte), at);
    }
    if (length == 4) assert_int_equal(source_offset_utf16(s, p.line, p.utf16 + 1), at);
    at += length;
  }
}

static void positions_round_trip(void **state)
{
  (void)state;
  static const char *const texts[] = {
    "plain\nlines\n", "\r\r\n\n", "\xEF\xBB\xBFz\tb",
    "\xE6\x97\xA5\xE6\x9C\xAC\r\n\xF0\x9F\x98\x80\xF0\x9F\x8C\x8D",
    "\x80\xC2\xE0\xA4\xF0\x90\x80", "x\xCC\x81\xCC\x82y\r\xE2\x84\xA6\xC2\xB5\xCE\xBC",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check_round_trip(add(texts[i]));
}

/* Marks inside long lines must say the same as a walk from the line's start. */
static void long_lines_round_trip(void **state)
{
  (void)state;
  static const char *const pieces[] = {"abc", "\t", "\xE6\x97\xA5", "\xF0\x9F\x98\x80",
                                       "\xFF", "e\xCC\x81"};
  char text[20000];
  size_t n = 0;
  for (unsigned i = 7; n + 8 < sizeof text; i = i * 31 + 11) {
    const char *piece = pieces[i / 64 % 6];
    memcpy(text + n, piece, strlen(piece));
    n += strlen(piece);
    if (n > 15000 && n < 15010) text[n++] = '\n';
  }
  struct source *s = sources_add(&files, "long.tl", text, n);
  uint32_t line = 1, start_of_line = 0, utf16 = 1, column = 1;
  for (uint32_t at = 0, c; at < s->size;) {
    PLACE(s, at, line, at - start_of_line + 1, utf16, column);
    at += utf8_decode(text + at, n - at, &c);
    utf16 += c > 0xFFFF ? 2 : 1;
    column += c == '\t' ? 8 - (column - 1) % 8 : char_width(c);
    if (c != '\n') continue;
    line++;
    start_of_line = at;
    utf16 = column = 1;
  }
}

static void units_clamp_to_the_line(void **state)
{
  (void)state;
  struct source *s = add("ab\r\n\xF0\x9F\x98\x80z\n");
  assert_int_equal(source_offset_utf16(s, 1, 0), 0);
  assert_int_equal(source_offset_utf16(s, 1, 3), 2);
  assert_int_equal(source_offset_utf16(s, 1, 50), 2);
  assert_int_equal(source_offset_utf8(s, 1, 0), 0);
  assert_int_equal(source_offset_utf8(s, 1, 50), 2);
  assert_int_equal(source_offset_utf16(s, 2, 2), 4); /* the second half of the pair */
  assert_int_equal(source_offset_utf16(s, 2, 3), 8);
  assert_int_equal(source_offset_utf8(s, 2, 4), 4);
  assert_int_equal(source_offset_utf8(s, 2, UINT32_MAX), 9);
  assert_int_equal(source_offset_utf16(s, 99, 99), s->size);
}

struct decoded { const char *bytes; unsigned length; uint32_t c; };

static void utf8_is_decoded_strictly(void **state)
{
  (void)state;
  static const struct decoded cases[] = {
    {"A", 1, 'A'}, {"\x7F", 1, 0x7F}, {"\xC2\x80", 2, 0x80}, {"\xDF\xBF", 2, 0x7FF},
    {"\xE0\xA0\x80", 3, 0x800}, {"\xED\x9F\xBF", 3, 0xD7FF}, {"\xEE\x80\x80", 3, 0xE000},
    {"\xEF\xBF\xBD", 3, 0xFFFD}, {"\xF0\x90\x80\x80", 4, 0x10000},
    {"\xF4\x8F\xBF\xBF", 4, 0x10FFFF},
    {"\x80", 1, 0xFFFD}, {"\xBF", 1, 0xFFFD}, {"\xC0\x80", 1, 0xFFFD}, {"\xC1\xBF", 1, 0xFFFD},
    {"\xC2", 1, 0xFFFD}, {"\xC2z", 1, 0xFFFD}, {"\xE0\x9F\xBF", 1, 0xFFFD},
    {"\xED\xA0\x80", 1, 0xFFFD}, {"\xED\xBF\xBF", 1, 0xFFFD}, {"\xE6\x97", 1, 0xFFFD},
    {"\xF0\x8F\xBF\xBF", 1, 0xFFFD}, {"\xF4\x90\x80\x80", 1, 0xFFFD},
    {"\xF5\x80\x80\x80", 1, 0xFFFD}, {"\xF0\x9F\x98", 1, 0xFFFD}, {"\xFF", 1, 0xFFFD},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint32_t c;
    assert_int_equal(utf8_decode(cases[i].bytes, strlen(cases[i].bytes), &c), cases[i].length);
    assert_int_equal(c, cases[i].c);
  }
  uint32_t c;
  assert_int_equal(utf8_decode("\0", 1, &c), 1);
  assert_int_equal(c, 0);
}

static void widths(void **state)
{
  (void)state;
  static const uint32_t zero[] = {0x300, 0x36F, 0x200B, 0x200D, 0xFE0F, 0xFEFF,
                                  0x1160, 0x11FF, 0xE0100};
  static const uint32_t one[] = {0, 7, ' ', '~', 0x7F, 0xA0, 0xAD, 0xB5, 0x2FF, 0x370, 0x3A9,
                                 0x2026, 0x2192, 0xFFFD, 0xFF61, 0x1F1E6, 0x10FFFF};
  static const uint32_t two[] = {0x1100, 0x115F, 0x231A, 0x3000, 0x3042, 0x4E00, 0x9FFF, 0xAC00,
                                 0xD7A3, 0xFF01, 0xFF60, 0x1F600, 0x1F30D, 0x20000, 0x3FFFD};
  for (size_t i = 0; i < sizeof zero / 4; i++) assert_int_equal(char_width(zero[i]), 0);
  for (size_t i = 0; i < sizeof one / 4; i++) assert_int_equal(char_width(one[i]), 1);
  for (size_t i = 0; i < sizeof two / 4; i++) assert_int_equal(char_width(two[i]), 2);
}

/* A directory for the files of one test, removed with what is in it. */
static char folder[] = "/tmp/test_source.XXXXXX";

static int make_folder(void **state)
{
  start(state);
  strcpy(strrchr(folder, '.'), ".XXXXXX");
  return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
  static const char *const names[] = {"a.tl", "pipe"};
  char path[100];
  for (size_t i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    unlink(path);
  }
  rmdir(folder);
  return stop(state);
}

static void write_file(const char *path, const char *text, size_t n)
{
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(text, 1, n, f), n);
  fclose(f);
}

static void a_file_is_read_once(void **state)
{
  (void)state;
  char path[100];
  snprintf(path, sizeof path, "%s/a.tl", folder);
  write_file(path, "arch\0A\r\n", 8);
  struct source *s, *again;
  assert_int_equal(sources_read(&files, path, &s), SOURCE_OK);
  assert_int_equal(s->size, 8);
  assert_memory_equal(s->text, "arch\0A\r\n", 9);
  assert_string_equal(s->path, path);
  assert_int_equal(sources_read(&files, path, &again), SOURCE_OK);
  assert_ptr_equal(again, s);
  assert_ptr_equal(source_of(&files, (struct span){s->id, 0, 0}), s);
}

static void a_text_in_memory_stands_for_its_file(void **state)
{
  (void)state;
  struct source *s, *memory = sources_add(&files, "/nowhere/open.tl", "x", 1);
  assert_int_equal(sources_read(&files, "/nowhere/open.tl", &s), SOURCE_OK);
  assert_ptr_equal(s, memory);
}

static void large_files_are_read_whole(void **state)
{
  (void)state;
  enum { SIZE = 300001 };
  char path[100], *text = xmalloc(SIZE);
  for (size_t i = 0; i < SIZE; i++) text[i] = (char)(i * 7);
  snprintf(path, sizeof path, "%s/a.tl", folder);
  write_file(path, text, SIZE);
  struct source *s;
  assert_int_equal(sources_read(&files, path, &s), SOURCE_OK);
  assert_int_equal(s->size, SIZE);
  assert_memory_equal(s->text, text, SIZE);
  xfree(text);
}

static void what_cannot_be_read_says_why(void **state)
{
  (void)state;
  struct source *s = (struct source *)1;
  assert_int_equal(sources_read(&files, folder, &s), SOURCE_DIRECTORY);
  assert_null(s);
  assert_int_equal(sources_read(&files, "/dev/null", &s), SOURCE_DIRECTORY);
  assert_int_equal(sources_read(&files, "", &s), SOURCE_MISSING);
  char path[100];
  snprintf(path, sizeof path, "%s/none.tl", folder);
  assert_int_equal(sources_read(&files, path, &s), SOURCE_MISSING);
  snprintf(path, sizeof path, "%s/a.tl", folder);
  write_file(path, "x", 1);
  if (geteuid() != 0) {
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(sources_read(&files, path, &s), SOURCE_UNREADABLE);
    assert_int_equal(errno, EACCES);
    assert_int_equal(chmod(path, 0600), 0);
  }
  assert_int_equal(truncate(path, (off_t)SOURCE_MAX + 1), 0);
  assert_int_equal(sources_read(&files, path, &s), SOURCE_TOO_LARGE);
  strcat(path, "/below");
  assert_int_equal(sources_read(&files, path, &s), SOURCE_MISSING);
  char endless[5000];
  memset(endless, 'x', sizeof endless - 1);
  endless[sizeof endless - 1] = '\0';
  assert_int_equal(sources_read(&files, endless, &s), SOURCE_UNREADABLE);
  assert_int_equal(errno, ENAMETOOLONG);
  assert_null(s);
  assert_int_equal(files.n, 0);
}

/* Reads standard input while it is the reading end of a pipe with `text`. */
static void standard_input_is_shown_by_name(void **state)
{
  (void)state;
  int ends[2], kept = dup(STDIN_FILENO);
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "let a = 1\n", 10), 10);
  close(ends[1]);
  dup2(ends[0], STDIN_FILENO);
  struct source *s, *again;
  enum source_status status = sources_read(&files, "-", &s);
  dup2(kept, STDIN_FILENO);
  close(kept);
  close(ends[0]);
  assert_int_equal(status, SOURCE_OK);
  assert_string_equal(s->path, "<stdin>");
  assert_string_equal(s->text, "let a = 1\n");
  assert_int_equal(sources_read(&files, "-", &again), SOURCE_OK);
  assert_ptr_equal(s, again);
}

static void a_pipe_is_read_to_its_end(void **state)
{
  (void)state;
  char path[100];
  snprintf(path, sizeof path, "%s/pipe", folder);
  assert_int_equal(mkfifo(path, 0600), 0);
  pid_t child = fork();
  if (child == 0) {
    FILE *f = fopen(path, "w");
    for (int i = 0; f && i < 20000; i++) fputs("0123456789", f);
    if (f) fclose(f);
    _exit(0);
  }
  struct source *s;
  assert_int_equal(sources_read(&files, path, &s), SOURCE_OK);
  assert_int_equal(s->size, 200000);
}

static void many_files_keep_their_places(void **state)
{
  (void)state;
  char path[20];
  for (uint32_t i = 1; i <= 100; i++) {
    snprintf(path, sizeof path, "f%u.tl", i);
    assert_int_equal(sources_add(&files, path, path, strlen(path))->id, i);
  }
  assert_string_equal(source_of(&files, (struct span){57, 0, 0})->text, "f57.tl");
  assert_null(source_of(&files, (struct span){0, 0, 0}));
  assert_null(source_of(&files, (struct span){101, 0, 0}));
}

static void spans_join(void **state)
{
  (void)state;
  struct span a = {1, 4, 6}, b = {1, 9, 12};
  struct span j = span_join(b, a);
  assert_true(j.file == 1 && j.start == 4 && j.end == 12);
  j = span_join(j, a);
  assert_true(j.start == 4 && j.end == 12);
  assert_true(span_start(b).start == 9 && span_start(b).end == 9);
  assert_true(span_end(b).start == 12 && span_end(b).end == 12);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)
#define FILE_TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(an_empty_text_has_one_line), TEST(lines_end_in_three_ways),
    TEST(a_last_line_end_opens_an_empty_line), TEST(empty_lines_and_mixed_ends),
    TEST(lines_clamp), TEST(a_byte_order_mark_takes_no_column),
    TEST(tabs_go_to_multiples_of_eight), TEST(wide_combining_and_paired_characters),
    TEST(a_broken_byte_is_one_column), TEST(nul_bytes_are_text), TEST(positions_round_trip),
    TEST(long_lines_round_trip), TEST(units_clamp_to_the_line), TEST(utf8_is_decoded_strictly),
    TEST(widths), FILE_TEST(a_file_is_read_once), TEST(a_text_in_memory_stands_for_its_file),
    FILE_TEST(large_files_are_read_whole), FILE_TEST(what_cannot_be_read_says_why),
    TEST(standard_input_is_shown_by_name), FILE_TEST(a_pipe_is_read_to_its_end),
    TEST(many_files_keep_their_places), TEST(spans_join),
  };
  return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
