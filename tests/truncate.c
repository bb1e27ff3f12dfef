/* Takes every design of the examples, the library and the goldens through the front
 * end, cut after each byte: whatever is left of a text, it is read without a crash,
 * a hang or a leak.  Files over 60 bytes are cut in about that many places only; with
 * TRUNCATE=all they are cut after each byte, too.  Prints TAP; with file names as
 * arguments it takes these and shows each cut before it is tried. */
#include "tests/front_end.h"

#include "lang/base/source.h"
#include "lang/base/vec.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CUTS = 60, SECONDS = 60 };

/* ftw takes no argument for its callback. */
static VEC(char *) files;

static int collect(const char *path, const struct stat *status, int type)
{
  (void)status;
  size_t n = strlen(path);
  if (type == FTW_F && n > 3 && !strcmp(path + n - 3, ".tl")) {
    char *copy = xmalloc(n + 1);
    vec_push(&files, memcpy(copy, path, n + 1));
  }
  return 0;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool cut_everywhere(const char *path, uint32_t step, bool show)
{
  struct sources sources;
  struct source *source;
  sources_init(&sources);
  bool there = sources_read(&sources, path, &source) == SOURCE_OK;
  for (uint32_t n = 0; there && n <= source->size; n += step ? step : 1 + source->size / CUTS) {
    if (show) printf("# %s cut to %u bytes\n", path, n), fflush(stdout);
    alarm(SECONDS);
    front_end(path, source->text, n);
  }
  alarm(0);
  sources_free(&sources);
  return there;
}

int main(int argc, char **argv)
{
  const char *all = getenv("TRUNCATE"), *top = getenv("srcdir");
  uint32_t step = argc > 1 || (all && !strcmp(all, "all")) ? 1 : 0;
  if (top && chdir(top)) return perror(top), 99;
  for (int i = 1; i < argc; i++) ftw(argv[i], collect, 16);
  if (argc == 1) {
    static const char *const places[] = {"examples", "lang/std", "tests/golden"};
    for (int i = 0; i < 3; i++) ftw(places[i], collect, 16);
  }
  if (files.n) qsort(files.at, files.n, sizeof *files.at, by_name);
  printf("1..%u\n", files.n);
  for (uint32_t i = 0; i < files.n; i++) {
    bool there = cut_everywhere(files.at[i], step, argc > 1);
    printf("%s %u - %s\n", there ? "ok" : "not ok", i + 1, files.at[i]);
    fflush(stdout);
    xfree(files.at[i]);
  }
  vec_free(&files);
  return 0;
}
