/* workspace/symbol: names of all designs there are. */
#include "compiler/lsp/symbols.h"

#include "compiler/lsp/uri.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* So that a workspace which is a home directory is no trouble. */
enum { MOST_FILES = 2000, MOST_ENTRIES = 50000, DEPTH = 12 };

struct search {
  struct server *server;
  struct jsonw *w;
  const char *query;
  VEC(char *) files;
  unsigned entries;
};

static bool is_design(const char *name)
{
  size_t n = strlen(name);
  return n > 3 && !strcmp(name + n - 3, ".tl");
}

static void collect(struct search *x, const char *directory, unsigned depth);

static void collect_entry(struct search *x, const char *directory, const char *name,
                          unsigned depth)
{
  struct strbuf path = {0};
  struct stat about;
  strbuf_printf(&path, "%s/%s", directory, name);
  bool taken = false;
  /* Links are not followed: what they lead to may be anything, or be found twice. */
  if (*name != '.' && !lstat(path.text, &about)) {
    if (S_ISDIR(about.st_mode)) collect(x, path.text, depth + 1);
    else if (S_ISREG(about.st_mode) && is_design(name) && x->files.n < MOST_FILES) {
      vec_push(&x->files, path.text);
      taken = true;
    }
  }
  if (!taken) strbuf_free(&path);
}

static void collect(struct search *x, const char *directory, unsigned depth)
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

/* A file that is not open; what cannot be read has no symbols. */
static void search_file(struct search *x, const char *path)
{
  struct compilation c;
  compilation_init(&c, x->server->settings->library);
  if (compilation_read(&c, path) == SOURCE_OK) {
    struct strbuf uri = {0};
    uri_put(&uri, path);
    symbols_put_matching(x->server, x->w, compilation_main(&c)->ast, strbuf_str(&uri), x->query);
    strbuf_free(&uri);
  }
  compilation_free(&c);
}

void lsp_workspace_symbol(struct server *s, struct call *c)
{
  const char *query = json_find_text(c->params, "query");
  struct search x = {.server = s, .w = c->result, .query = query ? query : ""};
  jsonw_array(c->result);
  for (uint32_t i = 0; i < s->documents.all.n; i++) {
    struct document *d = s->documents.all.at[i];
    symbols_put_matching(s, x.w, document_tree(&s->documents, d), d->uri, x.query);
  }
  for (uint32_t i = 0; i < s->folders.n; i++) collect(&x, s->folders.at[i], 0);
  if (x.files.n) qsort(x.files.at, x.files.n, sizeof *x.files.at, by_name);
  for (uint32_t i = 0; i < x.files.n; i++) {
    bool again = i && !strcmp(x.files.at[i], x.files.at[i - 1]);
    if (!again && !document_of_file(&s->documents, x.files.at[i])) search_file(&x, x.files.at[i]);
  }
  for (uint32_t i = 0; i < x.files.n; i++) xfree(x.files.at[i]);
  vec_free(&x.files);
  jsonw_array_end(c->result);
}
