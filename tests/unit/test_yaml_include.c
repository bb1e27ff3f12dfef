/* Files that include others, in memory and in a directory of their own. */
#include "tests/unit/yaml_scene.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct yaml_scene s;
static char home[] = "/tmp/tlc-yaml-XXXXXX";

static int make_home(void **state)
{
  (void)state;
  return mkdtemp(home) && !chdir(home) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
  (void)about, (void)type, (void)where;
  return remove(path);
}

static int remove_home(void **state)
{
  (void)state;
  return chdir("/") || nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS) ? -1 : 0;
}

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

static void write_file(const char *path, const char *text)
{
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fputs(text, f);
  assert_int_equal(fclose(f), 0);
}

static void make_directory(const char *path) { assert_int_equal(mkdir(path, 0777), 0); }

/* Reads a file of the directory, and gives what it holds and what was told. */
static const char *read_file(const char *path)
{
  assert_int_equal(yaml_read(&s.reader, path, &s.file), SOURCE_OK);
  return yaml_scene_documents(&s);
}

static void in_memory(void **state)
{
  (void)state;
  yaml_scene_add(&s, "y.yaml", "b: &x 1\nc: *x\n");
  yaml_scene_add(&s, "z.yaml", "- 1\n- 2\n");
  yaml_scene_read(&s, "a: !include y.yaml\nd: [!include_text z.yaml, !include \"z.yaml\"]\n");
  assert_string_equal(yaml_scene_told(&s), "");
  assert_string_equal(yaml_scene_documents(&s), "{a: {b: 1, c: 1}, d: [[1, 2], [1, 2]]}");
  assert_int_equal(s.reader.files, 3);
  const struct yaml *a = yaml_peek(s.file.document[0], "a");
  assert_string_equal(source_of(&s.scene.sources, a->span)->path, "y.yaml");
  assert_string_equal(yaml_scene_text(&s, a->span), "b: &x 1\nc: *x");
}

static void with_anchors_and_merges(void **state)
{
  (void)state;
  yaml_scene_add(&s, "y.yaml", "m: {b: 1}\n");
  yaml_scene_read(&s, "- &y !include y.yaml\n- {<<: *y, c: 2}\n"
                      "- {<<<: !include y.yaml, m: {d: 3}}\n");
  assert_string_equal(yaml_scene_told(&s), "");
  assert_string_equal(yaml_scene_documents(&s),
                      "[{m: {b: 1}}, {c: 2, m: {b: 1}}, {m: {d: 3, b: 1}}]");
}

static void anchors_are_of_their_file(void **state)
{
  (void)state;
  yaml_scene_add(&s, "y.yaml", "a: *x\n");
  yaml_scene_read(&s, "- &x 1\n- !include y.yaml\n");
  assert_string_equal(yaml_scene_told(&s), "E0801 1:4 no anchor is called `x`");
}

static void relative_paths(void **state)
{
  (void)state;
  make_directory("one");
  make_directory("one/two");
  write_file("one/top.yaml", "[!include two/a.yaml, !include ./c.yaml]\n");
  write_file("one/two/a.yaml", "a: !include ../c.yaml # of a\n");
  write_file("one/c.yaml", "# above c\nc: 1\n");
  assert_string_equal(read_file("one/top.yaml"), "[{a: {c: 1}}, {c: 1}]");
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/one/two/b.yaml", home);
  write_file("one/two/b.yaml", arena_printf(&s.arena, "!include %s/one/c.yaml", home));
  assert_string_equal(read_file(path.text), "{c: 1}");
  assert_string_equal(yaml_scene_told(&s), "");
  assert_string_equal(yaml_comment_above(&s.reader, s.file.document[0]->span, &s.arena), "above c");
  strbuf_free(&path);
}

static void directories(void **state)
{
  (void)state;
  make_directory("parts");
  make_directory("parts/dir.yaml.d");
  write_file("parts/b.yml", "b: 2\n---\nbb: 22\n");
  write_file("parts/a.yaml", "a: 1\n");
  write_file("parts/B.yaml", "B: 0\n");
  write_file("parts/c.yaml", "# nothing\n");
  write_file("parts/.hidden.yaml", "h: 1\n");
  write_file("parts/notes.txt", "n: 1\n");
  write_file("all.yaml", "parts: !includedir parts\n");
  assert_string_equal(read_file("all.yaml"), "{parts: [{B: 0}, {a: 1}, {b: 2}, {bb: 22}]}");
  assert_string_equal(yaml_scene_told(&s), "");
  write_file("none.yaml", "!includedir nowhere");
  read_file("none.yaml");
  assert_string_equal(yaml_scene_told(&s), "E0811 1:13 cannot read the directory `nowhere`");
}

static void a_directory_that_holds_the_file_itself(void **state)
{
  (void)state;
  make_directory("self");
  write_file("self/a.yaml", "!includedir .");
  write_file("self/b.yaml", "b: 1\n");
  assert_string_equal(read_file("self/a.yaml"), "[{b: 1}]");
  assert_string_equal(yaml_scene_told(&s), "E0811 1:13 `self/a.yaml` includes itself");
}

static void circles(void **state)
{
  (void)state;
  make_directory("circle");
  write_file("circle/a.yaml", "a: !include b.yaml\n");
  write_file("circle/b.yaml", "b: [!include ../circle/c.yaml]\n");
  write_file("circle/c.yaml", "c: !include ./a.yaml\n"); /* under another name */
  assert_string_equal(read_file("circle/a.yaml"), "{a: {b: [{c: ~}]}}");
  assert_string_equal(yaml_scene_told(&s), "E0811 1:13 `circle/a.yaml` includes itself");
  const struct diag *d = s.scene.ds.all.at[0];
  assert_int_equal(d->parts.n, 2);
  assert_string_equal(d->parts.at[0].text, "`circle/../circle/c.yaml` is included here");
  assert_string_equal(d->parts.at[1].text, "`circle/b.yaml` is included here");
  yaml_scene_close(&s);
  yaml_scene_open(&s);
  yaml_scene_read(&s, "a: !include x.yaml\n");
  assert_string_equal(yaml_scene_told(&s), "E0811 1:13 `x.yaml` includes itself");
}

static void what_cannot_be_included(void **state)
{
  (void)state;
  yaml_scene_add(&s, "two.yaml", "a: 1\n---\nb: 2\n");
  yaml_scene_add(&s, "none.yaml", "# nothing\n");
  yaml_scene_add(&s, "bad.yaml", "a: [\n");
  yaml_scene_add(&s, "template.yaml", "{{x}}\n");
  make_directory("folder");
  yaml_scene_read(&s, "a: !include missing.yaml\n"
                      "b: !include folder\n"
                      "c: !include two.yaml\n"
                      "d: !include none.yaml\n"
                      "e: !include bad.yaml\n"
                      "f: !include template.yaml\n"
                      "g: !include\n"
                      "h: !include [a, b]\n"
                      "i: !includedir {}\n"
                      "j: {<<: !include bad.yaml}\n");
  assert_string_equal(yaml_scene_documents(&s), "{a: ~, b: ~, c: {a: 1}, d: ~, e: ~, f: ~, g: ~, "
                                                "h: !include [a, b], i: !includedir {}, j: {}}");
  assert_string_equal(yaml_scene_told(&s),
                      "E0801 2:1 a value was expected here\n"
                      "E0812 1:1 this is a Jinja2 template, which has to be rendered first\n"
                      "E0811 1:13 cannot read `missing.yaml`\n"
                      "E0811 2:13 cannot read `folder`\n"
                      "E0811 3:13 `two.yaml` holds 2 documents\n"
                      "E0811 7:4 `!include` needs the name of a file\n"
                      "E0811 8:13 `!include` needs the name of a file\n"
                      "E0811 9:16 `!includedir` needs the name of a directory");
  const struct yaml *y = s.file.document[0];
  assert_true(yaml_peek(y, "a")->broken && yaml_peek(y, "e")->broken);
  assert_false(yaml_peek(y, "d")->broken || yaml_peek(y, "c")->broken);
}

static void too_many_files(void **state)
{
  (void)state;
  make_directory("many");
  struct strbuf all = {0};
  for (unsigned i = 0; i < 1200; i++) {
    write_file(arena_printf(&s.arena, "many/%04u.yaml", i), "x: 1\n");
    strbuf_printf(&all, "- !include many/%04u.yaml\n", i);
  }
  write_file("many.yaml", all.text);
  strbuf_free(&all);
  read_file("many.yaml");
  assert_string_equal(yaml_scene_told(&s), "E0811 1000:12 too many files are included");
  assert_int_equal(s.reader.files, 1000);
  write_file("all-many.yaml", "!includedir many");
  yaml_scene_close(&s);
  yaml_scene_open(&s);
  read_file("all-many.yaml");
  assert_string_equal(yaml_scene_told(&s), "E0811 1:13 too many files are included");
}

static void a_file_is_read_once(void **state)
{
  (void)state;
  yaml_scene_add(&s, "y0.yaml", "y: 1\n");
  for (unsigned i = 1; i < 40; i++) {
    const char *below = arena_printf(&s.arena, "!include y%u.yaml", i - 1);
    yaml_scene_add(&s, arena_printf(&s.arena, "y%u.yaml", i),
                   arena_printf(&s.arena, "[%s, %s]\n", below, below));
  }
  yaml_scene_read(&s, "!include y39.yaml");
  assert_string_equal(yaml_scene_told(&s), "");
  assert_int_equal(s.reader.files, 41);
  struct yaml_file again;
  assert_int_equal(yaml_read(&s.reader, "y0.yaml", &again), SOURCE_OK);
  assert_int_equal(s.reader.files, 41);
  assert_int_equal(again.documents, 1);
}

/* As deep as lists in lists: what is read calls itself for both. */
static void too_deep(void **state)
{
  (void)state;
  for (unsigned i = 0; i < 300; i++)
    yaml_scene_add(&s, arena_printf(&s.arena, "y%u.yaml", i),
                   arena_printf(&s.arena, "[[!include y%u.yaml]]", i + 1));
  yaml_scene_read(&s, "!include y0.yaml");
  assert_string_equal(yaml_scene_told(&s), "E0801 1:1 this is nested too deeply");
  yaml_scene_close(&s);
  yaml_scene_open(&s);
  for (unsigned i = 0; i < 300; i++)
    yaml_scene_add(&s, arena_printf(&s.arena, "y%u.yaml", i),
                   arena_printf(&s.arena, "!include y%u.yaml", i + 1));
  yaml_scene_read(&s, "!include y0.yaml");
  assert_string_equal(yaml_scene_told(&s),
                      "E0811 1:10 this is nested too deeply to include a file");
}

static void files_of_the_command_line(void **state)
{
  (void)state;
  make_directory("line");
  struct yaml_file file;
  assert_int_equal(yaml_read(&s.reader, "line", &file), SOURCE_DIRECTORY);
  assert_int_equal(yaml_read(&s.reader, "line/none.yaml", &file), SOURCE_MISSING);
  assert_null(file.source);
  assert_int_equal(file.documents, 0);
  write_file("line/a.yaml", "a: 1\n");
  write_file("line/b.yaml", "b: !include a.yaml\n");
  assert_string_equal(read_file("line/a.yaml"), "{a: 1}");
  assert_string_equal(read_file("line/b.yaml"), "{b: {a: 1}}");
  assert_string_equal(read_file("line/a.yaml"), "{a: 1}");
  assert_int_equal(s.reader.files, 2);
  assert_string_equal(yaml_scene_told(&s), "");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
  const struct CMUnitTest tests[] = {
    CASE(in_memory), CASE(with_anchors_and_merges), CASE(anchors_are_of_their_file),
    CASE(relative_paths), CASE(directories), CASE(a_directory_that_holds_the_file_itself),
    CASE(circles), CASE(what_cannot_be_included), CASE(too_many_files), CASE(a_file_is_read_once),
    CASE(too_deep), CASE(files_of_the_command_line),
  };
  return cmocka_run_group_tests(tests, make_home, remove_home);
}
