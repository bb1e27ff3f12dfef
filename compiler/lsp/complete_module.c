/* import std.| { | }: modules by the directories they lie in, and what they declare. */
#include "compiler/lsp/complete.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct entry {
  char *name;
  bool directory;
};

struct entries {
  struct entry *at;
  uint32_t n, cap;
};

static int by_name(const void *a, const void *b)
{
  const struct entry *x = a, *y = b;
  return strcmp(x->name, y->name);
}

static bool is_directory(const char *path)
{
  struct stat about;
  return !stat(path, &about) && S_ISDIR(about.st_mode);
}

/* A directory in which some design lies. */
static bool holds_designs(const char *parent, const char *name)
{
  struct strbuf path = {0};
  bool any = false;
  strbuf_printf(&path, "%s/%s", parent, name);
  DIR *d = is_directory(path.text) ? opendir(path.text) : NULL;
  for (struct dirent *e; d && !any && (e = readdir(d));) {
    size_t n = strlen(e->d_name);
    any = n > 3 && !strcmp(e->d_name + n - 3, ".tl");
  }
  if (d) closedir(d);
  strbuf_free(&path);
  return any;
}

/* A design without its ending, or a directory of designs, if its name can stand in a path. */
static void add_entry(struct entries *all, const char *directory, const char *name)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  size_t n = strspn(name, letters);
  bool design = n && !strcmp(name + n, ".tl");
  bool other = n && !name[n] && holds_designs(directory, name);
  if (!design && !other) return;
  char *copy = memcpy(xmalloc(n + 1), name, n);
  copy[n] = '\0';
  vec_push(all, (struct entry){copy, other});
}

static void put_directory(struct completion *x, const char *directory)
{
  struct entries all = {0};
  DIR *d = opendir(directory);
  struct dirent *e;
  while (d && (e = readdir(d))) add_entry(&all, directory, e->d_name);
  if (d) closedir(d);
  if (all.n) qsort(all.at, all.n, sizeof *all.at, by_name);
  for (uint32_t i = 0; i < all.n; i++) {
    bool again = i && !strcmp(all.at[i].name, all.at[i - 1].name);
    if (!again) complete_put_module(x, all.at[i].name, all.at[i].directory);
  }
  for (uint32_t i = 0; i < all.n; i++) xfree(all.at[i].name);
  vec_free(&all);
}

/* The path as it is written up to its last dot, with slashes. */
static void written_path(const struct context *c, struct strbuf *out)
{
  uint32_t first = c->n_before;
  while (first && c->ast->tokens[first - 1].word != KW_import) first--;
  for (uint32_t i = first; i < c->n_before; i++) {
    const struct token *t = &c->ast->tokens[i];
    if (token_is(c, t, ".")) strbuf_putc(out, '/');
    else strbuf_add(out, c->ast->source->text + t->start, t->end - t->start);
  }
}

void complete_module(struct completion *x)
{
  struct strbuf path = {0}, directory = {0};
  const struct context *c = &x->context;
  written_path(c, &path);
  const char *written = strbuf_str(&path), *library = x->server->settings->library;
  bool std = !strncmp(written, "std/", 4);
  bool begins = !path.n || written[path.n - 1] == '/';
  if (begins && !path.n && library) complete_put_module(x, "std", true);
  if (std && library) strbuf_printf(&directory, "%s/%s", library, written + 4);
  else strbuf_printf(&directory, "%s%s", *x->made->root ? x->made->root : "./", written);
  if (begins) put_directory(x, directory.text);
  strbuf_free(&path);
  strbuf_free(&directory);
}

void complete_library(struct completion *x)
{
  if (x->server->settings->library) put_directory(x, x->server->settings->library);
}

/* ---- what a module declares ---- */

/* The import that the place is in. */
static const struct node *import_at(const struct context *c)
{
  for (const struct node *n = c->ast->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind == N_IMPORT && n->start < c->offset && c->offset <= n->end) return n;
  return NULL;
}

static bool is_taken(const struct node *import, name_t name)
{
  for (const struct node *n = import->slot[IMPORT_NAMES]; n; n = n->next)
    if (n->name == name) return true;
  return false;
}

void complete_imported(struct completion *x)
{
  const struct node *import = import_at(&x->context);
  const struct module *of = /* one that could not be read has no items */
    import ? map_get(&compilation_main(x->made)->imports, import) : NULL;
  for (const struct node *n = of ? of->ast->root->slot[FILE_ITEMS] : NULL; n; n = n->next) {
    bool offered = n->kind == N_DECL && n->name && *n->name->text != '_' && n->word != KW_test;
    if (offered && !is_taken(import, n->name))
      complete_put_declared(x, n->name->text, keyword_text(n->word),
                            ast_doc(of->ast, n, &x->made->arena));
  }
}
