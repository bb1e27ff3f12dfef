/* Sparsities back from text. */
#include "compiler/ir/reader.h"

#include <string.h>

static const struct ir_workload *workload_of(const struct reader *r)
{
  return &r->design->workload[r->sparsity->workload];
}

bool ir_read_sparsity(struct reader *r)
{
  struct ir_design *d = r->design;
  unsigned n = d->sparsities;
  struct ir_sparsity *s = r->sparsity = IR_APPEND(r, d->sparsity, d->sparsities);
  if (!ir_read_numbered(r, "sparsity", n, &s->name) ||
      !ir_read_pair(r, &s->workload, &s->arch))
    return false;
  s->density = ARENA_ARRAY(r->arena, struct ir_density, workload_of(r)->tensors);
  return ir_want_end(r);
}

/* One of some words; told if it is none. */
static bool read_word(struct reader *r, const char *const *words, unsigned n, const char *what,
                      unsigned *out)
{
  const char *name;
  if (!ir_read_name(r, &name)) return false;
  for (*out = 0; *out < n; ++*out)
    if (!strcmp(words[*out], name)) return true;
  return ir_fail(r, "`%.40s` is no %s", name, what);
}

static bool read_structure(struct reader *r, struct ir_density *d)
{
  int64_t rank;
  if (!ir_read_whole(r, &d->count) || !ir_want_word(r, "of") || !ir_read_whole(r, &d->of) ||
      !ir_want_word(r, "along") || !ir_read_whole(r, &rank))
    return false;
  d->rank = (unsigned)rank;
  return (rank >= 0 && rank < INT32_MAX) || ir_fail(r, "there is no rank %lld", (long long)rank);
}

bool ir_read_density(struct reader *r)
{
  unsigned tensor, kind;
  if (!ir_read_tensor_name(r, workload_of(r), &tensor) ||
      !read_word(r, ir_density_words, IR_DENSITIES, "density", &kind))
    return false;
  struct ir_density *d = &r->sparsity->density[tensor];
  d->kind = (enum ir_density_kind)kind;
  bool fine = true;
  switch (d->kind) {
  case IR_CONSTANT: case IR_UNIFORM: fine = ir_read_number(r, &d->share); break;
  case IR_STRUCTURED: fine = read_structure(r, d); break;
  case IR_BANDED: fine = ir_read_whole(r, &d->width); break;
  case IR_DATA: fine = ir_read_name(r, &d->file); break;
  case IR_DENSE: case IR_DENSITIES: break;
  }
  return fine && ir_want_end(r);
}

static bool read_node(struct reader *r, unsigned *out)
{
  const char *name;
  return ir_want_word(r, "at") && ir_read_name(r, &name) &&
         ir_find_node(r, &r->design->arch[r->sparsity->arch], name, out);
}

bool ir_read_format(struct reader *r)
{
  struct ir_sparsity *s = r->sparsity;
  struct ir_format *f = IR_APPEND(r, s->format, s->formats);
  if (!ir_read_tensor_name(r, workload_of(r), &f->tensor) || !read_node(r, &f->node)) return false;
  f->inner_first = ir_word_is(r, "inner");
  return ir_want_end(r);
}

bool ir_read_stored(struct reader *r)
{
  struct ir_sparsity *s = r->sparsity;
  unsigned kind;
  if (!s->formats) return ir_fail(r, "no format stands before this");
  struct ir_format *f = &s->format[s->formats - 1];
  struct ir_rank *rank = IR_APPEND(r, f->rank, f->ranks);
  rank->bits = rank->payload = -1;
  if (!read_word(r, ir_rank_words, IR_RANK_KINDS, "format of a rank", &kind)) return false;
  rank->kind = (enum ir_rank_kind)kind;
  if (ir_word_is(r, "bits") && !ir_read_number(r, &rank->bits)) return false;
  if (ir_word_is(r, "payload") && !ir_read_number(r, &rank->payload)) return false;
  return ir_want_end(r);
}

bool ir_read_over(struct reader *r)
{
  const struct ir_sparsity *s = r->sparsity;
  const struct ir_format *f = s->formats ? &s->format[s->formats - 1] : NULL;
  if (!f || !f->ranks) return ir_fail(r, "no rank stands before this");
  struct ir_rank *rank = &f->rank[f->ranks - 1];
  return ir_read_dims(r, workload_of(r), IR_APPEND(r, rank->list, rank->lists));
}

static bool read_saving(struct reader *r, bool skips)
{
  struct ir_sparsity *s = r->sparsity;
  struct ir_saving *saving = IR_APPEND(r, s->saving, s->savings);
  int64_t choice;
  saving->skips = skips;
  if (!ir_read_tensor_name(r, workload_of(r), &saving->target) || !read_node(r, &saving->node) ||
      !ir_want_word(r, "choice") || !ir_read_whole(r, &choice) || !ir_want_word(r, "by"))
    return false;
  saving->choice = (unsigned)choice;
  if (choice < 0 || choice > UINT16_MAX)
    return ir_fail(r, "there is no choice %lld", (long long)choice);
  return ir_read_members(r, workload_of(r), &saving->by);
}

bool ir_read_skip(struct reader *r) { return read_saving(r, true); }
bool ir_read_gate(struct reader *r) { return read_saving(r, false); }
