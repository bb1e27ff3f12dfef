/* tlc doc: what a module offers, from its comments. */
#include "compiler/tool/doc.h"
#include "compiler/tool/options.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DOC_COLUMNS = 90 };

/* ---- the modules of the library ---- */

struct modules {
  struct arena arena;
  VEC(const char *) names;
};

static int compare_names(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the modules of a directory as `prefix` and their names. */
static void list_modules(struct modules *m, const char *directory, const char *prefix,
                         unsigned depth)
{
  DIR *d = opendir(directory);
  struct dirent *entry;
  while (d && (entry = readdir(d))) {
    const char *name = entry->d_name;
    size_t n = strlen(name);
    if (*name == '.') continue;
    if (n > 3 && !strcmp(name + n - 3, ".tl"))
      vec_push(&m->names, arena_printf(&m->arena, "%s%.*s", prefix, (int)n - 3, name));
    else if (!strchr(name, '.') && depth < 4)
      list_modules(m, arena_printf(&m->arena, "%s/%s", directory, name),
                   arena_printf(&m->arena, "%s%s.", prefix, name), depth + 1);
  }
  if (d) closedir(d);
}

static struct modules library_modules(const char *library)
{
  struct modules m = {0};
  arena_init(&m.arena);
  if (library) list_modules(&m, library, "std.", 0);
  if (m.names.n) qsort(m.names.at, m.names.n, sizeof *m.names.at, compare_names);
  return m;
}

static void modules_free(struct modules *m)
{
  vec_free(&m->names);
  arena_free(&m->arena);
}

/* The first paragraph of a text. */
static size_t paragraph_length(const char *text)
{
  const char *end = strstr(text, "\n\n");
  return end ? (size_t)(end - text) : strlen(text);
}

static void add_module_line(const struct page *p, const char *library, const char *name,
                            unsigned width)
{
  struct compilation c;
  compilation_init(&c, library);
  const char *path = compilation_module_path(&c, name), *doc = NULL;
  if (path && compilation_read(&c, path) == SOURCE_OK)
    doc = ast_doc(compilation_main(&c)->ast, compilation_main(&c)->ast->root, &c.arena);
  strbuf_printf(p->out, "  %-*s  ", (int)width, name);
  page_paragraph(p, width + 4, width + 4, doc ? doc : "", doc ? paragraph_length(doc) : 0);
  compilation_free(&c);
}

static enum exit_code describe_library(const struct page *p, const char *library)
{
  struct modules m = library_modules(library);
  unsigned width = 0;
  if (!m.names.n) {
    modules_free(&m);
    fputs("tlc: there is no standard library; TLC_STD may name its directory\n", stderr);
    return EXIT_FILES;
  }
  for (uint32_t i = 0; i < m.names.n; i++)
    if (strlen(m.names.at[i]) > width) width = (unsigned)strlen(m.names.at[i]);
  strbuf_puts(p->out, "The standard library, for `import std.memory { sram }`\n\n");
  for (uint32_t i = 0; i < m.names.n; i++) add_module_line(p, library, m.names.at[i], width);
  modules_free(&m);
  return EXIT_DONE;
}

static enum exit_code catalogue(struct strbuf *out, const char *library)
{
  struct modules m = library_modules(library);
  strbuf_puts(out, "# Components of the standard library\n\n"
                   "What `tlc doc std --format markdown` prints, from the comments of the library.\n\n");
  for (uint32_t i = 0; i < m.names.n; i++) {
    struct compilation c;
    compilation_init(&c, library);
    const char *path = compilation_module_path(&c, m.names.at[i]);
    if (path && compilation_read(&c, path) == SOURCE_OK)
      catalogue_module(out, compilation_main(&c)->ast, m.names.at[i]);
    compilation_free(&c);
  }
  while (out->n && out->text[out->n - 1] == '\n') out->text[--out->n] = '\0';
  strbuf_putc(out, '\n');
  modules_free(&m);
  return EXIT_DONE;
}

/* ---- one module ---- */

struct overview {
  const struct page *page;
  enum keyword word; /* of the section at hand */
  bool any;
};

static const char *section_title(enum keyword w)
{
  switch (w) {
  case KW_component: return "Components";
  case KW_arch: return "Archs";
  case KW_workload: return "Workloads";
  case KW_mapping: return "Mappings";
  case KW_mapspace: return "Mapspaces";
  case KW_mapper: return "Mappers";
  case KW_sparsity: return "Sparsities";
  case KW_study: return "Studies";
  case KW_table: return "Tables";
  case KW_enum: return "Enums";
  case KW_unit: return "Units";
  case KW_param: return "Parameters, for --set";
  case KW_let: return "Values";
  default: return NULL;
  }
}

static void add_overview(void *to, const struct entry *e)
{
  struct overview *o = to;
  const struct page *p = o->page;
  if (e->word != o->word) return;
  strbuf_putc(p->out, '\n');
  if (!o->any) markdown_heading(p, 0, section_title(o->word));
  if (!o->any) strbuf_putc(p->out, '\n');
  o->any = true;
  doc_head(p, e, 2);
  struct arena a;
  arena_init(&a);
  const char *doc = doc_comment(e, &a);
  if (doc) {
    strbuf_fill(p->out, ' ', 6);
    page_paragraph(p, 6, 6, doc, paragraph_length(doc));
  }
  doc_names(p, e, 6);
  arena_free(&a);
}

static void describe_module(const struct page *p, const struct ast *ast, const char *name)
{
  struct arena a;
  arena_init(&a);
  markdown_heading(p, 0, name);
  const char *doc = ast_doc(ast, ast->root, &a);
  if (doc) {
    strbuf_putc(p->out, '\n');
    page_markdown(p, 2, doc);
  }
  for (int w = KW_NONE + 1; w < N_KEYWORDS; w++) {
    struct overview o = {p, (enum keyword)w, false};
    if (section_title(o.word)) doc_each(ast, add_overview, &o);
  }
  arena_free(&a);
}

/* ---- one name of it ---- */

struct lookup {
  const char *wanted;
  struct suggest near;
  struct entry found;
};

static void look_up(void *to, const struct entry *e)
{
  struct lookup *l = to;
  suggest_offer(&l->near, e->node->name->text);
  if (!strcmp(e->node->name->text, l->wanted)) l->found = *e;
}

static enum exit_code describe_name(const struct page *p, const struct ast *ast, const char *module,
                                    const char *name)
{
  struct lookup l = {name, suggest_start(name), {0}};
  doc_each(ast, look_up, &l);
  if (l.found.node) {
    doc_entry(p, &l.found, module);
    return EXIT_DONE;
  }
  fprintf(stderr, "tlc: `%s` offers no `%s`", module, name);
  if (l.near.best) fprintf(stderr, "; did you mean `%s`?", l.near.best);
  fprintf(stderr, "\ntlc: `tlc doc %s` lists what it offers\n", module);
  return EXIT_USAGE;
}

/* `tlc doc std sram`: whichever module of the library offers it. */
static enum exit_code describe_anywhere(const struct page *p, const char *library, const char *name)
{
  struct modules m = library_modules(library);
  struct lookup l = {name, suggest_start(name), {0}};
  struct arena a;
  arena_init(&a);
  for (uint32_t i = 0; i < m.names.n && !l.found.node; i++) {
    struct compilation c;
    compilation_init(&c, library);
    const char *path = compilation_module_path(&c, m.names.at[i]), *best = l.near.best;
    if (path && compilation_read(&c, path) == SOURCE_OK)
      doc_each(compilation_main(&c)->ast, look_up, &l);
    if (l.found.node) doc_entry(p, &l.found, m.names.at[i]);
    if (l.near.best != best) l.near.best = arena_printf(&a, "%s", l.near.best);
    compilation_free(&c);
  }
  bool found = l.found.node != NULL;
  if (!found) fprintf(stderr, "tlc: no module of the library offers `%s`", name);
  if (!found && l.near.best) fprintf(stderr, "; did you mean `%s`?", l.near.best);
  if (!found) fputc('\n', stderr);
  arena_free(&a);
  modules_free(&m);
  return found ? EXIT_DONE : EXIT_USAGE;
}

/* ---- the command ---- */

static enum exit_code no_such_module(const char *library, const char *name)
{
  struct modules m = library_modules(library);
  struct suggest near = suggest_start(name);
  for (uint32_t i = 0; i < m.names.n; i++) suggest_offer(&near, m.names.at[i]);
  for (uint32_t i = 0; i < m.names.n && !near.best; i++) /* `memory` for `std.memory` */
    if (!strcmp(m.names.at[i] + 4, name)) near.best = m.names.at[i];
  fprintf(stderr, "tlc: there is no module `%s`", name);
  if (near.best) fprintf(stderr, "; did you mean `%s`?", near.best);
  fputs("\ntlc: `tlc doc std` lists the standard library\n", stderr);
  modules_free(&m);
  return EXIT_USAGE;
}

/* `dir/design.tl` and `-` are files, `layers.alexnet` is a module. */
static bool names_file(const char *word)
{
  size_t n = strlen(word);
  return !strcmp(word, "-") || strchr(word, '/') || (n > 3 && !strcmp(word + n - 3, ".tl"));
}

static enum exit_code describe(const struct options *o, const struct page *p, struct compilation *c)
{
  const char *name = o->files[0];
  const char *path = names_file(name) ? name : compilation_module_path(c, name);
  if (!path) return no_such_module(o->library, name);
  enum source_status status = compilation_read(c, path);
  if (status != SOURCE_OK) return tell_unreadable(path, status);
  const struct ast *ast = compilation_main(c)->ast;
  diags_finish(&c->diags);
  options_print(o, &c->diags);
  if (c->diags.n_errors) return EXIT_SOURCE;
  if (names_file(name)) name = ast->source->path;
  if (o->n_files > 1) return describe_name(p, ast, name, o->files[1]);
  describe_module(p, ast, name);
  return EXIT_DONE;
}

enum exit_code command_doc(const struct options *o)
{
  struct strbuf out = {0};
  struct page p = {&out, options_style(o, STDOUT_FILENO), 0};
  p.columns = options_columns(STDOUT_FILENO, DOC_COLUMNS);
  if (p.columns > DOC_COLUMNS) p.columns = DOC_COLUMNS;
  enum exit_code status;
  bool markdown = o->format == FORMAT_MARKDOWN;
  if (markdown && (strcmp(o->files[0], "std") || o->n_files > 1)) {
    fputs("tlc: --format markdown is for the whole library: `tlc doc std --format markdown`\n",
          stderr);
    status = EXIT_USAGE;
  } else if (markdown) status = catalogue(&out, o->library);
  else if (!strcmp(o->files[0], "std")) {
    status = o->n_files == 1 ? describe_library(&p, o->library)
                             : describe_anywhere(&p, o->library, o->files[1]);
  } else {
    struct compilation c;
    compilation_init(&c, o->library);
    status = describe(o, &p, &c);
    compilation_free(&c);
  }
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
  return status;
}
