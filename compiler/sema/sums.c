#include "compiler/sema/sums.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/attribute.h"
#include "compiler/sema/component.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/leakage.h"
#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"

static bool is_part(const struct node *n) { return n->kind == N_DECL && n->word == KW_part && n->name; }

static void imply(struct sema *sm, struct object *o, enum symbol_kind kind, const char *word)
{
  name_t name = intern_str(sm->names, word);
  if (scope_get(&o->scope, name)) return;
  struct symbol *s = scope_declare(sm, &o->scope, kind, name, o->decl, o->of->where);
  s->is_sum = true;
  if (kind == S_ATTRIBUTE) s->attribute = attribute_find(word, ~0u);
}

void imply_sums(struct sema *sm, struct object *o)
{
  const struct node *n = o->decl->slot[DECL_ITEMS];
  while (n && !is_part(n)) n = n->next;
  if (o->decl->word == KW_arch) imply(sm, o, S_ATTRIBUTE, "area");
  if (!n || o->decl->word != KW_component) return;
  imply(sm, o, S_ATTRIBUTE, "area");
  imply(sm, o, S_ACTION, "leak");
}

/* How many of it an array of parts holds; a negative number: not known. */
static int64_t count_of(const struct object *part)
{
  int64_t n = 1;
  for (const struct axis *a = part->axes; a; a = a->next)
    if (!value_is_known_int(a->size) || __builtin_mul_overflow(n, a->size.u.i, &n)) return -1;
  return n;
}

/* What leaks in each cycle, as a power. */
static struct value as_power(struct sema *sm, struct object *part, struct value v, struct dim power)
{
  struct symbol *s = dim_equal(v.dim, power) ? NULL
                       : object_attribute(part, intern_str(sm->names, "clock"));
  if (dim_equal(v.dim, power)) return v;
  struct value clock = s ? symbol_value(sm, s) : value_poison();
  if (!v.known || clock.kind != V_NUMBER || !clock.known) return value_unknown(power, false);
  return value_number(value_double(v) * value_double(clock), power);
}

/* What all of one part add; a part that does not leak adds nothing. */
static struct value of_part(struct sema *sm, struct object *part, const struct symbol *sum,
                            struct dim dim)
{
  bool leak = sum->kind == S_ACTION;
  struct symbol *set = leak ? leakage_of(sm, part) : NULL, *s = object_member(part, sum->name);
  int64_t n = count_of(part);
  if (!s && !set && leak) return value_number(0, dim);
  struct value v = set ? symbol_value(sm, set) : !s ? estimate_area(sm, part)
                   : leak ? action_value(sm, s, NULL, s->scope, NULL) : symbol_value(sm, s);
  if (s && leak && !set) symbol_value(sm, s); /* what it rests on is noted */
  if (v.kind != V_NUMBER) return value_unknown(dim, false);
  if (leak) v = as_power(sm, part, v, dim);
  if (!v.known || n < 0) return value_unknown(dim, false);
  return value_number(value_double(v) * (double)n, dim);
}

/* ---- of an arch ---- */

/* All instances of a level; what nobody knows the area of adds nothing, as in a report. */
static struct value of_level(struct sema *sm, const struct level *l, struct dim area)
{
  struct symbol *said = object_member(l->object, intern_str(sm->names, "area"));
  struct value v = said ? symbol_value(sm, said) : estimate_area(sm, l->object);
  double n = 1;
  if (!v.known && !said) return value_number(0, area);
  for (const struct level *p = l; p; p = p->parent)
    for (const struct axis *a = p->axes; a; a = a->next) {
      if (!value_is_known_int(a->size)) return value_unknown(area, false);
      n *= (double)a->size.u.i;
    }
  return v.kind == V_NUMBER && v.known ? value_number(value_double(v) * n, area)
                                       : value_unknown(area, false);
}

static struct value sum_of_levels(struct sema *sm, const struct object *arch, struct dim area)
{
  double total = 0;
  if (arch->generic) return value_unknown(area, false);
  for (const struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l)) {
    if (!(l->kind & K_LEVELS)) continue;
    struct value v = of_level(sm, l, area);
    if (!v.known) return v;
    total += value_double(v);
  }
  return value_number(total, area);
}

struct value sum_of_parts(struct sema *sm, struct symbol *s)
{
  struct object *o = s->scope->object;
  struct dim dim;
  double total = 0;
  dim_of_type(s->kind == S_ACTION ? "power" : "area", &dim);
  if (o->decl->word == KW_arch) return sum_of_levels(sm, o, dim);
  for (struct node *n = o->decl->slot[DECL_ITEMS]; n; n = n->next) {
    struct symbol *part = is_part(n) ? scope_get(&o->scope, n->name) : NULL;
    if (!part || part->node != n) continue;
    struct value p = symbol_value(sm, part);
    struct value v = p.kind == V_OBJECT ? of_part(sm, p.u.object, s, dim)
                                        : value_unknown(dim, false);
    if (!v.known) return v;
    total += value_double(v);
  }
  return value_number(total, dim);
}
