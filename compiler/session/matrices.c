#include "compiler/session/matrices.h"

#include "runtime/sparse/data.h"

#include <stdlib.h>
#include <string.h>

/* A file that was looked at; `matrix` is NULL if nothing could be made of it. */
struct looked_at { const struct sparse_matrix *matrix; };

static void tell_form(struct compilation *c, const struct source *file, struct span at, const char *path,
                      const char *why, unsigned line)
{
  struct diag *d = diag_at(&c->diags, E0512, at, "`%s` is no matrix that can be read: %s", path, why);
  diag_label(d, at, "taken from this file");
  diag_help(d, "a file in the Matrix Market exchange format, or one that `numpy.save` has written");
  if (!line) return;
  uint32_t from = 0;
  for (unsigned n = 1; from < file->size && n < line; from++) n += file->text[from] == '\n';
  diag_note_at(d, (struct span){file->id, from, from}, "%s", why);
}

static const struct sparse_matrix *read_matrix(struct evaluation *e, struct span at, const char *path)
{
  struct compilation *c = e->compilation;
  name_t key = intern_str(&c->names, path);
  struct looked_at *known = map_get(&e->matrices, key);
  if (known) return known->matrix;
  known = ARENA_NEW(&c->arena, struct looked_at);
  map_set(&e->matrices, &c->arena, key, known);
  struct source *file;
  const char *why;
  unsigned line;
  if (sources_read(&c->sources, path, &file) != SOURCE_OK) {
    struct diag *d = diag_at(&c->diags, E0510, at, "`%s` cannot be read", path);
    diag_label(d, at, "taken from this file");
    return NULL;
  }
  known->matrix = sparse_read(&c->arena, file->text, file->size, &why, &line);
  if (!known->matrix) tell_form(c, file, at, path, why, line);
  return known->matrix;
}

static const char *shape_text(struct compilation *c, unsigned ranks, const int64_t *extent)
{
  struct strbuf out = {0};
  for (unsigned r = 0; r < ranks; r++) strbuf_printf(&out, "%s%lld", r ? " by " : "", (long long)extent[r]);
  return strbuf_take(&out, &c->arena);
}

/* As far as the dims of the workload reach. */
static void tensor_shape(const struct model_einsum *einsum, unsigned t, int64_t *extent)
{
  const struct model_tensor *tensor = &einsum->tensor[t];
  for (unsigned r = 0; r < tensor->ranks; r++) {
    extent[r] = 1;
    for (unsigned d = 0; d < einsum->dims; d++)
      extent[r] += llabs(tensor->coefficients[r * einsum->dims + d]) * (einsum->bounds[d] - 1);
  }
}

static bool check_shape(struct compilation *c, const struct lowered *l, unsigned t, const struct sparse_matrix *m)
{
  int64_t extent[MODEL_RANKS] = {0};
  const struct model_tensor *tensor = &l->einsum.tensor[t];
  tensor_shape(&l->einsum, t, extent);
  if (m->ranks == tensor->ranks && !memcmp(extent, m->extent, m->ranks * sizeof *extent)) return true;
  struct span at = l->sparsity.density[t].span;
  struct diag *d = diag_at(&c->diags, E0513, at, "`%s` is %s, but the file holds %s", tensor->name,
                           shape_text(c, tensor->ranks, extent), shape_text(c, m->ranks, m->extent));
  diag_label(d, at, "of another shape than `%s`", tensor->name);
  diag_note_at(d, tensor->span, "`%s` is declared here", tensor->name);
  return false;
}

bool complete_sparsity(struct evaluation *e, struct lowered *l)
{
  const char *compat = e->compilation->program.compat;
  bool good = true;
  if (!l->sparse) return true;
  l->sparsity.compat = compat && !strcmp(compat, "timeloop");
  struct model_density *density = arena_copy(&e->compilation->arena, l->sparsity.density,
                                             l->einsum.tensors * sizeof *density);
  for (unsigned t = 0; t < l->einsum.tensors; t++) {
    if (!l->sparsity_file[t]) continue;
    const struct sparse_matrix *m = read_matrix(e, density[t].span, l->sparsity_file[t]);
    density[t].matrix = m;
    good &= m && check_shape(e->compilation, l, t, m);
  }
  l->sparsity.density = density;
  return good;
}
