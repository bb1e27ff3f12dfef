/* tlc test: runs the tests of designs and prints TAP. */
#include "compiler/tool/pass.h"

#include <stdio.h>
#include <string.h>

static bool is_of(const char *test, const char *name)
{
  return test && !strcmp(test, name);
}

/* A run of the test that could not be evaluated. */
static bool is_stuck(const struct evaluation *e, const char *test)
{
  for (unsigned i = 0; i < e->runs; i++)
    if (is_of(e->run[i].run->test, test) && !e->run[i].result) return true;
  return false;
}

static bool holds(const struct evaluation *e, const char *test)
{
  if (is_stuck(e, test)) return false;
  for (unsigned i = 0; i < e->expectations; i++) {
    const struct sema_expectation *x = &e->expectation[i];
    if (is_of(x->test, test) && x->outcome != EXPECT_HOLDS) return false;
  }
  return true;
}

static void print_failed(const struct evaluation *e, const struct sema_expectation *x)
{
  struct source *s = source_of(&e->compilation->sources, x->span);
  struct position at = source_position(s, x->span.start);
  printf("# %s:%u: expect %s\n", s->path, at.line, x->text);
  if (x->why) printf("#   %s\n", x->why);
  if (x->outcome == EXPECT_UNKNOWN) puts("#   no run says what this is");
  else if (x->numbers) printf("#   %s\n", x->numbers);
}

static bool print_test(const struct evaluation *e, const char *test, unsigned n)
{
  bool fine = holds(e, test);
  printf("%s %u - %s\n", fine ? "ok" : "not ok", n, test);
  if (is_stuck(e, test)) puts("# a run of it could not be evaluated");
  for (unsigned i = 0; i < e->expectations && !is_stuck(e, test); i++)
    if (is_of(e->expectation[i].test, test) && e->expectation[i].outcome != EXPECT_HOLDS)
      print_failed(e, &e->expectation[i]);
  return fine;
}

/* All tests of one file; `n` counts those of all files. */
static enum exit_code test_file(const struct options *o, const char *path, unsigned *n)
{
  struct job j;
  bool fine = true;
  job_start(&j, o, path);
  j.tests = true;
  if (job_run(&j, PASS_EVALUATE)) {
    const struct evaluation *e = &j.evaluation;
    for (unsigned i = 0; i < e->tests; i++) fine &= print_test(e, e->test[i], ++*n);
  } else {
    printf("not ok %u - %s\n# it has mistakes\n", ++*n, path);
  }
  enum exit_code status = job_end(&j);
  return status == EXIT_DONE && !fine ? EXIT_SOURCE : status;
}

enum exit_code command_test(const struct options *o)
{
  enum exit_code worst = EXIT_DONE;
  unsigned n = 0;
  for (unsigned i = 0; i < o->n_files; i++) {
    enum exit_code status = test_file(o, o->files[i], &n);
    if (status > worst) worst = status;
    if (status == EXIT_USAGE) return worst;
  }
  printf("1..%u\n", n);
  return worst;
}
