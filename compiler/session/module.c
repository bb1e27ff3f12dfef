/* Modules: from the name in an import to the file it means, read once. */
#include "compiler/session/module.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct module *program_module(const struct program *p, const char *name)
{
  for (struct module *m = p->modules; m; m = m->next)
    if (!strcmp(m->name, name)) return m;
  return NULL;
}

/* ---- paths ---- */

/* "dir/" of "dir/file", or "". */
static const char *directory_of(struct arena *a, const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? arena_strndup(a, path, (size_t)(slash - path) + 1) : "";
}

const char *module_root(struct compilation *c, const char *path)
{
  const char *own = strcmp(path, "-") ? directory_of(&c->arena, path) : "";
  char absolute[PATH_MAX];
  if (!realpath(*own ? own : ".", absolute)) return own;
  const char *up = own;
  for (char *end = absolute + strlen(absolute); end > absolute;) {
    if (!access(arena_printf(&c->arena, "%stl.project", up), R_OK)) return up;
    while (end > absolute && *end != '/') end--;
    *end = '\0';
    up = arena_printf(&c->arena, "%s../", up);
  }
  return own;
}

bool module_in_library(const struct compilation *c, const char *path)
{
  char file[PATH_MAX], library[PATH_MAX];
  if (!c->library || !realpath(c->library, library) || !realpath(path, file)) return false;
  size_t n = strlen(library);
  return !strncmp(file, library, n) && file[n] == '/';
}

/* "std.memory" of NAME and MEMBER nodes; a string path has none. */
static const char *dotted_name(struct compilation *c, const struct node *path)
{
  if (path->kind == N_NAME) return path->name->text;
  if (path->kind != N_MEMBER) return NULL;
  const char *base = dotted_name(c, path->slot[MEMBER_BASE]);
  return arena_printf(&c->arena, "%s.%s", base, path->name->text);
}

static const char *with_slashes(struct compilation *c, const char *dotted)
{
  char *text = arena_strndup(&c->arena, dotted, strlen(dotted));
  for (char *p = text; *p; p++)
    if (*p == '.') *p = '/';
  return text;
}

/* ---- finding ---- */

/* Where a module may be, best first. */
struct candidate {
  const char *path, *shown;
  bool library;
};

/* Where a module of a dotted name may be; `root` is NULL for the library's own. */
static unsigned find_dotted(struct compilation *c, const char *root, const char *name,
                            struct candidate out[2])
{
  const char *tail = with_slashes(c, name);
  bool std = !strncmp(name, "std.", 4);
  unsigned n = 0;
  if (!std && root) {
    const char *file = arena_printf(&c->arena, "%s%s.tl", root, tail);
    out[n++] = (struct candidate){file, file, false};
  }
  if (c->library) {
    if (std) tail += 4;
    out[n++] = (struct candidate){arena_printf(&c->arena, "%s/%s.tl", c->library, tail),
                                  arena_printf(&c->arena, "std/%s.tl", tail), true};
  }
  return n;
}

static unsigned find_candidates(struct compilation *c, struct module *from, const struct node *path,
                                struct candidate out[2])
{
  if (path->kind != N_STRING)
    return find_dotted(c, from->library ? NULL : c->root, dotted_name(c, path), out);
  const char *file = path->name->text;
  if (*file != '/')
    file = arena_printf(&c->arena, "%s%s", directory_of(&c->arena, from->ast->source->path), file);
  out[0] = (struct candidate){file, file, false};
  return 1;
}

const char *compilation_module_path(struct compilation *c, const char *name)
{
  struct candidate tried[2];
  unsigned n = find_dotted(c, module_root(c, "-"), name, tried);
  for (unsigned i = 0; i < n; i++)
    if (!access(tried[i].path, R_OK)) return tried[i].path;
  return NULL;
}

/* ---- what is told ---- */

static int compare_texts(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct modules {
  const char **at;
  uint32_t n, cap;
};

/* The modules of a directory, in the order of their names, as directories have none. */
static struct modules list_modules(struct compilation *c, const char *directory, const char *prefix,
                                   const char *suffix)
{
  struct modules found = {0};
  DIR *d = opendir(directory);
  struct dirent *e;
  if (!d) return found;
  while ((e = readdir(d))) {
    size_t n = strlen(e->d_name);
    if (n > 3 && !strcmp(e->d_name + n - 3, ".tl"))
      vec_push(&found, arena_printf(&c->arena, "%s%.*s%s", prefix, (int)n - 3, e->d_name, suffix));
  }
  closedir(d);
  if (found.n) qsort(found.at, found.n, sizeof *found.at, compare_texts);
  return found;
}

static void offer_modules(struct compilation *c, const char *directory, const char *prefix,
                          const char *suffix, struct suggest *near)
{
  struct modules found = list_modules(c, directory, prefix, suffix);
  for (uint32_t i = 0; i < found.n; i++) suggest_offer(near, found.at[i]);
  vec_free(&found);
}

/* Names of the directory that the import speaks of. */
static void suggest_module(struct compilation *c, const char *name, struct suggest *near)
{
  const char *dot = strrchr(name, '.');
  const char *prefix = dot ? arena_strndup(&c->arena, name, (size_t)(dot - name) + 1) : "";
  bool std = !strncmp(name, "std.", 4);
  const char *inner = with_slashes(c, std && *prefix ? prefix + 4 : prefix);
  const char *root = *c->root ? c->root : "./";
  if (!std) offer_modules(c, arena_printf(&c->arena, "%s%s", root, inner), prefix, "", near);
  if (c->library)
    offer_modules(c, arena_printf(&c->arena, "%s/%s", c->library, inner), prefix, "", near);
}

void module_suggest(const struct program *p, const char *name, struct suggest *to)
{
  suggest_module(p->context, name, to);
}

/* `import std.memory.sram`: a name of a module, where the module is wanted. */
static void tell_member(struct compilation *c, struct diag *d, const struct node *path)
{
  struct candidate tried[2];
  if (path->kind != N_MEMBER) return;
  const char *module = dotted_name(c, path->slot[MEMBER_BASE]), *name = path->name->text;
  unsigned n = find_dotted(c, c->root, module, tried);
  for (unsigned i = 0; i < n; i++) {
    if (access(tried[i].path, R_OK)) continue;
    diag_help(d, "`%s` is a module; its names stand in braces: `import %s { %s }`", module, module,
              name);
    diag_fix(d, DIAG_MAYBE, node_span(path), "%s { %s }", module, name);
    return;
  }
}

/* `import shared`, where `shared` is a directory: one of its files is meant. */
static bool tell_directory(struct compilation *c, struct diag *d, const char *name)
{
  bool std = !strcmp(name, "std") || !strncmp(name, "std.", 4);
  const char *inner = with_slashes(c, std ? name + 3 : name);
  const char *directory = std ? c->library ? arena_printf(&c->arena, "%s%s", c->library, inner) : ""
                              : arena_printf(&c->arena, "%s%s", c->root, inner);
  struct modules found = list_modules(c, directory, arena_printf(&c->arena, "%s.", name), "");
  if (found.n)
    diag_help(d, "`%s` holds modules and is none itself: name one of them, such as `%s`", name,
              found.at[0]);
  bool any = found.n > 0;
  vec_free(&found);
  return any;
}

static void tell_missing(struct compilation *c, struct module *from, const struct node *import,
                         const struct candidate *tried, unsigned n)
{
  const struct node *path = import->slot[IMPORT_PATH];
  bool string = path->kind == N_STRING;
  struct span where = node_span(path);
  const char *name = string ? path->name->text : dotted_name(c, path);
  struct diag *d = diag_at(&c->diags, E0701, where, "there is no module `%s`", name);
  diag_label(d, where, "not found");
  for (unsigned i = 0; i < n; i++) diag_note(d, "looked for `%s`", tried[i].shown);
  if (!c->library) diag_note(d, "the standard library was not found: set TLC_STD to its directory");
  struct suggest near = suggest_start(name);
  const char *directory = directory_of(&c->arena, name);
  const char *own = *name == '/' ? "" : directory_of(&c->arena, from->ast->source->path);
  if (string)
    offer_modules(c, arena_printf(&c->arena, "%s%s.", own, directory), directory, ".tl", &near);
  else suggest_module(c, name, &near);
  if (!near.best) {
    if (string || !tell_directory(c, d, name)) tell_member(c, d, path);
    return;
  }
  diag_help(d, "did you mean `%s`?", near.best);
  diag_fix(d, DIAG_MAYBE, where, string ? "\"%s\"" : "%s", near.best);
}

static void tell_unreadable(struct compilation *c, const struct node *import, const char *file,
                            enum source_status status, int why)
{
  struct span where = node_span(import->slot[IMPORT_PATH]);
  struct diag *d = diag_at(&c->diags, E0704, where, "cannot read `%s`", file);
  diag_label(d, where, "%s", status == SOURCE_DIRECTORY ? "a directory"
                             : status == SOURCE_TOO_LARGE ? "larger than 256 MiB" : strerror(why));
}

/* The modules on the way from the main file to the one being loaded. */
struct way {
  struct module *module;
  struct node *import;
  struct way *from;
};

static void tell_cycle(struct compilation *c, const struct way *way, const struct module *again,
                       const struct node *import)
{
  struct span where = node_span(import->slot[IMPORT_PATH]);
  struct diag *d;
  if (way->module == again) {
    d = diag_at(&c->diags, E0703, where, "this file imports itself");
    diag_label(d, where, "this is the same file");
    diag_help(d, "remove the import: the names of a file are seen everywhere in it");
    return;
  }
  d = diag_at(&c->diags, E0703, where, "modules import each other in a circle");
  diag_label(d, where, "comes back to `%s`", again->name);
  for (const struct way *w = way; w && w->module != again; w = w->from)
    diag_note_at(d, node_span(w->import->slot[IMPORT_PATH]), "`%s` is imported here",
                 w->module->name);
  diag_help(d, "move what both need into a module of its own");
}

/* ---- loading ---- */

static bool same_file(const char *a, const char *b)
{
  char x[PATH_MAX], y[PATH_MAX];
  return realpath(a, x) && realpath(b, y) && !strcmp(x, y);
}

/* The module that was read from there, under whatever spelling of the path. */
static struct module *find_loaded(const struct compilation *c, const struct candidate *at)
{
  for (struct module *m = c->program.modules; m; m = m->next) {
    const char *path = m->ast->source->path;
    if (!strcmp(path, at->shown)) return m;
    if (!at->library && !m->library && !m->failed && same_file(path, at->path)) return m;
  }
  return NULL;
}

static void append(struct compilation *c, struct module *m)
{
  struct module **end = &c->program.modules;
  while (*end) end = &(*end)->next;
  *end = m;
}

static struct module *failed_module(struct compilation *c, const char *name)
{
  struct module *m = ARENA_NEW(&c->arena, struct module);
  *m = (struct module){.name = name, .failed = true, .checked = true};
  m->ast = ARENA_NEW(&c->arena, struct ast);
  m->ast->source = sources_add(&c->sources, name, "", 0);
  m->ast->root = arena_alloc(&c->arena, sizeof(struct node) + sizeof(struct node *)); /* no items */
  m->ast->broken = true;
  append(c, m);
  return m;
}

/* "std.layers.alexnet" of "std/layers/alexnet.tl". */
static const char *library_name(struct compilation *c, const char *shown)
{
  char *name = arena_strndup(&c->arena, shown, strlen(shown) - strlen(".tl"));
  for (char *p = name; *p; p++)
    if (*p == '/') *p = '.';
  return name;
}

static void load_imports(struct compilation *c, struct way *way);

/* Reads a file, or takes the text that was provided for it under another path. */
static enum source_status read_candidate(struct compilation *c, const struct candidate *at,
                                         struct source **out)
{
  char file[PATH_MAX];
  const struct provided *given = NULL;
  if (c->provided.n && realpath(at->path, file))
    for (uint32_t i = 0; i < c->provided.n && !given; i++)
      if (c->provided.at[i].file && !strcmp(c->provided.at[i].file, file))
        given = &c->provided.at[i];
  if (given && strcmp(given->source->path, at->shown)) {
    *out = sources_add(&c->sources, at->shown, given->source->text, given->source->size);
    return SOURCE_OK;
  }
  return sources_read_as(&c->sources, at->path, at->shown, out);
}

static struct module *load(struct compilation *c, struct node *import, struct way *way,
                           const char *name, const struct candidate *tried, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    struct module *m = find_loaded(c, &tried[i]);
    if (m) return m;
    struct source *source;
    enum source_status status = read_candidate(c, &tried[i], &source);
    if (status == SOURCE_MISSING) continue;
    if (status != SOURCE_OK) {
      tell_unreadable(c, import, tried[i].shown, status, errno);
      return failed_module(c, name);
    }
    m = ARENA_NEW(&c->arena, struct module);
    m->name = tried[i].library ? library_name(c, tried[i].shown) : name;
    m->library = tried[i].library;
    m->ast = parse_source(&c->arena, &c->names, &c->diags, source, 0);
    append(c, m);
    struct way here = {m, import, way};
    load_imports(c, &here);
    return m;
  }
  tell_missing(c, way->module, import, tried, n);
  return failed_module(c, name);
}

static bool on_the_way(const struct way *way, const struct module *m)
{
  for (; way; way = way->from)
    if (way->module == m) return true;
  return false;
}

static void load_import(struct compilation *c, struct way *way, struct node *import)
{
  struct candidate tried[2];
  const struct node *path = import->slot[IMPORT_PATH];
  unsigned n = find_candidates(c, way->module, path, tried);
  const char *name = path->kind == N_STRING ? path->name->text : dotted_name(c, path);
  struct module *m = n ? find_loaded(c, &tried[0]) : NULL;
  if (m && on_the_way(way, m)) {
    tell_cycle(c, way, m, import);
    return;
  }
  if (!n) tell_missing(c, way->module, import, tried, 0);
  m = n ? load(c, import, way, name, tried, n) : failed_module(c, name);
  map_set(&way->module->imports, &c->arena, import, m);
}

/* `std.mapper.quick` in an expression: the module is loaded as if imported. */
struct mention {
  struct compilation *c;
};

static void load_library(struct compilation *c, const char *name)
{
  if (!c->library || program_module(&c->program, name)) return;
  const char *tail = with_slashes(c, name) + 4;
  const char *path = arena_printf(&c->arena, "%s/%s.tl", c->library, tail);
  const char *shown = arena_printf(&c->arena, "std/%s.tl", tail);
  struct source *source;
  struct candidate at = {path, shown, true};
  if (find_loaded(c, &at) || access(path, R_OK)) return;
  if (read_candidate(c, &at, &source) != SOURCE_OK) return;
  struct module *m = ARENA_NEW(&c->arena, struct module);
  m->name = name;
  m->library = true;
  m->ast = parse_source(&c->arena, &c->names, &c->diags, source, 0);
  append(c, m);
  struct way here = {m, NULL, NULL};
  load_imports(c, &here);
}

static bool visit_mention(struct node *n, void *context)
{
  struct mention *m = context;
  if (n->kind == N_IMPORT) return false;
  if (n->kind != N_MEMBER) return true;
  const struct node *root = n;
  while (root->kind == N_MEMBER) root = root->slot[MEMBER_BASE];
  if (root->kind != N_NAME || !root->name || strcmp(root->name->text, "std")) return true;
  load_library(m->c, dotted_name(m->c, n));
  return true;
}

static void load_imports(struct compilation *c, struct way *way)
{
  for (struct node *n = way->module->ast->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind == N_IMPORT && n->slot[IMPORT_PATH]) load_import(c, way, n);
  struct mention mention = {c};
  if (intern_find(&c->names, "std", 3)) ast_walk(way->module->ast->root, visit_mention, &mention);
}

void module_load_imports(struct compilation *c, struct module *m)
{
  struct way here = {m, NULL, NULL};
  load_imports(c, &here);
}

struct module *compilation_library_module(struct compilation *c, const char *name)
{
  if (!strncmp(name, "std.", 4)) load_library(c, name);
  return program_module(&c->program, name);
}

/* ---- for "import it" ---- */

static bool declares(const struct ast *ast, name_t name)
{
  for (const struct node *n = ast->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind == N_DECL && n->name == name) return true;
  return false;
}

/* What designs are made of. */
static const char *const usual[] = {"std.memory", "std.compute", "std.network", "std.analog",
                                        "std.layers", "std.mapper", "std.sparse", NULL};

void module_suggest_export(const struct program *p, struct suggest *to)
{
  for (const char *const *m = usual; *m; m++) {
    struct module *found = compilation_library_module(p->context, *m);
    if (!found || found->failed) continue;
    for (const struct node *n = found->ast->root->slot[FILE_ITEMS]; n; n = n->next)
      if (n->kind == N_DECL && n->name && *n->name->text != '_') suggest_offer(to, n->name->text);
  }
}

/* A module that may export a name. */
struct exporter {
  const char *module;
  struct exporter *next;
};

/* The name in `component NAME` at the start of a line, or NULL: only a file with such a line is
 * worth being read as a module. */
static name_t declared_in(struct compilation *c, const char *line)
{
  const char *at = line + strspn(line, "abcdefghijklmnopqrstuvwxyz");
  if (at == line || *at != ' ') return NULL;
  at += strspn(at, " ");
  size_t n = 0;
  while (isalnum((unsigned char)at[n]) || at[n] == '_') n++;
  return n ? intern(&c->names, at, n) : NULL;
}

static void note_exporter(struct compilation *c, name_t name, const char *module)
{
  struct exporter *e = ARENA_NEW(&c->arena, struct exporter), *last = map_get(&c->exporters, name);
  e->module = module;
  while (last && last->next) last = last->next;
  if (last) last->next = e;
  else map_set(&c->exporters, &c->arena, name, e);
}

static void read_exports(struct compilation *c, const char *module)
{
  const char *path = arena_printf(&c->arena, "%s/%s.tl", c->library, with_slashes(c, module) + 4);
  char line[512];
  FILE *f = fopen(path, "r");
  while (f && fgets(line, sizeof line, f)) {
    name_t name = declared_in(c, line);
    if (name) note_exporter(c, name, module);
  }
  if (f) fclose(f);
}

/* Those that designs are made of come first, then all others by their names. */
static void read_library(struct compilation *c)
{
  static const char *const packages[] = {"std.", "std.published.", "std.layers.", NULL};
  for (unsigned i = 0; usual[i]; i++) read_exports(c, usual[i]);
  for (unsigned i = 0; packages[i]; i++) {
    const char *inner = with_slashes(c, packages[i] + 4);
    const char *directory = arena_printf(&c->arena, "%s/%s", c->library, inner);
    struct modules found = list_modules(c, directory, packages[i], "");
    for (uint32_t k = 0; k < found.n; k++) read_exports(c, found.at[k]);
    vec_free(&found);
  }
}

static bool exports(struct compilation *c, const char *module, name_t name)
{
  struct module *found = compilation_library_module(c, module);
  return found && !found->failed && declares(found->ast, name);
}

const char *module_find_export(const struct program *p, name_t name)
{
  struct compilation *c = p->context;
  if (!c->library || *name->text == '_') return NULL;
  if (!c->exporters.n) read_library(c);
  for (const struct exporter *e = map_get(&c->exporters, name); e; e = e->next)
    if (exports(c, e->module, name)) return e->module;
  return NULL;
}

/* Where a file is that is named beside a module's own, and in `*shown` what messages call it: a
 * file of the library has a shorter name there. */
static const char *path_beside(const struct program *p, const struct module *m, const char *path,
                               const char **shown)
{
  struct compilation *c = p->context;
  *shown = path;
  if (*path == '/') return path;
  const char *own = m->ast->source->path;
  *shown = arena_printf(&c->arena, "%s%s", directory_of(&c->arena, own), path);
  bool std = m->library && c->library && !strncmp(*shown, "std/", 4);
  return std ? arena_printf(&c->arena, "%s/%s", c->library, *shown + 4) : *shown;
}

enum source_status module_read_beside(const struct program *p, const struct module *m,
                                      const char *path, struct source **out)
{
  struct compilation *c = p->context;
  const char *shown, *at = path_beside(p, m, path, &shown);
  return at == shown ? sources_read(&c->sources, at, out)
                     : sources_read_as(&c->sources, at, shown, out);
}

const char *module_find_beside(const struct program *p, const struct module *m, const char *path)
{
  const char *shown, *at = path_beside(p, m, path, &shown);
  return access(at, R_OK) ? NULL : at;
}
