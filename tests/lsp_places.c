/* The language server is asked everything at every place of every example, and of every example
 * that is cut short anywhere.  By default it is at a few places of each; with LSP_ALL=1, or of
 * files that are named as arguments, at all.  Prints TAP. */
#include "tests/lsp_ask.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PLACES = 15, CUTS = 15 };

static bool everywhere;
static unsigned n_tests, n_failed;

static void tell(const char *what, const char *path, unsigned places, struct answers all)
{
  if (all.wrong || !all.n) n_failed++;
  printf("%sok %u - %s: every method %s, at %u places\n", all.wrong || !all.n ? "not " : "",
         ++n_tests, path, what, places);
  if (all.wrong) printf("# %u answers of %u are errors\n", all.wrong, all.n);
  fflush(stdout);
}

static void add(struct answers *all, struct answers some)
{
  all->n += some.n;
  all->wrong += some.wrong;
}

static uint32_t step_of(const struct source *file, unsigned places)
{
  return everywhere ? 1 : 1 + file->size / places;
}

static void ask_everywhere(const char *path, const char *uri, const struct source *file)
{
  struct client_test c;
  unsigned places = 0;
  client_start(&c, "{}");
  client_open(&c, uri, file->text, file->size);
  struct document *d = document_of(&c.server.documents, uri);
  struct answers all = ask_whole(&c, d);
  for (uint32_t at = 0; at <= file->size; at += step_of(file, PLACES), places++)
    add(&all, ask_place(&c, d, at));
  client_stop(&c);
  tell("as it is", path, places, all);
}

static void ask_cut(struct client_test *c, const char *uri, const struct source *file,
                    uint32_t cut, struct answers *all)
{
  client_open(c, uri, file->text, cut);
  json_decref(client_diagnostics(c, uri));
  add(all, ask_all(c, document_of(&c->server.documents, uri), cut));
}

static bool inside_character(const struct source *file, uint32_t offset)
{
  return offset < file->size && ((unsigned char)file->text[offset] & 0xC0) == 0x80;
}

/* The text, from its start up to any place. */
static void ask_prefixes(const char *path, const char *uri, const struct source *file)
{
  struct client_test c;
  struct answers all = {0};
  unsigned places = 0;
  client_start(&c, "{}");
  for (uint32_t cut = 0; cut < file->size; cut += step_of(file, CUTS)) {
    if (inside_character(file, cut)) continue;
    ask_cut(&c, uri, file, cut, &all);
    places++;
  }
  client_stop(&c);
  tell("cut short", path, places, all);
}

static void try_design(const char *path)
{
  struct sources sources;
  struct source *file;
  struct strbuf uri = {0};
  char *real = realpath(path, NULL);
  sources_init(&sources);
  strbuf_printf(&uri, "file://%s", real ? real : path);
  if (sources_read(&sources, path, &file) == SOURCE_OK) {
    ask_everywhere(path, uri.text, file);
    ask_prefixes(path, uri.text, file);
  } else printf("Bail out! %s cannot be read\n", path), exit(99);
  free(real);
  sources_free(&sources);
  strbuf_free(&uri);
}

static int try_file(const char *path, const struct stat *status, int type)
{
  size_t n = strlen(path);
  (void)status;
  if (type == FTW_F && n > 3 && !strcmp(path + n - 3, ".tl")) try_design(path);
  return 0;
}

int main(int argc, char **argv)
{
  const char *all = getenv("LSP_ALL"), *top = getenv("srcdir");
  if (top && chdir(top)) return perror(top), 99;
  everywhere = argc > 1 || (all && *all == '1');
  for (int i = 1; i < argc; i++) try_design(argv[i]);
  if (argc == 1) ftw("examples", try_file, 16);
  printf("1..%u\n", n_tests);
  return n_failed > 0 || n_tests == 0;
}
