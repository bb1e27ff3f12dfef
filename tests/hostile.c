/* Makes every mistake that a YAML file can hold, one at a time, and imports what is left:
 * each value replaced by wrong ones, each key misspelt, dropped and doubled, each list with a
 * member too few or too many, and the file cut short anywhere.  Whatever it is, the importer
 * says what is wrong, or what it writes is a program that checks; and it drops nothing in
 * silence.  Prints TAP, a test for each file.
 *
 * Without arguments it takes the recorded imports and the examples, and what the environment's
 * HOSTILE names: paths with colons between them, each what `tlc import` could be given (of a
 * directory that holds only directories, each of them).  It tries about so many mistakes of
 * each file that all of it takes some seconds; with HOSTILE_ALL=1, or with arguments, all. */
#include "tests/hostile_judge.h"

#include "lang/base/source.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 15000, SECONDS = 20, SHOWN = 12 };

typedef VEC(char *) paths;

static struct {
  paths cases;              /* files and directories */
  unsigned tests, budget;   /* tries of one file; 0: all */
  unsigned long tries, generated;
} run;

/* What is tried, for whoever is told of a crash or a hang. */
static char trying[600];

/* ---- what is imported ---- */

static int by_name(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_in(const char *name, const char *end)
{
  size_t n = strlen(name), k = strlen(end);
  return n > k && !strcmp(name + n - k, end);
}

static bool is_directory(const char *path)
{
  struct stat s;
  return !stat(path, &s) && S_ISDIR(s.st_mode);
}

static char *join(const char *directory, const char *name)
{
  size_t n = strlen(directory) + strlen(name) + 2;
  char *path = xmalloc(n);
  snprintf(path, n, "%s/%s", directory, name);
  return path;
}

static void free_paths(paths *p)
{
  for (uint32_t i = 0; i < p->n; i++) xfree(p->at[i]);
  vec_free(p);
}

/* The YAML files of a directory, and the directories in it. */
static void list(const char *path, paths *files, paths *inside)
{
  DIR *d = opendir(path);
  if (!d) return;
  for (struct dirent *e; (e = readdir(d));) {
    if (*e->d_name == '.') continue;
    char *name = join(path, e->d_name);
    if (is_directory(name)) vec_push(inside, name);
    else if (ends_in(name, ".yaml") || ends_in(name, ".yml")) vec_push(files, name);
    else xfree(name);
  }
  closedir(d);
  if (files->n) qsort(files->at, files->n, sizeof *files->at, by_name);
  if (inside->n) qsort(inside->at, inside->n, sizeof *inside->at, by_name);
}

static void add_case(const char *path)
{
  vec_push(&run.cases, memcpy(xmalloc(strlen(path) + 1), path, strlen(path) + 1));
}

/* A directory that holds YAML is imported as one, as `tlc import` does it. */
static void add_cases(const char *path, bool each)
{
  paths files = {0}, inside = {0};
  if (is_directory(path)) list(path, &files, &inside);
  else add_case(path);
  if (files.n && !each) add_case(path);
  for (uint32_t i = 0; each && i < files.n; i++) {
    char *own = join(files.at[i], "");
    strcpy(own + strlen(own) - strlen(".yaml/"), ".d");
    bool unsound = strstr(files.at[i], "/E0813-") != NULL; /* and recorded as that */
    if (!is_directory(own) && !unsound) add_case(files.at[i]); /* what has files of its own reads those */
    xfree(own);
  }
  for (uint32_t i = 0; !files.n && i < inside.n; i++) add_cases(inside.at[i], false);
  free_paths(&files);
  free_paths(&inside);
}

static void find_files(const char *path, paths *all)
{
  paths inside = {0};
  if (!is_directory(path)) {
    vec_push(all, memcpy(xmalloc(strlen(path) + 1), path, strlen(path) + 1));
    return;
  }
  list(path, all, &inside);
  for (uint32_t i = 0; i < inside.n; i++) find_files(inside.at[i], all);
  free_paths(&inside);
}

/* ---- trying ---- */

static void tell_trying(void)
{
  (void)!write(STDERR_FILENO, trying, strlen(trying));
}

static void stop(int signal_number)
{
  tell_trying();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

/* Of the sanitizers, if there are any. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void watch(void)
{
  static const int signals[] = {SIGALRM, SIGABRT, SIGSEGV, SIGFPE, SIGBUS};
  for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], stop);
  if (__sanitizer_set_death_callback) __sanitizer_set_death_callback(tell_trying);
}

struct file_test {
  struct judge judge;
  struct importing_file *files;
  unsigned n, which;        /* of the files: the one that is changed */
  const struct source *source;
  unsigned failures, listed;
  bool shows;
};

static void report(struct file_test *t, const char *what, const char *how)
{
  if (t->failures++ < SHOWN || !run.budget) printf("#   %s: %s\n", what, how);
}

/* Not wrong, as the tool says it (E0813), but better said of the YAML. */
static void list_unsound(struct file_test *t, const char *what, const char *error)
{
  if (t->listed++ < SHOWN || !run.budget) printf("#   %s: a program that does not check: %s\n", what, error);
}

/* Imports the case with one file changed. */
static void try_text(struct file_test *t, const char *text, size_t n, const struct mutation *m,
                     const char *what)
{
  struct importing_file was = t->files[t->which];
  struct importing i;
  snprintf(trying, sizeof trying, "\n# trying %s: %.400s\n", was.path, what);
  if (t->shows) printf("# %s\n", what), fflush(stdout);
  t->files[t->which].text = text;
  t->files[t->which].n = n;
  alarm(SECONDS);
  importing_run(&i, t->files, t->n, t->judge.base.program);
  alarm(0);
  t->files[t->which] = was;
  run.tries++;
  if (i.unsound) run.generated++, list_unsound(t, what, i.unsound);
  const char *how = judge(&t->judge, &i, m);
  if (how) report(t, what, how);
  importing_free(&i);
}

static void try_mutations(struct file_test *t, const mutations *all, unsigned step)
{
  struct strbuf text = {0}, what = {0};
  for (uint32_t i = 0; i < all->n; i += step) {
    const struct mutation *m = &all->at[i];
    struct position at = source_position((struct source *)t->source, m->from);
    strbuf_clear(&text), strbuf_clear(&what);
    mutation_apply(&text, t->source, m);
    strbuf_printf(&what, "%u:%u `%s` %s", at.line, at.byte, mutation_path(&t->judge.arena, m->at), m->what);
    try_text(t, strbuf_str(&text), text.n, m, what.text);
  }
  strbuf_free(&text);
  strbuf_free(&what);
}

static void try_cuts(struct file_test *t, unsigned step)
{
  struct strbuf what = {0};
  for (uint32_t n = 0; n < t->source->size; n += step) {
    strbuf_clear(&what);
    strbuf_printf(&what, "cut to %u bytes", n);
    try_text(t, t->source->text, n, NULL, what.text);
  }
  strbuf_free(&what);
}

/* Every step-th, so that about `budget` are left; all if that is 0. */
static unsigned step_of(unsigned n) { return run.budget ? n / run.budget + 1 : 1; }

static void test_file(struct importing_file *files, unsigned n, unsigned which, struct sources *sources,
                      bool shows)
{
  struct file_test t = {.files = files, .n = n, .which = which, .shows = shows};
  struct diags diags;
  mutations all = {0};
  struct yaml_file file;
  diags_init(&diags, sources);
  judge_init(&t.judge, files, n, which);
  struct yaml_reader reader = {.arena = &t.judge.arena, .sources = sources, .diags = &diags};
  if (yaml_read(&reader, files[which].path, &file) == SOURCE_OK) {
    t.source = file.source;
    mutate(&all, &t.judge.arena, &file);
    if (t.judge.base.unsound) list_unsound(&t, "as it is", t.judge.base.unsound);
    if (t.judge.base.broken) report(&t, "as it is", t.judge.base.broken);
    try_mutations(&t, &all, step_of(all.n));
    try_cuts(&t, step_of(file.source->size));
  } else report(&t, "as it is", "cannot be read");
  if (t.failures > SHOWN && run.budget) printf("#   and %u more\n", t.failures - SHOWN);
  printf("%s %u - %s\n", t.failures ? "not ok" : "ok", ++run.tests, files[which].path);
  fflush(stdout);
  vec_free(&all);
  judge_free(&t.judge);
  diags_free(&diags);
}

static void test_case(const char *path, bool shows)
{
  paths names = {0};
  VEC(struct importing_file) files = {0};
  struct sources sources;
  sources_init(&sources);
  find_files(path, &names);
  for (uint32_t i = 0; i < names.n; i++) {
    struct source *source;
    bool there = sources_read(&sources, names.at[i], &source) == SOURCE_OK;
    vec_push(&files, (struct importing_file){names.at[i], there ? source->text : "", there ? source->size : 0});
  }
  for (uint32_t i = 0; i < files.n; i++) test_file(files.at, files.n, i, &sources, shows);
  vec_free(&files);
  free_paths(&names);
  sources_free(&sources);
}

/* ---- all of it ---- */

static void add_named(const char *named)
{
  while (named && *named) {
    size_t n = strcspn(named, ":");
    char *path = xmalloc(n + 1);
    snprintf(path, n + 1, "%.*s", (int)n, named);
    if (n) add_cases(path, false);
    xfree(path);
    named += n + (named[n] == ':');
  }
}

int main(int argc, char **argv)
{
  const char *all = getenv("HOSTILE_ALL"), *top = getenv("srcdir");
  for (int i = 1; i < argc; i++) add_cases(argv[i], false);
  if (argc == 1) {
    if (top && chdir(top)) return perror(top), 99;
    add_cases("tests/golden/import", true);
    add_cases("examples", false);
    add_named(getenv("HOSTILE"));
  }
  watch();
  unsigned files = 0;
  for (uint32_t i = 0; i < run.cases.n; i++) {
    paths names = {0};
    find_files(run.cases.at[i], &names);
    files += names.n;
    free_paths(&names);
  }
  bool bounded = argc == 1 && !(all && *all == '1');
  run.budget = bounded ? TRIES / (2 * files + 1) + 1 : 0;
  printf("1..%u\n", files);
  for (uint32_t i = 0; i < run.cases.n; i++) test_case(run.cases.at[i], argc > 1 && getenv("HOSTILE_SHOW"));
  printf("# %lu tries, %lu programs with errors\n", run.tries, run.generated);
  free_paths(&run.cases);
  return 0;
}
