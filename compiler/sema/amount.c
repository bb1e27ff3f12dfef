/* The numbers of a workload that no arch and no mapping have a say in. */
#include "compiler/sema/amount.h"

#include "compiler/sema/attribute.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/workload.h"

static struct value unknown(void) { return value_unknown(DIM_NONE, true); }

/* Beyond whole numbers that can be kept, it is as near as may be. */
static struct value times(struct value a, struct value b)
{
  int64_t exact;
  if (a.kind != V_NUMBER || b.kind != V_NUMBER || !a.known || !b.known) return unknown();
  bool whole = a.is_int && b.is_int;
  if (whole && !__builtin_mul_overflow(a.u.i, b.u.i, &exact)) return value_int(exact);
  return value_number(value_double(a) * value_double(b), DIM_NONE);
}

static struct value plus(struct value a, struct value b)
{
  int64_t exact;
  if (a.kind != V_NUMBER || b.kind != V_NUMBER || !a.known || !b.known) return unknown();
  bool whole = a.is_int && b.is_int;
  if (whole && !__builtin_add_overflow(a.u.i, b.u.i, &exact)) return value_int(exact);
  return value_number(value_double(a) + value_double(b), DIM_NONE);
}

/* ---- count ---- */

static struct value count_of(struct sema *sm, struct object *o)
{
  struct symbol *s = scope_get(&o->scope, intern_str(sm->names, "count"));
  return s && s->kind == S_ATTRIBUTE ? symbol_value(sm, s) : value_int(1);
}

int64_t workload_count(struct sema *sm, struct object *o)
{
  struct value v = count_of(sm, o);
  return value_is_known_int(v) && v.u.i >= 1 ? v.u.i : 1;
}

/* ---- computes ---- */

static bool indexes(const struct access *list, unsigned dim)
{
  for (const struct access *a = list; a; a = a->next)
    for (uint32_t i = 0; i < a->n_ranks; i++)
      for (uint32_t t = 0; t < a->ranks[i].n; t++)
        if (a->ranks[i].terms[t].dim == dim) return true;
  return false;
}

/* One for each point of the space that an Einsum runs over. */
static struct value points(const struct workload *w, const struct einsum *e)
{
  struct value n = value_int(1);
  for (unsigned d = 0; d < w->n_dims; d++)
    if (indexes(e->output, d) || indexes(e->inputs, d)) n = times(n, w->dims[d].size);
  return n;
}

static struct value computes(struct sema *sm, struct object *o)
{
  struct value sum = value_int(0);
  for (const struct einsum *e = o->workload->einsums; e; e = e->next)
    sum = plus(sum, points(o->workload, e));
  return times(sum, count_of(sm, o));
}

/* ---- sizes ---- */

struct value amount_of_role(const struct workload *w, unsigned roles)
{
  struct value sum = value_int(0);
  for (uint32_t i = 0; i < w->n_tensors; i++)
    if (w->tensors[i].role & roles) sum = plus(sum, w->tensors[i].size);
  return sum;
}

/* ---- members ---- */

bool is_amount(const struct builtin *b)
{
  return b->context && (!strcmp(b->name, "computes") || !strcmp(b->name, "size"));
}

bool amount_member(struct sema *sm, struct object *o, struct node *n, struct value *out)
{
  const struct builtin *b = builtin_find(n->name->text, CTX_RESULTS);
  if (names_equal(n->name, "count")) {
    refer_to(sm, node_name_span(n), MEANS_ATTRIBUTE, n->name, (struct span){0}, o);
    *out = count_of(sm, o);
  } else if (b && is_amount(b)) {
    refer_built_in(sm, n);
    *out = b->least ? (struct value){.kind = V_FUNCTION, .known = true, .u.function = b}
                    : computes(sm, o);
  } else return false;
  return true;
}
