/* The program as a whole: its parts in the order in which one reads them. */
#include "compiler/import/classes.h"

#include <string.h>

static void name_all(struct importer *im)
{
  struct spec_arch *arch = im->spec.arch;
  name_variables(im);
  name_problems(im, &im->taken);
  if (arch) arch->legal = legal_name(im, &im->taken, arch->name ? arch->name : "System");
  im->mapping_name = legal_name(im, &im->taken, im->spec.mapped ? "Given" : "Allowed");
}

static bool is_constrained(struct importer *im)
{
  const struct spec_arch *arch = im->spec.arch;
  for (uint32_t i = 0; arch && i < arch->levels.n; i++)
    if (arch->levels.at[i]->may_in_time.said || arch->levels.at[i]->may_across.said) return true;
  return false;
}

/* With a mapping, that is what is run; else all problems, within the constraints. */
static void write_runs(struct importer *im, struct strbuf *out, bool mapspace, bool mapper,
                       const char *sparsity)
{
  const char *arch = im->spec.arch->legal;
  for (uint32_t i = 0; i < im->spec.problems.n; i++) {
    if (i && im->spec.mapped) break;
    strbuf_printf(out, "run %s on %s", im->spec.problems.at[i]->legal, arch);
    if (im->spec.mapped || mapspace) strbuf_printf(out, " within %s", im->mapping_name);
    if (mapper && !im->spec.mapped) strbuf_printf(out, " using %s", im->mapper_name);
    if (sparsity && !i) strbuf_printf(out, " { sparsity = %s }", sparsity);
    strbuf_putc(out, '\n');
  }
}

static void write_imports(struct importer *im, struct strbuf *out)
{
  static const char *const modules[] = {
    "memory", "compute", "network", "analog", "accelergy", "published.aladdin", "published.albireo",
    "published.atomlayer", "published.brahms", "published.forms", "published.isaac", "published.jia",
    "published.lightning", "published.neurosim", "published.neurram", "published.newton", "published.raaam",
    "published.raella", "published.timely"};
  for (unsigned m = 0; m < sizeof modules / sizeof *modules; m++) {
    struct strbuf names = {0};
    size_t n = strlen(modules[m]);
    for (uint32_t i = 0; i < im->library_names.names.n; i++) {
      const char *name = im->library_names.names.at[i];
      if (strncmp(name, modules[m], n) || name[n] != '.') continue;
      const char *own = name + n + 1, *here = library_alias(im, own);
      strbuf_printf(&names, "%s%s", names.n ? ", " : "", own);
      if (strcmp(own, here)) strbuf_printf(&names, " as %s", here);
    }
    if (names.n) strbuf_printf(out, "import std.%s { %s }\n", modules[m], names.text);
    strbuf_free(&names);
  }
  if (im->library_names.names.n) strbuf_putc(out, '\n');
}

/* ---- what the program says of itself ---- */

struct renames { struct importer *im; VEC(const char *) texts; };

static void add_rename(struct renames *r, const char *there, const char *here)
{
  if (!there || !here || !strcasecmp(there, here)) return;
  KEEP(r->im, &r->texts, SAY(r->im, "`%s` is `%s`", here, one_line(r->im, there)));
}

/* Texts with commas between them, on lines that are not too long. */
static void put_sentence(struct importer *im, struct strbuf *out, const char *start, const char *const *texts,
                         uint32_t n)
{
  enum { WIDTH = 99 };
  size_t column = strlen(start);
  strbuf_puts(out, start);
  for (uint32_t i = 0; i < n; i++) {
    const char *text = SAY(im, "%s%s", texts[i], i + 1 == n ? "." : ",");
    size_t length = strlen(text) + 1;
    bool fits = column + length <= WIDTH;
    strbuf_printf(out, fits ? " %s" : "\n//! %s", text);
    column = fits ? column + length : length + 3;
  }
  strbuf_putc(out, '\n');
}

/* Names that had to change, and what they were. */
static void put_names(struct importer *im, struct strbuf *out)
{
  const struct spec_arch *arch = im->spec.arch;
  struct renames r = {.im = im};
  for (uint32_t i = 0; i < im->spec.problems.n; i++) {
    const struct spec_problem *p = im->spec.problems.at[i];
    if (im->spec.problems.n == 1 && *p->name) add_rename(&r, p->name, p->legal);
    for (unsigned d = 0; !i && d < p->dims; d++) add_rename(&r, p->dim[d].name, p->dim[d].legal);
    for (unsigned t = 0; !i && t < p->tensors; t++) add_rename(&r, p->tensor[t].name, p->tensor[t].legal);
  }
  if (arch) add_rename(&r, arch->name, arch->legal);
  for (uint32_t i = 0; arch && i < arch->levels.n; i++)
    add_rename(&r, arch->levels.at[i]->name, arch->levels.at[i]->legal);
  if (!r.texts.n) return;
  strbuf_puts(out, "//!\n");
  put_sentence(im, out, "//! Some names are others there:", r.texts.at, r.texts.n);
}

static const char *file_name(const struct source *source)
{
  const char *slash = strrchr(source->path, '/');
  return slash ? slash + 1 : source->path;
}

/* What is remarked at the top of a file; that of one layer among others is at the layer. */
static void put_tops(struct importer *im, struct strbuf *out)
{
  struct taken done = {0};
  for (unsigned i = 0; i < im->n_files; i++) {
    const char *text = yaml_comment_top(im->reader, im->file[i], im->arena);
    for (uint32_t k = 0; text && k < done.names.n; k++)
      if (!strcmp(done.names.at[k], text)) text = NULL;
    for (uint32_t k = 0; im->spec.problems.n > 1 && k < im->spec.problems.n; k++)
      if (im->spec.problems.at[k]->source == im->file[i]) text = NULL;
    if (!text) continue;
    KEEP(im, &done.names, text);
    put_lines(out, text, "//!");
    strbuf_puts(out, "//!\n");
  }
}

static void put_header(struct importer *im, struct strbuf *out)
{
  enum { SHOWN = 6 };
  put_tops(im, out);
  strbuf_puts(out, "//! Imported from ");
  for (unsigned i = 0; i < im->n_files && i < SHOWN; i++)
    strbuf_printf(out, "%s`%s`", !i ? "" : i + 1 == im->n_files ? " and " : ", ", one_line(im, file_name(im->file[i])));
  if (im->n_files > SHOWN) strbuf_printf(out, " and %u more files", im->n_files - SHOWN);
  strbuf_puts(out, ".\n");
  if (im->spec.arch)
    strbuf_puts(out, "//!\n//! What had no unit there has one here: energies are in pJ, areas in um^2, "
                     "widths in bits;\n//! bandwidths, which are words of a memory in each cycle there, "
                     "are bits or bytes.\n");
  put_names(im, out);
  strbuf_putc(out, '\n');
}

static void write_checked_arch(struct importer *im, struct strbuf *out)
{
  size_t before = im->diags->n_errors;
  check_hierarchy(im);
  check_networks(im);
  if (im->diags->n_errors == before) write_arch(im, out);
}

void write_program(struct importer *im, struct strbuf *out)
{
  struct spec *s = &im->spec;
  struct strbuf arch = {0}, components = {0};
  bool both = s->arch && s->problems.n, mapspace = both && !s->mapped && is_constrained(im);
  name_all(im);
  find_classes(im);
  if (s->arch) write_checked_arch(im, &arch);
  write_components(im, &components);
  put_header(im, out);
  write_imports(im, out);
  write_variables(im, out);
  strbuf_add(out, strbuf_str(&components), components.n);
  if (s->problems.n) write_problems(im, out);
  write_tables(im, out);
  strbuf_add(out, strbuf_str(&arch), arch.n);
  if (both && s->mapped) put_mapping(im, out);
  if (mapspace) write_mapspace(im, out);
  if (both && s->mapped) tell_constraints(im);
  bool mapper = write_mapper(im, out);
  bool asked = false;
  const char *sparsity = both ? write_sparsity(im, out, &asked) : NULL;
  if (both) write_runs(im, out, mapspace, mapper, asked ? sparsity : NULL);
  write_counts(im, out);
  tell_attributes_around(im);
  strbuf_free(&arch);
  strbuf_free(&components);
}
