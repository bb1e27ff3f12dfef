/* import "|", from = "|", from("|"): files and folders that there are. */
#include "compiler/lsp/complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What names a file, and how such files end. */
static const struct {
  const char *before, *ending;
  bool only;                /* nothing else is of use */
} naming[] = {{"import", ".tl", true}, {"from=", ".csv", false}, {"from(", ".mtx", false}};

enum { NAMINGS = sizeof naming / sizeof *naming };

/* The quote that is open at the place, as far as its line tells; NULL. */
static const char *open_quote(const struct context *c)
{
  const char *text = c->ast->source->text, *at = text + c->offset, *quote = NULL;
  while (at > text && at[-1] != '\n') at--;
  for (; at < text + c->offset; at++) {
    if (*at == '\\' && quote) at++;
    else if (*at == '"') quote = quote ? NULL : at;
    else if (!quote && at[0] == '/' && at[1] == '/') return NULL;
  }
  return quote;
}

/* Does the word, without the blanks in it, end before the quote? */
static bool stands_before(const char *text, const char *quote, const char *word)
{
  size_t n = strlen(word);
  const char *at = quote;
  while (n) {
    while (at > text && at[-1] == ' ') at--;
    if (at == text || *--at != word[--n]) return false;
  }
  return at == text || strchr(" \n{;=", at[-1]) != NULL;
}

/* ---- a directory ---- */

struct entry {
  char *name;               /* of a directory with a slash behind it */
  char order;
};

struct entries {
  struct entry *at;
  uint32_t n, cap;
};

static bool ends_with(const char *name, const char *ending)
{
  size_t n = strlen(name), m = strlen(ending);
  return n > m && !strcmp(name + n - m, ending);
}

static void add_entry(struct entries *all, const char *directory, const char *name, unsigned kind)
{
  struct strbuf path = {0};
  struct stat about;
  strbuf_printf(&path, "%s%s", directory, name);
  bool there = *name != '.' && !stat(path.text, &about);
  bool folder = there && S_ISDIR(about.st_mode);
  bool fits = there && ends_with(name, naming[kind].ending);
  strbuf_clear(&path);
  strbuf_printf(&path, "%s%s", name, folder ? "/" : "");
  if (folder || fits || (there && !naming[kind].only)) {
    char *copy = memcpy(xmalloc(path.n + 1), path.text, path.n + 1);
    vec_push(all, (struct entry){copy, folder ? 'b' : fits ? 'a' : 'c'});
  }
  strbuf_free(&path);
}

static int by_name(const void *a, const void *b)
{
  const struct entry *x = a, *y = b;
  return strcmp(x->name, y->name);
}

static void put_entries(struct completion *x, const char *directory, unsigned kind)
{
  struct entries all = {0};
  DIR *d = opendir(*directory ? directory : ".");
  struct dirent *e;
  while (d && (e = readdir(d))) add_entry(&all, directory, e->d_name, kind);
  if (d) closedir(d);
  if (all.n) qsort(all.at, all.n, sizeof *all.at, by_name);
  for (uint32_t i = 0; i < all.n; i++) {
    complete_put_file(x, all.at[i].name, all.at[i].order);
    xfree(all.at[i].name);
  }
  vec_free(&all);
}

/* A file is not its own part. */
static void leave_out_own(struct completion *x, const char *directory)
{
  const char *own = x->context.ast->source->path;
  size_t n = strlen(directory);
  if (strncmp(own, directory, n) != 0 || strchr(own + n, '/')) return;
  char *copy = memcpy(xmalloc(strlen(own + n) + 1), own + n, strlen(own + n) + 1);
  vec_push(&x->told, copy);
}

/* Paths are seen from the directory of the file that names them. */
static void put_directory(struct completion *x, const char *written, size_t n, unsigned kind)
{
  const char *own = x->context.ast->source->path, *slash = strrchr(own, '/');
  struct strbuf directory = {0};
  if (*written != '/' && slash) strbuf_add(&directory, own, (size_t)(slash - own) + 1);
  strbuf_add(&directory, written, n);
  leave_out_own(x, strbuf_str(&directory));
  put_entries(x, strbuf_str(&directory), kind);
  if (!n || (n >= 3 && !strncmp(written + n - 3, "../", 3))) complete_put_file(x, "../", 'd');
  strbuf_free(&directory);
}

bool complete_path(struct completion *x)
{
  struct context *c = &x->context;
  const char *text = c->ast->source->text, *quote = open_quote(c);
  for (unsigned kind = 0; quote && kind < NAMINGS; kind++) {
    if (!stands_before(text, quote, naming[kind].before)) continue;
    const char *written = quote + 1, *last = text + c->offset;
    while (last > written && last[-1] != '/') last--;
    c->start = (uint32_t)(last - text);
    put_directory(x, written, (size_t)(last - written), kind);
  }
  return quote != NULL;
}
