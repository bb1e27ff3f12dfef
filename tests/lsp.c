/* The language server stands whatever comes: broken messages, any order of them, edits by the ten
 * thousand, and every name of every example changed (some of each; with LSP_ALL=1 all).  Prints
 * TAP. */
#include "tests/lsp_tests.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static unsigned n_tests, n_failed;

bool check(bool holds, const char *what, const char *detail)
{
  printf("%sok %u - %s\n", holds ? "" : "not ", ++n_tests, what);
  if (!holds) {
    n_failed++;
    printf("# %s\n", detail);
  }
  fflush(stdout);
  return holds;
}

/* Searches are started as this program, called again: which is `tlc` then. */
static void be_tlc(int argc, char **argv)
{
  const char *tlc = getenv("TLC");
  if (argc > 1 && tlc) execv(tlc, argv);
}

int main(int argc, char **argv)
{
  be_tlc(argc, argv);
  const char *top = getenv("srcdir");
  if (top && chdir(top)) return perror(top), 99;
  signal(SIGPIPE, SIG_IGN); /* as in a server: a search that is ended reads no more */
  test_wire();
  test_documents();
  test_tasks();
  test_names();
  test_texts();
  printf("1..%u\n", n_tests);
  return n_failed > 0;
}
