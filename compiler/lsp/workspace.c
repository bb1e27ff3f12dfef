/* All designs there are: those that are open, and those in the folders of the workspace. */
#include "compiler/lsp/nav.h"

#include "compiler/lsp/symbols.h"
#include "compiler/lsp/uri.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* So that a workspace which is a home directory is no trouble. */
enum { MOST_FILES = 2000, MOST_ENTRIES = 50000, DEPTH = 12 };

struct files {
  VEC(char *) paths;
  unsigned entries;
};

static bool is_design(const char *name)
{
  size_t n = strlen(name);
  return n > 3 && !strcmp(name + n - 3, ".tl");
}

static void collect(struct files *x, const char *directory, unsigned depth);

static void collect_entry(struct files *x, const char *directory, const char *name,
                          unsigned depth)
{
  struct strbuf path = {0};
  struct stat about;
  strbuf_printf(&path, "%s/%s", directory, name);
  bool taken = false;
  /* Links are not followed: what they lead to may be anything, or be found twice. */
  if (*name != '.' && !lstat(path.text, &about)) {
    if (S_ISDIR(about.st_mode)) collect(x, path.text, depth + 1);
    else if (S_ISREG(about.st_mode) && is_design(name) && x->paths.n < MOST_FILES) {
      vec_push(&x->paths, path.text);
      taken = true;
    }
  }
  if (!taken) strbuf_free(&path);
}

static void collect(struct files *x, const char *directory, unsigned depth)
{
  DIR *d = depth < DEPTH ? opendir(directory) : NULL;
  struct dirent *e;
  while (d && (e = readdir(d)) && x->entries++ < MOST_ENTRIES)
    collect_entry(x, directory, e->d_name, depth);
  if (d) closedir(d);
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The designs in the folders, each once, in the order of their names. */
static struct files find_files(const struct server *s)
{
  struct files found = {0};
  uint32_t n = 0;
  for (uint32_t i = 0; i < s->folders.n; i++) collect(&found, s->folders.at[i], 0);
  if (found.paths.n) qsort(found.paths.at, found.paths.n, sizeof(char *), by_name);
  for (uint32_t i = 0; i < found.paths.n; i++) {
    if (n && !strcmp(found.paths.at[n - 1], found.paths.at[i])) xfree(found.paths.at[i]);
    else found.paths.at[n++] = found.paths.at[i];
  }
  found.paths.n = n;
  return found;
}

static void free_files(struct files *f)
{
  for (uint32_t i = 0; i < f->paths.n; i++) xfree(f->paths.at[i]);
  vec_free(&f->paths);
}

/* ---- workspace/symbol ---- */

/* A file that is not open; what cannot be read has no symbols. */
static void put_symbols(const struct server *s, struct jsonw *w, const char *path,
                        const char *query)
{
  struct compilation c;
  compilation_init(&c, s->settings->library);
  if (compilation_read(&c, path) == SOURCE_OK) {
    struct strbuf uri = {0};
    uri_put(&uri, path);
    symbols_put_matching(s, w, compilation_main(&c)->ast, strbuf_str(&uri), query);
    strbuf_free(&uri);
  }
  compilation_free(&c);
}

void lsp_workspace_symbol(struct server *s, struct call *c)
{
  const char *query = json_find_text(c->params, "query");
  if (!query) query = "";
  jsonw_array(c->result);
  for (uint32_t i = 0; i < s->documents.all.n; i++) {
    struct document *d = s->documents.all.at[i];
    symbols_put_matching(s, c->result, document_tree(&s->documents, d), d->uri, query);
  }
  struct files files = find_files(s);
  for (uint32_t i = 0; i < files.paths.n; i++)
    if (!document_of_file(&s->documents, files.paths.at[i]))
      put_symbols(s, c->result, files.paths.at[i], query);
  free_files(&files);
  jsonw_array_end(c->result);
}

/* ---- for references ---- */

/* Checks a file that is not open, if its text holds `text`. */
static void check_file(struct server *s, const char *path, const char *text,
                       void (*tell)(void *context, struct compilation *made), void *context)
{
  struct compilation c;
  struct source *source;
  documents_compilation(&s->documents, &c);
  if (sources_read(&c.sources, path, &source) == SOURCE_OK &&
      memmem(source->text, source->size, text, strlen(text))) {
    documents_provide(&s->documents, &c, NULL);
    compilation_run(&c, path);
    tell(context, &c);
  }
  compilation_free(&c);
}

void workspace_each(struct server *s, const char *text,
                    void (*tell)(void *context, struct compilation *made), void *context)
{
  for (uint32_t i = 0; i < s->documents.all.n; i++)
    tell(context, document_check(&s->documents, s->documents.all.at[i]));
  struct files files = find_files(s);
  for (uint32_t i = 0; i < files.paths.n; i++)
    if (!document_of_file(&s->documents, files.paths.at[i]))
      check_file(s, files.paths.at[i], text, tell, context);
  free_files(&files);
}
