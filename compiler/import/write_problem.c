/* Problems as workloads.  One becomes a workload with its numbers in it; several of one
 * shape become a workload with parameters and an instance for each. */
#include "compiler/import/writer.h"

#include <ctype.h>
#include <string.h>

/* ---- names ---- */

/* Dimensions are written in lower case, unless two would then be the same. */
static void name_dims(struct importer *im, struct spec_problem *p, struct taken *taken)
{
  bool clash = false;
  for (unsigned d = 0; d < p->dims; d++)
    for (unsigned k = 0; k < d; k++) clash |= !strcasecmp(p->dim[d].name, p->dim[k].name);
  for (unsigned d = 0; d < p->dims; d++) {
    char *lower = arena_strndup(im->arena, p->dim[d].name, strlen(p->dim[d].name));
    for (char *c = lower; *c && !clash; c++) *c = (char)tolower((unsigned char)*c);
    p->dim[d].legal = legal_name(im, taken, lower);
  }
}

static void name_parts(struct importer *im, struct spec_problem *p)
{
  struct taken taken = {0};
  for (unsigned t = 0; t < p->tensors; t++)
    p->tensor[t].legal = legal_name(im, &taken, p->tensor[t].name);
  name_dims(im, p, &taken);
  for (unsigned c = 0; c < p->coefficients; c++)
    p->coefficient[c].legal = legal_name(im, &taken, p->coefficient[c].name);
}

/* The file's name without directories and its ending. */
static const char *stem_of(struct importer *im, const struct source *source)
{
  const char *slash = strrchr(source->path, '/'), *name = slash ? slash + 1 : source->path;
  size_t n = strcspn(name, ".");
  return n ? arena_strndup(im->arena, name, n) : "Problem";
}

void name_problems(struct importer *im, struct taken *taken)
{
  bool several = im->spec.problems.n > 1;
  for (uint32_t i = 0; i < im->spec.problems.n; i++) {
    struct spec_problem *p = im->spec.problems.at[i];
    name_parts(im, p);
    if (several) p->legal = legal_name(im, taken, stem_of(im, p->source));
    else p->legal = legal_name(im, taken, *p->name ? p->name : "Problem");
  }
}

/* ---- Einsums ---- */

/* Ranks of negative terms are moved to begin at 0. */
static void put_rank(struct strbuf *out, const struct spec_problem *p, const struct spec_rank *rank,
                     bool constants)
{
  int64_t offset = 0;
  for (unsigned i = 0; i < rank->terms; i++) {
    const struct spec_term *t = &rank->term[i];
    const struct spec_coefficient *c = t->coefficient >= 0 ? &p->coefficient[t->coefficient] : NULL;
    int64_t by = c ? c->value : t->number;
    const char *dim = p->dim[t->dim].legal;
    if (by < 0 && constants) offset += -by * (p->dim[t->dim].size - 1);
    if (i) strbuf_puts(out, by < 0 && constants ? " - " : " + ");
    else if (by < 0 && constants) strbuf_putc(out, '-');
    if (by < 0 && constants) by = -by;
    if (c && !constants) strbuf_printf(out, "%s * %s", c->legal, dim);
    else if (by != 1) strbuf_printf(out, "%lld * %s", (long long)by, dim);
    else strbuf_puts(out, dim);
  }
  if (offset) strbuf_printf(out, " + %lld", (long long)offset);
}

static void put_access(struct strbuf *out, const struct spec_problem *p,
                       const struct spec_tensor *t, bool constants)
{
  strbuf_printf(out, "%s[", t->legal);
  for (unsigned r = 0; r < t->ranks; r++) {
    if (r) strbuf_puts(out, ", ");
    put_rank(out, p, &t->rank[r], constants);
  }
  strbuf_puts(out, t->ranks ? "]" : "0]");
}

/* Whether some dim is summed over. */
static bool sums_up(const struct spec_problem *p)
{
  uint32_t written = 0, all = 0;
  for (unsigned t = 0; t < p->tensors; t++)
    for (unsigned r = 0; r < p->tensor[t].ranks; r++)
      for (unsigned k = 0; k < p->tensor[t].rank[r].terms; k++) {
        uint32_t bit = UINT32_C(1) << p->tensor[t].rank[r].term[k].dim;
        all |= bit;
        if (p->tensor[t].output) written |= bit;
      }
  return all != written || p->dims > (unsigned)__builtin_popcount(all);
}

static void put_einsum(struct strbuf *out, const struct spec_problem *p, bool constants)
{
  bool first = true;
  for (unsigned t = 0; t < p->tensors; t++)
    if (p->tensor[t].output) put_access(out, p, &p->tensor[t], constants);
  strbuf_puts(out, sums_up(p) ? " += " : " = ");
  for (unsigned t = 0; t < p->tensors; t++) {
    if (p->tensor[t].output) continue;
    if (!first) strbuf_puts(out, " * ");
    put_access(out, p, &p->tensor[t], constants);
    first = false;
  }
  strbuf_putc(out, '\n');
}

/* ---- one problem ---- */

/* Convention gives tensors of these names a role that nothing else tells. */
static const char *role_of(const struct spec_tensor *t)
{
  if (t->output) return " is outputs";
  return !strcasecmp(t->name, "weights") ? " is weights" : " is inputs";
}

static const char *size_text(struct importer *im, const struct spec_dim *d)
{
  const char *text = expression_text(im, &im->spec.variables, NULL, d->at, AS_NUMBER);
  return text ? text : SAY(im, "%lld", (long long)d->size);
}

static void put_data(struct importer *im, struct strbuf *out, const struct spec_problem *p)
{
  strbuf_puts(out, "data ");
  for (unsigned t = 0; t < p->tensors; t++) {
    const char *word = tensor_word(im, t);
    if (t) strbuf_puts(out, ", ");
    strbuf_puts(out, p->tensor[t].legal);
    strbuf_printf(out, ": %s", word ? word : "width");
    strbuf_puts(out, role_of(&p->tensor[t]));
  }
  strbuf_puts(out, "\n\n");
}

/* What is remarked at sizes and coefficients, and at tensors. */
static void put_size_remarks(struct importer *im, struct strbuf *out, const struct spec_problem *p)
{
  const struct yaml *all = p->instance;
  struct yaml sizes = *all;
  sizes.entry = ARENA_ARRAY(im->arena, struct yaml_entry, all->count + 1);
  sizes.count = 0;
  for (unsigned i = 0; i < all->count; i++) {
    const char *name = all->entry[i].key->text;
    bool is = find_dim(p, name, strlen(name)) >= 0;
    for (unsigned c = 0; c < p->coefficients; c++) is |= !strcmp(p->coefficient[c].name, name);
    if (is) sizes.entry[sizes.count++] = all->entry[i];
  }
  put_entry_remarks(im, out, &sizes, (struct span){0}, true, "//");
}

static void write_one(struct importer *im, struct strbuf *out, const struct spec_problem *p)
{
  put_remarks(im, out, &p->remarks, "///");
  strbuf_printf(out, "workload %s", p->legal);
  if (!tensor_bits(im, 0)) strbuf_puts(out, "(width: bits = 8 bit)");
  strbuf_puts(out, " {\n");
  put_size_remarks(im, out, p);
  strbuf_puts(out, "dim ");
  for (unsigned d = 0; d < p->dims; d++)
    strbuf_printf(out, "%s%s = %s", d ? ", " : "", p->dim[d].legal, size_text(im, &p->dim[d]));
  strbuf_putc(out, '\n');
  put_data(im, out, p);
  put_einsum(out, p, true);
  strbuf_puts(out, "}\n\n");
}

/* ---- several problems ---- */

static bool same_rank(const struct spec_rank *a, const struct spec_rank *b)
{
  bool same = a->terms == b->terms;
  for (unsigned i = 0; same && i < a->terms; i++)
    same = a->term[i].dim == b->term[i].dim && a->term[i].coefficient == b->term[i].coefficient &&
           a->term[i].number == b->term[i].number;
  return same;
}

static bool same_tensor(const struct spec_tensor *a, const struct spec_tensor *b)
{
  bool same = !strcmp(a->name, b->name) && a->output == b->output && a->ranks == b->ranks;
  for (unsigned r = 0; same && r < a->ranks; r++) same = same_rank(&a->rank[r], &b->rank[r]);
  return same;
}

static bool has_negative(const struct spec_problem *p)
{
  for (unsigned c = 0; c < p->coefficients; c++)
    if (p->coefficient[c].value < 0) return true;
  for (unsigned t = 0; t < p->tensors; t++)
    for (unsigned r = 0; r < p->tensor[t].ranks; r++)
      for (unsigned k = 0; k < p->tensor[t].rank[r].terms; k++)
        if (p->tensor[t].rank[r].term[k].number < 0) return true;
  return false;
}

static bool same_shape(const struct spec_problem *a, const struct spec_problem *b)
{
  bool same = a->dims == b->dims && a->coefficients == b->coefficients && a->tensors == b->tensors &&
              !has_negative(a) && !has_negative(b);
  for (unsigned d = 0; same && d < a->dims; d++) same = !strcmp(a->dim[d].name, b->dim[d].name);
  for (unsigned c = 0; same && c < a->coefficients; c++)
    same = !strcmp(a->coefficient[c].name, b->coefficient[c].name);
  for (unsigned t = 0; same && t < a->tensors; t++) same = same_tensor(&a->tensor[t], &b->tensor[t]);
  return same;
}

static void write_shape(struct importer *im, struct strbuf *out, const struct spec_problem *p,
                        const char *name)
{
  strbuf_printf(out, "workload %s(\n", name);
  for (unsigned d = 0; d < p->dims; d++) strbuf_printf(out, "%s: int,\n", p->dim[d].legal);
  for (unsigned c = 0; c < p->coefficients; c++)
    strbuf_printf(out, "%s: int = 1,\n", p->coefficient[c].legal);
  if (!tensor_bits(im, 0)) strbuf_puts(out, "width: bits = 8 bit,\n");
  strbuf_puts(out, ") {\ndim ");
  for (unsigned d = 0; d < p->dims; d++)
    strbuf_printf(out, "%s%s = %s", d ? ", " : "", p->dim[d].legal, p->dim[d].legal);
  strbuf_putc(out, '\n');
  put_data(im, out, p);
  put_einsum(out, p, false);
  strbuf_puts(out, "}\n\n");
}

static void write_instance(struct importer *im, struct strbuf *out, const struct spec_problem *p,
                           const char *shape)
{
  put_lines(out, yaml_comment_top(im->reader, p->source, im->arena), "///");
  put_remarks(im, out, &p->remarks, "///");
  strbuf_printf(out, "workload %s = %s(", p->legal, shape);
  for (unsigned d = 0; d < p->dims; d++)
    strbuf_printf(out, "%s%s = %s", d ? ", " : "", p->dim[d].legal, size_text(im, &p->dim[d]));
  for (unsigned c = 0; c < p->coefficients; c++)
    if (p->coefficient[c].value != 1)
      strbuf_printf(out, ", %s = %lld", p->coefficient[c].legal, (long long)p->coefficient[c].value);
  strbuf_puts(out, ")\n");
}

/* Problems of the shape of problem `first` that no earlier one had. */
static void write_family(struct importer *im, struct strbuf *out, uint32_t first, bool *done)
{
  const struct spec_problem *p = im->spec.problems.at[first];
  const char *shape = legal_name(im, &im->taken, *p->name ? p->name : "Layer");
  write_shape(im, out, p, shape);
  for (uint32_t i = first; i < im->spec.problems.n; i++) {
    if (done[i] || !same_shape(p, im->spec.problems.at[i])) continue;
    done[i] = true;
    write_instance(im, out, im->spec.problems.at[i], shape);
  }
  strbuf_putc(out, '\n');
}

void write_problems(struct importer *im, struct strbuf *out)
{
  uint32_t n = im->spec.problems.n;
  bool *done = ARENA_ARRAY(im->arena, bool, n + 1);
  if (n == 1) {
    write_one(im, out, im->spec.problems.at[0]);
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    const struct spec_problem *p = im->spec.problems.at[i];
    bool alone = has_negative(p);
    if (!done[i] && alone) write_one(im, out, p);
    else if (!done[i]) write_family(im, out, i, done);
  }
  strbuf_printf(out, "let %s = [", legal_name(im, &im->taken, "layers"));
  for (uint32_t i = 0; i < n; i++)
    strbuf_printf(out, "%s%s", i ? ", " : "", im->spec.problems.at[i]->legal);
  strbuf_puts(out, "]\n\n");
}
