/* A workload with all its numbers. */
#include "compiler/sema/flatten.h"

#include "compiler/sema/object.h"
#include "compiler/sema/workload.h"

static bool flat_rank(const struct workload *w, const struct rank *r, int64_t *coefficients,
                      int64_t *offset)
{
  for (uint32_t d = 0; d < w->n_dims; d++) coefficients[d] = 0;
  *offset = 0;
  if (r->offset.kind == V_NUMBER) {
    if (!value_is_known_int(r->offset)) return false;
    *offset = r->offset.u.i;
  }
  for (uint32_t k = 0; k < r->n; k++) {
    struct value c = r->terms[k].coefficient;
    if (!value_is_known_int(c)) return false;
    coefficients[r->terms[k].dim] += c.u.i;
  }
  return true;
}

static bool flat_access(struct sema *sm, const struct workload *w, const struct access *a,
                        struct ir_access *out)
{
  *out = (struct ir_access){.tensor = a->tensor, .ranks = a->n_ranks, .span = node_span(a->node)};
  out->coefficients = ARENA_ARRAY(sm->arena, int64_t, (size_t)a->n_ranks * w->n_dims);
  out->offsets = ARENA_ARRAY(sm->arena, int64_t, a->n_ranks);
  for (uint32_t r = 0; r < a->n_ranks; r++)
    if (!flat_rank(w, &a->ranks[r], out->coefficients + (size_t)r * w->n_dims, &out->offsets[r]))
      return false;
  return true;
}

static bool flat_einsum(struct sema *sm, const struct workload *w, const struct einsum *e,
                        struct ir_einsum *out)
{
  *out = (struct ir_einsum){.reduces = e->reduces, .span = node_span(e->node)};
  for (const struct access *a = e->inputs; a; a = a->next) out->inputs++;
  out->input = ARENA_ARRAY(sm->arena, struct ir_access, out->inputs);
  bool known = flat_access(sm, w, e->output, &out->output);
  struct ir_access *to = out->input;
  for (const struct access *a = e->inputs; a && known; a = a->next)
    known = flat_access(sm, w, a, to++);
  return known;
}

static bool flat_einsums(struct sema *sm, const struct workload *w, struct ir_workload *out)
{
  for (const struct einsum *e = w->einsums; e; e = e->next) out->einsums++;
  out->einsum = ARENA_ARRAY(sm->arena, struct ir_einsum, out->einsums);
  struct ir_einsum *to = out->einsum;
  for (const struct einsum *e = w->einsums; e; e = e->next)
    if (!flat_einsum(sm, w, e, to++)) return false;
  return true;
}

bool flatten_workload(struct sema *sm, struct object *workload, struct ir_workload *out)
{
  const struct workload *w = workload->workload;
  *out = (struct ir_workload){.name = object_name(workload)};
  if (!w || !w->understood) return false;
  if (workload->of) out->span = workload->of->where;
  out->dims = w->n_dims;
  out->tensors = w->n_tensors;
  out->dim = ARENA_ARRAY(sm->arena, struct ir_dim, w->n_dims);
  out->tensor = ARENA_ARRAY(sm->arena, struct ir_tensor, w->n_tensors);
  for (uint32_t d = 0; d < w->n_dims; d++) {
    const struct dimension *from = &w->dims[d];
    if (!value_is_known_int(from->size)) return false;
    out->dim[d] = (struct ir_dim){from->name->text, from->size.u.i, from->at};
  }
  for (uint32_t t = 0; t < w->n_tensors; t++) {
    const struct tensor *from = &w->tensors[t];
    out->tensor[t] = (struct ir_tensor){from->name->text, from->role, 0, from->at};
    if (from->has_width && from->width.kind == V_NUMBER && from->width.known)
      out->tensor[t].word_bits = value_double(from->width);
  }
  return flat_einsums(sm, w, out);
}
