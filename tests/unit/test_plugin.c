/* Estimators in processes of their own, played by small shell scripts. */
#include "runtime/energy/plugin.h"

#include "runtime/energy/child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LIMIT_MS = 1500 };

/* A set with one estimator, and what was told of it. */
struct scene {
  struct estimators set;
  struct arena arena;
  struct estimator *e;
  unsigned told;
  enum estimate_trouble what;
  char text[1024];
  int files;
  int64_t began;
};

static int open_files(void)
{
  int n = 0;
  DIR *d = opendir("/proc/self/fd");
  while (d && readdir(d)) n++;
  if (d) closedir(d);
  return n;
}

static void hear(void *context, const struct estimator *e, enum estimate_trouble what,
                 const char *text)
{
  struct scene *s = context;
  assert_ptr_equal(e, s->e);
  s->told++;
  s->what = what;
  snprintf(s->text, sizeof s->text, "%s", text);
}

static void scene_make(struct scene *s, const char *command, struct disk_cache *cache)
{
  struct plugin_options options = {LIMIT_MS, cache};
  memset(s, 0, sizeof *s);
  s->files = open_files();
  arena_init(&s->arena);
  estimators_init(&s->set);
  s->set.tell = hear;
  s->set.context = s;
  s->e = plugin_command(&s->arena, command, "fake", &options);
  estimators_add(&s->set, s->e);
  s->began = child_clock();
}

/* No process is left, and no file. */
static void scene_end(struct scene *s)
{
  estimators_free(&s->set);
  arena_free(&s->arena);
  assert_int_equal(open_files(), s->files);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}

static const struct estimate_outcome *ask(struct scene *s, double width)
{
  struct estimate_attribute at[] = {{"width", NULL, width}, {"tech", NULL, 45e-9}};
  struct estimate_query q = {.component = "sram", .action = "read", .attributes = 2, .attribute = at};
  return estimators_ask(&s->set, &q, &(struct estimate_demand){0});
}

#define HELLO \
  "read hello; echo '{\"id\":0,\"name\":\"fake\",\"version\":\"1\",\"components\":[{\"names\":" \
  "[\"sram\"],\"actions\":[\"read\"],\"attributes\":{\"width\":\"required\",\"banks\":\"optional\"}," \
  "\"accuracy\":80}]}'; "
#define ANSWERS(what) \
  HELLO "i=0; while read line; do i=$((i+1)); echo \"{\\\"id\\\":$i,\\\"ok\\\":true,\\\"energy\\\":" what "}\"; done"

static void it_answers(void **state)
{
  (void)state;
  struct scene s;
  scene_make(&s, ANSWERS("1.5e-12,\\\"note\\\":\\\"made up\\\""), NULL);
  const struct estimate_outcome *o = ask(&s, 64);
  assert_non_null(o->chosen);
  assert_string_equal(o->chosen->estimator, "fake");
  assert_true(o->chosen->answer.value == 1.5e-12);
  assert_true(o->chosen->answer.accuracy == 80);
  assert_string_equal(o->chosen->answer.note, "made up");
  assert_int_equal(o->chosen->answer.matched, 1);
  assert_int_equal(o->chosen->answer.defaulted, 1);
  for (unsigned i = 0; i < 50; i++) assert_non_null(ask(&s, 65 + i)->chosen);
  assert_int_equal(plugin_starts(s.e), 1);
  assert_int_equal(s.told, 0);
  scene_end(&s);
}

static void what_it_needs_must_be_there(void **state)
{
  (void)state;
  struct scene s;
  struct estimate_query q = {.component = "sram", .action = "read"};
  scene_make(&s, ANSWERS("1e-12"), NULL);
  const struct estimate_outcome *o = estimators_ask(&s.set, &q, &(struct estimate_demand){0});
  assert_null(o->chosen);
  assert_string_equal(o->attempt[0].reason, "it needs `width`, which is not known");
  q.action = "write";
  assert_int_equal(estimators_ask(&s.set, &q, &(struct estimate_demand){0})->attempt[0].state,
                   ESTIMATE_UNKNOWN);
  scene_end(&s);
}

static void it_refuses(void **state)
{
  (void)state;
  struct scene s;
  scene_make(&s, HELLO "read line; echo '{\"id\":1,\"ok\":false,\"error\":\"too wide\"}'; read end", NULL);
  const struct estimate_outcome *o = ask(&s, 64);
  assert_null(o->chosen);
  assert_int_equal(o->attempt[0].state, ESTIMATE_REFUSED);
  assert_string_equal(o->attempt[0].reason, "too wide");
  assert_int_equal(s.told, 0);
  scene_end(&s);
}

/* What goes wrong is told as `what`, with `text` in it, in time; another question does no harm. */
static void fails(const char *command, enum estimate_trouble what, const char *text, unsigned starts)
{
  struct scene s;
  scene_make(&s, command, NULL);
  const struct estimate_outcome *o = ask(&s, 64);
  assert_null(o->chosen);
  assert_true(s.told >= 1);
  if (!strstr(s.text, text)) print_error("it was told: %s\n", s.text);
  assert_non_null(strstr(s.text, text));
  assert_int_equal(s.what, what);
  assert_int_equal(plugin_starts(s.e), starts);
  assert_non_null(o->attempt[0].reason);
  ask(&s, 65);
  ask(&s, 66);
  assert_true(child_clock() - s.began < 3 * LIMIT_MS);
  assert_true(plugin_starts(s.e) <= 2);
  scene_end(&s);
}

static void crashes_are_told(void **state)
{
  (void)state;
  fails(HELLO "read line; kill -SEGV $$", TROUBLE_CRASH, "crashed: signal 11", 2);
  fails(HELLO "read line; echo 'no licence' >&2; exit 3", TROUBLE_CRASH,
        "ended with status 3; its last words: `no licence`", 2);
  fails("exit 3;", TROUBLE_CRASH, "ended with status 3 (when it was started)", 1);
  fails("no-such-program-anywhere", TROUBLE_START, "cannot be started: ", 1);
  fails(HELLO "read line; printf '{\"id\":1,\"ok\":tr'; exit 0", TROUBLE_CRASH, "ended with status 0", 2);
  fails(HELLO "read line; exec >&-; sleep 60", TROUBLE_CRASH, "closed its output", 2);
}

static void silence_is_told(void **state)
{
  (void)state;
  fails("sleep 60", TROUBLE_TIME, "did not answer within 1.5 s", 1);
  fails(HELLO "read line; sleep 60", TROUBLE_TIME, "did not answer within 1.5 s", 1);
  fails(HELLO "read line; trap '' TERM; while :; do echo more >&2; done", TROUBLE_TIME,
        "did not answer", 1);
  fails(HELLO "sleep 60 & read line; while :; do :; done", TROUBLE_TIME, "did not answer", 1);
}

static void nonsense_is_told(void **state)
{
  (void)state;
  fails("echo Welcome; sleep 60", TROUBLE_GARBAGE, "answered `Welcome`, which is no JSON", 1);
  fails("echo '[1, 2]'; sleep 60", TROUBLE_GARBAGE, "JSON, but no object", 1);
  fails("read x; echo '{\"id\":0}'; sleep 60", TROUBLE_START, "it says no `name`", 1);
  fails("read x; echo '{\"id\":0,\"ok\":false,\"error\":\"no Python\"}'", TROUBLE_START,
        "cannot be used: no Python", 1);
  fails(HELLO "read line; echo '{\"id\":1}'; sleep 60", TROUBLE_GARBAGE, "neither true nor false", 2);
  fails(HELLO "read line; echo '{\"id\":1,\"ok\":true}'; sleep 60", TROUBLE_GARBAGE,
        "an answer without `energy`", 2);
  fails(HELLO "read line; echo '{\"id\":1,\"ok\":true,\"energy\":1e999}'; sleep 60", TROUBLE_GARBAGE,
        "no JSON", 2);
  fails(HELLO "read line; printf '\\033[31m\\007\\n'; sleep 60", TROUBLE_GARBAGE, "answered `", 2);
  fails(HELLO "yes '{\"id\":99,\"ok\":false,\"error\":\"x\"}'", TROUBLE_GARBAGE, "no answer to what was asked", 2);
  fails(HELLO "tr '\\0' x </dev/zero", TROUBLE_GARBAGE, "more than 1 MiB", 2);
}

static void impossible_values_are_told(void **state)
{
  (void)state;
  static const char *const commands[] = {ANSWERS("-1e-12"), ANSWERS("1e30"), ANSWERS("null"),
                                         ANSWERS("1e-12,\\\"accuracy\\\":300")};
  for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
    fails(commands[i], TROUBLE_VALUE, "for `read` of `sram`, w", 1);
}

static void one_that_dies_now_and_then_is_started_once(void **state)
{
  (void)state;
  struct scene s;
  scene_make(&s, HELLO "for i in 1 2 3; do read line; echo \"{\\\"id\\\":$(echo \"$line\" | "
                       "sed 's/.*\"id\": *\\([0-9]*\\).*/\\1/'),\\\"ok\\\":true,\\\"energy\\\":1e-12}\"; done", NULL);
  for (unsigned i = 0; i < 6; i++) assert_non_null(ask(&s, 1 + i)->chosen);
  assert_int_equal(plugin_starts(s.e), 2);
  assert_int_equal(s.told, 0);
  assert_null(ask(&s, 100)->chosen);
  assert_int_equal(s.told, 1);
  assert_null(ask(&s, 101)->chosen);
  assert_int_equal(s.told, 1);
  assert_int_equal(plugin_starts(s.e), 2);
  scene_end(&s);
}

static void it_asks_what_others_know(void **state)
{
  (void)state;
  struct scene s;
  /* Of itself nobody can know it: it is busy. */
  scene_make(&s, HELLO "read line; echo '{\"op\":\"ask\",\"id\":7,\"component\":\"sram\",\"action\":"
                       "\"read\",\"attributes\":{\"width\":8}}'; read reply; echo \"$reply\" >&2; case $reply in "
                       "*false*waits*) echo '{\"id\":1,\"ok\":true,\"energy\":2e-12}';; esac; read end",
             NULL);
  const struct estimate_outcome *o = ask(&s, 64);
  assert_non_null(o->chosen);
  assert_true(o->chosen->answer.value == 2e-12);
  scene_end(&s);
}

static void asking_without_end_is_nonsense(void **state)
{
  (void)state;
  fails(HELLO "read line; while :; do echo '{\"op\":\"ask\",\"id\":7,\"component\":\"x\",\"action\":"
              "\"y\"}'; read reply; done", TROUBLE_GARBAGE, "one question too many", 2);
}

/* ---- on disk ---- */

struct place {
  char directory[64];
  struct disk_cache cache;
};

static void place_make(struct place *p)
{
  strcpy(p->directory, "/tmp/test_plugin.XXXXXX");
  assert_non_null(mkdtemp(p->directory));
  p->cache = (struct disk_cache){.directory = p->directory};
}

static void place_each(const struct place *p, const char *command)
{
  char line[256];
  snprintf(line, sizeof line, "find %s -type f | while read -r f; do %s; done", p->directory, command);
  assert_int_equal(system(line), 0);
}

static void place_end(const struct place *p)
{
  char line[256];
  snprintf(line, sizeof line, "rm -rf %s", p->directory);
  assert_int_equal(system(line), 0);
}

/* The number of processes that two questions take. */
static unsigned starts_for(struct place *p, const char *command)
{
  struct scene s;
  scene_make(&s, command, &p->cache);
  assert_true(ask(&s, 64)->chosen->answer.value == 1e-12);
  assert_true(ask(&s, 32)->chosen->answer.value == 1e-12);
  unsigned starts = plugin_starts(s.e);
  scene_end(&s);
  return starts;
}

static void answers_are_kept_on_disk(void **state)
{
  (void)state;
  struct place p;
  const char *command = ANSWERS("1e-12");
  place_make(&p);
  assert_int_equal(starts_for(&p, command), 1);
  assert_int_equal(p.cache.writes, 3);
  assert_int_equal(starts_for(&p, command), 0);
  assert_int_equal(p.cache.writes, 3);
  assert_int_equal(starts_for(&p, ANSWERS("1e-12 ")), 1); /* another command */
  place_end(&p);
}

static void broken_files_are_nothing(void **state)
{
  (void)state;
  static const char *const breaks[] = {"echo x >\"$f\"", ": >\"$f\"", "tr 1 2 <\"$f\" >\"$f.x\"; mv \"$f.x\" \"$f\"",
                                       "truncate -s -3 \"$f\"", "rm \"$f\"; mkdir \"$f\""};
  for (unsigned i = 0; i < sizeof breaks / sizeof *breaks; i++) {
    struct place p;
    place_make(&p);
    assert_int_equal(starts_for(&p, ANSWERS("1e-12")), 1);
    place_each(&p, breaks[i]);
    assert_int_equal(starts_for(&p, ANSWERS("1e-12")), 1);
    place_end(&p);
  }
}

static void what_others_add_is_kept(void **state)
{
  (void)state;
  struct place p;
  struct disk_shelf one, two;
  size_t n;
  char *large = calloc(1, 1 << 20);
  place_make(&p);
  memset(large, 'x', (1 << 20) - 1);
  disk_shelf_open(&one, &p.cache, "a shelf");
  disk_shelf_open(&two, &p.cache, "a shelf");
  disk_shelf_put(&one, "first", "1\n2", 3);
  disk_shelf_put(&one, "both", "of one", 6);
  disk_shelf_put(&two, "second", "", 0);
  disk_shelf_put(&two, "both", "of two", 6);
  disk_shelf_put(&two, "too large", large, (1 << 20) - 1);
  disk_shelf_close(&one);
  assert_null(disk_shelf_get(&two, "first", &n));
  disk_shelf_close(&two);
  disk_shelf_open(&one, &p.cache, "a shelf");
  assert_string_equal(disk_shelf_get(&one, "first", &n), "1\n2");
  assert_int_equal(n, 3);
  assert_string_equal(disk_shelf_get(&one, "second", &n), "");
  assert_string_equal(disk_shelf_get(&one, "both", &n), "of two");
  assert_null(disk_shelf_get(&one, "too large", &n));
  assert_null(disk_shelf_get(&one, "fir", &n));
  disk_shelf_close(&one);
  disk_shelf_open(&one, &p.cache, "another");
  assert_null(disk_shelf_get(&one, "first", &n));
  disk_shelf_close(&one);
  free(large);
  place_end(&p);
}

/* Every file is cut, and read as far as it is whole. */
static void cut_files_are_read_as_far_as_they_go(void **state)
{
  (void)state;
  struct place p;
  struct disk_shelf s;
  size_t n;
  char command[256];
  place_make(&p);
  disk_shelf_open(&s, &p.cache, "x");
  disk_shelf_put(&s, "a", "1", 1);
  disk_shelf_put(&s, "b", "2", 1);
  disk_shelf_close(&s);
  for (unsigned left = 120; left-- > 0;) {
    snprintf(command, sizeof command, "truncate -s '<%u' %s/estimates/*", left, p.directory);
    assert_int_equal(system(command), 0);
    disk_shelf_open(&s, &p.cache, "x");
    const char *a = disk_shelf_get(&s, "a", &n), *b = disk_shelf_get(&s, "b", &n);
    assert_true(!a || !strcmp(a, "1"));
    assert_true(!b || !strcmp(b, "2"));
    if (left < 20) assert_true(!a && !b);
    disk_shelf_close(&s);
  }
  place_end(&p);
}

static void a_place_that_cannot_be_is_none(void **state)
{
  (void)state;
  struct place p = {.directory = "/dev/null/x"};
  p.cache.directory = p.directory;
  assert_int_equal(starts_for(&p, ANSWERS("1e-12")), 1);
}

static void sigpipe_is_no_signal_of_ours(void **state)
{
  (void)state;
  struct sigaction before;
  sigaction(SIGPIPE, NULL, &before);
  assert_true(before.sa_handler == SIG_DFL);
  fails(HELLO "exit 0", TROUBLE_CRASH, "ended with status 0", 2);
}

int main(void)
{
  signal(SIGPIPE, SIG_DFL);
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_answers),
    cmocka_unit_test(what_it_needs_must_be_there),
    cmocka_unit_test(it_refuses),
    cmocka_unit_test(crashes_are_told),
    cmocka_unit_test(silence_is_told),
    cmocka_unit_test(nonsense_is_told),
    cmocka_unit_test(impossible_values_are_told),
    cmocka_unit_test(one_that_dies_now_and_then_is_started_once),
    cmocka_unit_test(it_asks_what_others_know),
    cmocka_unit_test(asking_without_end_is_nonsense),
    cmocka_unit_test(answers_are_kept_on_disk),
    cmocka_unit_test(broken_files_are_nothing),
    cmocka_unit_test(what_others_add_is_kept),
    cmocka_unit_test(cut_files_are_read_as_far_as_they_go),
    cmocka_unit_test(a_place_that_cannot_be_is_none),
    cmocka_unit_test(sigpipe_is_no_signal_of_ours),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
