/* An instance of an arch as a list of nodes: groups and parallels are gone, arrays are
 * what is around their nodes, attributes and actions are numbers. */
#include "compiler/sema/flatten.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/attribute.h"
#include "compiler/sema/beyond.h"
#include "compiler/sema/component.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/leakage.h"
#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "lang/base/vec.h"

/* ---- attributes ---- */

/* As the object itself says it, or for what flows inwards a group or an array around it;
 * what the arch says stands there once. */
static struct symbol *said_attribute(struct sema *sm, struct object *o, unsigned kind,
                                     const char *path)
{
  name_t name = intern_str(sm->names, path);
  bool flows = attribute_find(path, kind)->flows;
  do {
    struct symbol *s = scope_get(&o->scope, name);
    if (s && (s->kind == S_ATTRIBUTE || s->kind == S_PARAM)) return s;
    o = o->outer;
  } while (flows && o && o->outer);
  return NULL;
}

static bool flat_attribute(struct sema *sm, const char *path, struct symbol *s,
                           struct ir_attribute *out)
{
  struct value v = symbol_value(sm, s);
  if (!v.known || (v.kind != V_NUMBER && v.kind != V_ENUM && v.kind != V_BOOL)) return false;
  *out = (struct ir_attribute){.key = path, .unit = "", .span = s->set_at};
  if (v.kind == V_BOOL) {
    out->word = v.u.b ? "true" : "false";
    return true;
  }
  if (v.kind == V_ENUM) {
    out->word = v.u.name->text;
    return true;
  }
  out->value = value_double(v);
  if (!dim_is_none(v.dim)) out->unit = dim_symbol(v.dim, &sm->units, sm->arena);
  return true;
}

static void flat_attributes(struct sema *sm, struct object *o, unsigned kind,
                            struct ir_attribute **at, unsigned *n)
{
  const char *const *path = attribute_paths(kind, sm->arena);
  for (*n = 0; path[*n];) ++*n;
  *at = ARENA_ARRAY(sm->arena, struct ir_attribute, *n);
  for (*n = 0; *path; path++) {
    struct symbol *s = said_attribute(sm, o, kind, *path);
    bool summed = s && s->is_sum && o->decl->word == KW_arch; /* whoever evaluates sums itself */
    if (s && !summed && flat_attribute(sm, *path, s, &(*at)[*n])) ++*n;
  }
}

/* ---- actions ---- */

/* Those that are worth something: the others are an estimator's.  Where `leakage` says what
 * leaks, the action does not. */
static void flat_actions(struct sema *sm, struct object *o, struct ir_node *out)
{
  VEC(struct ir_action) actions = {0};
  const struct symbol *leakage = leakage_of(sm, o);
  for (uint32_t i = 0; i < o->scope.names.cap; i++) {
    struct symbol *s = o->scope.names.slots[i].value;
    if (!s || s->kind != S_ACTION || (leakage && names_equal(s->name, "leak"))) continue;
    struct value v = action_value(sm, s, NULL, s->scope, NULL);
    if (v.kind != V_NUMBER || !v.known) continue;
    vec_push(&actions, (struct ir_action){.name = s->name->text, .value = value_double(v),
                                          .unit = dim_symbol(v.dim, &sm->units, sm->arena),
                                          .span = s->where});
  }
  /* The table of a scope has no order: that of the source is the same each time. */
  for (uint32_t i = 1; i < actions.n; i++)
    for (uint32_t j = i; j; j--) {
      struct ir_action *a = &actions.at[j - 1], *b = &actions.at[j], swap = *a;
      if (a->span.file < b->span.file ||
          (a->span.file == b->span.file && a->span.start <= b->span.start))
        break;
      *a = *b, *b = swap;
    }
  out->actions = actions.n;
  out->action = arena_copy(sm->arena, actions.at, actions.n * sizeof *actions.at);
  vec_free(&actions);
}

/* The area that nobody has set is an estimator's, too. */
static void flat_area(struct sema *sm, struct object *o, struct ir_node *out)
{
  struct value v;
  if (said_attribute(sm, o, o->kind, "area")) return;
  v = estimate_area(sm, o);
  if (v.kind != V_NUMBER || !v.known) return;
  struct ir_attribute *more = ARENA_ARRAY(sm->arena, struct ir_attribute, out->attributes + 1);
  memcpy(more, out->attribute, out->attributes * sizeof *more);
  more[out->attributes++] = (struct ir_attribute){.key = "area", .value = value_double(v),
                                                  .unit = dim_symbol(v.dim, &sm->units, sm->arena),
                                                  .span = out->made};
  out->attribute = more;
}

/* ---- nodes ---- */

static enum ir_kind kind_of(const struct level *l)
{
  switch (l->kind) {
  case K_MEMORY: return IR_MEMORY;
  case K_COMPUTE: return IR_COMPUTE;
  case K_NETWORK: return IR_NETWORK;
  case K_TRANSIT: return IR_TRANSIT;
  case K_ARRAY: return IR_ARRAY;
  default: return IR_KINDS; /* only holds others */
  }
}

int flatten_node(const struct ir_arch *arch, name_t name)
{
  for (unsigned i = 0; i < arch->nodes; i++)
    if (arch->node[i].name == name->text) return (int)i;
  return -1;
}

static int array_around(const struct ir_arch *arch, const struct level *l)
{
  for (l = l->parent; l; l = l->parent)
    if (l->kind == K_ARRAY) return flatten_node(arch, l->name);
  return -1;
}

static bool flat_axes(struct sema *sm, const struct level *l, struct ir_node *out)
{
  for (const struct axis *a = l->axes; a; a = a->next) out->axes++;
  out->axis = ARENA_ARRAY(sm->arena, struct ir_axis, out->axes);
  struct ir_axis *to = out->axis;
  for (const struct axis *a = l->axes; a; a = a->next, to++) {
    if (!value_is_known_int(a->size) || !a->name) return false;
    *to = (struct ir_axis){.name = a->name->text, .size = a->size.u.i, .span = a->size_at};
  }
  return true;
}

static bool flat_node(struct sema *sm, const struct ir_arch *arch, struct level *l,
                      struct ir_node *out)
{
  *out = (struct ir_node){.kind = kind_of(l), .name = l->name->text, .span = l->name_at,
                          .parent = array_around(arch, l)};
  out->made = l->node->slot[DECL_VALUE] ? node_span(l->node->slot[DECL_VALUE]) : l->name_at;
  if (l->object->of) out->component = l->object->of->name->text;
  flat_attributes(sm, l->object, l->kind, &out->attribute, &out->attributes);
  if (l->kind == K_ARRAY) return flat_axes(sm, l, out);
  flat_actions(sm, l->object, out);
  flat_area(sm, l->object, out);
  return true;
}

bool flatten_arch(struct sema *sm, struct object *arch, struct ir_arch *out)
{
  unsigned n = 0;
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l)) n++;
  *out = (struct ir_arch){.name = object_name(arch)};
  if (arch->of) out->span = arch->of->where;
  out->node = ARENA_ARRAY(sm->arena, struct ir_node, n);
  flat_attributes(sm, arch, K_ARCH, &out->attribute, &out->attributes);
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l)) {
    if (kind_of(l) == IR_KINDS) continue;
    if (!flat_node(sm, out, l, &out->node[out->nodes])) return false;
    tell_beyond(sm, l);
    out->nodes++;
  }
  return true;
}
