#include "compiler/import/import.h"

#include "compiler/import/writer.h"
#include "lang/syntax/format.h"
#include "lang/syntax/parse.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- what a file holds ---- */

static void add_targets(struct importer *im, const struct yaml_entry *e)
{
  KEEP(im, &im->spec.constraints, e->value);
  add_remark(im, &im->spec.of_constraints, e->key->span);
}

/* Keys at the top of a file that say nothing of the design, and why. */
static const struct { const char *key, *why; } without_meaning[] = {
  {"globals", "settings of the tools"},
  {"ERT_summary", "a summary of the ERT"},
  {"ART_summary", "a summary of the ART"},
  {"flattened_architecture", "the architecture, flattened by a tool"},
  {"energy_estimation", "the result of an estimation"},
  {"estimated", "the result of an estimation"},
  {"dumped_by_timeloop_front_end", NULL},
  {"version", NULL},
};

static const char *const top_keys[] = {
  "architecture", "problem", "mapping", "architecture_constraints", "mapspace_constraints",
  "constraints", "extra_mapping_constraints", "mapspace", "mapper", "sparse_optimizations",
  "compound_components", "components", "ERT", "ART", "action_counts", "variables", "globals", NULL};

static void read_variables(struct importer *im, const struct yaml_entry *e)
{
  struct yaml *y = e->value;
  if (y->kind == YAML_MAP) yaml_get(y, "version");
  add_remark(im, &im->spec.of_variables, e->key->span);
  scope_add(im, &im->spec.variables, y, "`variables`");
}

static void keep_mapping(struct importer *im, const struct yaml_entry *e)
{
  if (list_count(e->value)) im->spec.mapped = true;
  KEEP(im, &im->spec.mappings, e->value);
  add_remark(im, &im->spec.of_mapping, e->key->span);
}

static void keep_mapper(struct importer *im, const struct yaml_entry *e)
{
  im->spec.mapper = e->value;
  add_remark(im, &im->spec.of_mapper, e->key->span);
}

static bool is_constraints(const char *key)
{
  return !strcmp(key, "architecture_constraints") || !strcmp(key, "mapspace_constraints") ||
         !strcmp(key, "constraints") || !strcmp(key, "extra_mapping_constraints");
}

/* What a key at the top is for; false if it is none that is known. */
static bool read_key(struct importer *im, const char *key, const struct yaml_entry *e,
                     struct source *source)
{
  struct yaml *y = e->value;
  if (!strcmp(key, "problem")) read_problem(im, e, source);
  else if (!strcmp(key, "architecture")) read_arch(im, e);
  else if (!strcmp(key, "mapping")) keep_mapping(im, e);
  else if (is_constraints(key)) add_targets(im, e);
  else if (!strcmp(key, "mapper")) keep_mapper(im, e);
  else if (!strcmp(key, "mapspace")) im->spec.mapspace = y;
  else if (!strcmp(key, "sparse_optimizations")) KEEP(im, &im->spec.sparse, y);
  else if (!strcmp(key, "ERT")) read_costs(im, y, false);
  else if (!strcmp(key, "ART")) read_costs(im, y, true);
  else if (!strcmp(key, "action_counts")) KEEP(im, &im->spec.counts, y);
  else return false;
  return true;
}

static const char *underscored(struct importer *im, const char *key)
{
  char *out = arena_strndup(im->arena, key, strlen(key));
  for (char *c = out; *c; c++)
    if (*c == '-') *c = '_';
  return out;
}

static bool is_without_meaning(struct importer *im, const struct yaml_entry *e, const char *key)
{
  for (unsigned i = 0; i < sizeof without_meaning / sizeof *without_meaning; i++) {
    if (strcmp(without_meaning[i].key, key)) continue;
    if (without_meaning[i].why && !yaml_is_null(e->value))
      tell_lost(im, e->key->span, SAY(im, "`%s`", e->key->text), without_meaning[i].why);
    return true;
  }
  return false;
}

/* What is seen from everywhere: false if it is something else. */
static bool read_early(struct importer *im, const char *key, const struct yaml_entry *e)
{
  if (!strcmp(key, "variables")) read_variables(im, e);
  else if (!strcmp(key, "compound_components") || !strcmp(key, "components"))
    KEEP(im, &im->spec.compounds, e->value);
  else return false;
  return true;
}

/* In a first round what is seen from everywhere, so that the order of files does not matter. */
static void read_document(struct importer *im, struct yaml *y, struct source *source, bool early)
{
  if (y->kind != YAML_MAP) {
    if (!early && !yaml_is_null(y)) tell_type(im, y, "a specification", "a map");
    return;
  }
  for (unsigned i = 0; i < y->count; i++) {
    struct yaml_entry *e = &y->entry[i];
    const char *key = underscored(im, e->key->text);
    if (!e->used && early) e->used = read_early(im, key, e);
    if (e->used || early) continue;
    e->used = read_key(im, key, e, source) || is_without_meaning(im, e, key);
  }
  if (!early) tell_unknown_keys(im, y, "a specification", top_keys);
}

/* ---- files and directories ---- */

struct reading {
  struct importer *im;
  VEC(struct yaml_file) files;
  const char *path;         /* that could not be read */
  enum source_status status;
};

static bool read_file(struct reading *r, const char *path)
{
  struct yaml_file file;
  r->status = yaml_read(r->im->reader, path, &file);
  if (r->status != SOURCE_OK) return r->path = path, false;
  for (uint32_t i = 0; i < r->files.n; i++)
    if (r->files.at[i].source == file.source) return true;
  KEEP(r->im, &r->files, file);
  return true;
}

static int by_name(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool ends_with(const char *name, const char *end)
{
  size_t n = strlen(name), k = strlen(end);
  return n > k && !strcmp(name + n - k, end);
}

static bool read_path(struct reading *r, const char *path, unsigned depth);

static bool is_directory(const char *path)
{
  struct stat s;
  return !stat(path, &s) && S_ISDIR(s.st_mode);
}

enum { DIRECTORIES_MAX = 20 };

/* Its files, and then those of the directories in it. */
static bool read_directory(struct reading *r, const char *path, unsigned depth)
{
  VEC(const char *) names = {0}, inside = {0};
  DIR *d = opendir(path);
  bool fine = true;
  if (!d) return r->path = path, r->status = SOURCE_UNREADABLE, false;
  for (struct dirent *e; (e = readdir(d));) {
    const char *slash = ends_with(path, "/") || !strcmp(path, "/") ? "" : "/";
    const char *name = SAY(r->im, "%s%s%s", path, slash, e->d_name);
    if (*e->d_name == '.') continue;
    if (is_directory(name)) KEEP(r->im, &inside, name);
    else if (ends_with(name, ".yaml") || ends_with(name, ".yml")) KEEP(r->im, &names, name);
  }
  closedir(d);
  if (names.n) qsort(names.at, names.n, sizeof *names.at, by_name);
  if (inside.n) qsort(inside.at, inside.n, sizeof *inside.at, by_name);
  for (uint32_t i = 0; i < names.n && fine; i++) fine = read_file(r, names.at[i]);
  for (uint32_t i = 0; i < inside.n && fine && depth < DIRECTORIES_MAX; i++)
    fine = read_path(r, inside.at[i], depth + 1);
  return fine;
}

static bool read_path(struct reading *r, const char *path, unsigned depth)
{
  return is_directory(path) ? read_directory(r, path, depth) : read_file(r, path);
}

static void read_documents(struct reading *r)
{
  for (int early = 1; early >= 0; early--)
    for (uint32_t i = 0; i < r->files.n; i++)
      for (unsigned k = 0; k < r->files.at[i].documents; k++)
        read_document(r->im, r->files.at[i].document[k], r->files.at[i].source, early);
}

/* ---- all of it ---- */

static bool is_empty(const struct spec *s)
{
  return !s->arch && !s->problems.n && !s->compounds.n && !s->costs.n && !s->mapper && !s->counts.n;
}

static void put_together(struct importer *im, const struct reading *r)
{
  struct spec *s = &im->spec;
  if (s->arch) finish_arch(im);
  match_costs(im);
  if (s->arch && s->problems.n) read_plans(im);
  else if (s->mappings.n || s->constraints.n) {
    const struct yaml *y = s->mappings.n ? s->mappings.at[0] : s->constraints.at[0];
    const char *what = s->mappings.n ? "the mapping" : "constraints";
    if (list_count(y)) tell_lost(im, y->span, what, "there is no architecture and problem beside it");
  }
  if (!is_empty(s)) return;
  struct span at = r->files.n ? (struct span){r->files.at[0].source->id, 0, 0} : (struct span){0};
  struct diag *d = diag_at(im->diags, E0810, at, "there is nothing to import");
  diag_note(d, "an `architecture`, a `problem`, components, an ERT, an ART or a `mapper` can be imported; a "
               "mapping goes with an architecture and a problem");
}

/* Through the parser and the printer.  What they do not take is a bug: they tell where. */
static void lay_out(const struct import *to, const struct strbuf *text, struct strbuf *out)
{
  struct source *source = sources_add(to->sources, "imported.tl", strbuf_str(text), text->n);
  format_source(to->names, to->diags, source, out);
}

enum import_status import_files(const struct import *to, const char *const *paths, unsigned n,
                                struct strbuf *out, const char **path, enum source_status *status)
{
  struct yaml_reader reader = {.arena = to->arena, .sources = to->sources, .diags = to->diags};
  struct importer im = {.arena = to->arena, .names = to->names, .diags = to->diags,
                        .sources = to->sources, .reader = &reader};
  struct reading r = {.im = &im};
  struct strbuf text = {0};
  bool fine = true;
  im.spec.variables.variables = true;
  for (unsigned i = 0; i < n && fine; i++) fine = read_path(&r, paths[i], 0);
  *path = r.path;
  *status = r.status;
  if (!fine) return IMPORT_UNREADABLE;
  im.file = ARENA_ARRAY(to->arena, struct source *, r.files.n + 1);
  for (uint32_t i = 0; i < r.files.n; i++) im.file[im.n_files++] = r.files.at[i].source;
  if (!to->diags->n_errors) read_documents(&r); /* what is broken would be missed there, too */
  if (!to->diags->n_errors) put_together(&im, &r);
  if (!to->diags->n_errors) write_program(&im, &text);
  if (!to->diags->n_errors) lay_out(to, &text, out);
  strbuf_free(&text);
  return to->diags->n_errors ? IMPORT_BROKEN : IMPORT_OK;
}

/* ---- tables alone ---- */

static const char *const input_keys[] = {
  [INPUT_ERT] = "ERT", [INPUT_ART] = "ART", [INPUT_COUNTS] = "action_counts"};

/* Whether a document has the key, which is read. */
static bool read_input(struct importer *im, struct yaml *y, enum price_input wanted)
{
  struct yaml *found = y->kind == YAML_MAP ? yaml_get(y, input_keys[wanted]) : NULL;
  if (!found) return false;
  if (wanted == INPUT_COUNTS) KEEP(im, &im->spec.counts, found);
  else read_costs(im, found, wanted == INPUT_ART);
  return true;
}

static void read_inputs(struct reading *r, enum price_input wanted)
{
  for (uint32_t i = 0; i < r->files.n; i++) {
    const struct yaml_file *f = &r->files.at[i];
    bool any = false;
    for (unsigned k = 0; k < f->documents; k++) any |= read_input(r->im, f->document[k], wanted);
    if (any || r->im->diags->n_errors) continue;
    struct diag *d = diag_at(r->im->diags, E0830, (struct span){f->source->id, 0, 0},
                             "`%s` has no `%s`", f->source->path, input_keys[wanted]);
    diag_note(d, "such a file begins with `%s:`", input_keys[wanted]);
  }
}

enum import_status import_prices(const struct import *to, const char *const *paths, unsigned n,
                                 enum price_input wanted, struct price_list *prices,
                                 struct price_counts *counts, const char **path,
                                 enum source_status *status)
{
  struct yaml_reader reader = {.arena = to->arena, .sources = to->sources, .diags = to->diags};
  struct importer im = {.arena = to->arena, .names = to->names, .diags = to->diags,
                        .sources = to->sources, .reader = &reader};
  struct reading r = {.im = &im};
  uint32_t errors = to->diags->n_errors;
  bool fine = true;
  *prices = (struct price_list){0};
  *counts = (struct price_counts){0};
  for (unsigned i = 0; i < n && fine; i++) fine = read_path(&r, paths[i], 0);
  *path = r.path;
  *status = r.status;
  if (!fine) return IMPORT_UNREADABLE;
  read_inputs(&r, wanted);
  if (wanted == INPUT_COUNTS) *counts = counts_read(&im);
  else *prices = prices_read(&im);
  return to->diags->n_errors > errors ? IMPORT_BROKEN : IMPORT_OK;
}
