/* Names, and the values behind them: evaluated when they are first asked for, so
 * that the order of declarations means nothing. */
#include "compiler/sema/scope.h"

#include "compiler/sema/attribute.h"
#include "compiler/sema/component.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/module.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/sums.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trace.h"
#include "compiler/sema/type.h"

#include <string.h>

struct symbol *scope_get(const struct scope *s, name_t name) { return map_get(&s->names, name); }

struct symbol *scope_find(const struct scope *s, name_t name)
{
  for (; s; s = s->outer) {
    struct symbol *found = scope_get(s, name);
    if (found) return found;
  }
  return NULL;
}

unsigned scope_context(const struct scope *s)
{
  unsigned context = 0;
  for (; s; s = s->outer) context |= s->context;
  return context;
}

static void duplicate(struct sema *sm, const struct symbol *first, enum symbol_kind kind,
                      struct span again)
{
  struct span one = first->where;
  bool imported = kind == S_IMPORTED || kind == S_MODULE;
  if (one.file == again.file && one.start > again.start) { /* imports are looked at last */
    struct span other = one;
    one = again;
    again = other;
  }
  const char *done = kind == S_ATTRIBUTE ? "set" : "declared";
  struct diag *d = diag_at(sm->diags, E0205, again, "`%s` is %s twice", first->name->text, done);
  diag_label(d, again, "%s again here", done);
  diag_label(d, one, imported ? "imported here" : "first %s here", done);
  if (imported)
    diag_help(d, "import it under another name, such as `as other_%s`", first->name->text);
  else diag_help(d, kind == S_ATTRIBUTE ? "keep one of them" : "give one of them another name");
}

/* A `let` or a variable that hides what the file declares surprises readers;
 * parameters and members of a declaration are named for its users instead. */
static void hides(struct sema *sm, const struct symbol *outer, const struct symbol *inner)
{
  struct diag *d = diag_at(sm->diags, W0504, inner->where, "`%s` hides another `%s`",
                           inner->name->text, outer->name->text);
  diag_label(d, inner->where, "from here on this one is meant");
  diag_label(d, outer->where, "this one is hidden");
}

struct symbol *scope_declare(struct sema *sm, struct scope *s, enum symbol_kind kind, name_t name,
                             struct node *node, struct span where)
{
  struct symbol *symbol = ARENA_NEW(sm->arena, struct symbol);
  *symbol = (struct symbol){.kind = (uint8_t)kind, .name = name, .node = node, .where = where,
                            .set_at = where, .scope = s};
  struct symbol *same = scope_get(s, name);
  if (same) {
    duplicate(sm, same, kind, where);
    return symbol;
  }
  if (kind == S_LET || kind == S_VARIABLE) {
    struct symbol *outer = s->outer ? scope_find(s->outer, name) : NULL;
    if (outer && outer->where.file) hides(sm, outer, symbol);
  }
  map_set(&s->names, sm->arena, name, symbol);
  if (kind != S_IMPORTED && kind != S_MODULE) refer(sm, where, symbol);
  return symbol;
}

struct symbol *scope_bind(struct sema *sm, struct scope *s, enum symbol_kind kind,
                          struct node *binding)
{
  struct symbol *symbol = scope_declare(sm, s, kind, binding->name, binding,
                                        node_name_span(binding));
  symbol->expr = binding->slot[BINDING_VALUE];
  symbol->type = binding->slot[BINDING_TYPE];
  return symbol;
}

/* Inner scopes first; in one scope, as its names have no order, the first in the
 * alphabet of those that are equally near. */
void scope_suggest(const struct scope *s, struct suggest *to, unsigned kinds)
{
  for (; s && !to->off; s = s->outer) {
    struct suggest here = *to;
    here.best = NULL;
    for (uint32_t i = 0; i < s->names.cap; i++) {
      const struct symbol *symbol = s->names.slots[i].value;
      if (!symbol || (kinds && !(kinds >> symbol->kind & 1))) continue;
      if (symbol->kind == S_IMPORTED && symbol->broken) continue;
      struct suggest one = *to;
      suggest_offer(&one, symbol->name->text);
      if (one.distance < here.distance || (here.best && one.best && one.distance == here.distance &&
                                           strcmp(one.best, here.best) < 0))
        here = one;
    }
    if (here.best) *to = here;
  }
}

/* The whole circle, from the symbol that was asked for twice back to it. */
static struct value circular(struct sema *sm, struct symbol *s)
{
  struct diag *d = diag_at(sm->diags, E0308, s->where, "`%s` depends on itself", s->name->text);
  tell_name(sm, s->name, s->where.file); /* perhaps a parameter was meant */
  if (sm->asking == s) {
    diag_label(d, s->where, "needs its own value");
    if (s->expr) diag_label(d, node_span(s->expr), "by way of this");
    return value_poison();
  }
  const struct symbol *needed = s;
  for (const struct symbol *t = sm->asking; t; t = t->asker) {
    diag_label(d, t->where, "needs `%s`", needed->name->text);
    if (t == s) break;
    needed = t;
  }
  diag_help(d, "give one of them a value that needs none of the others");
  return value_poison();
}

/* A parameter may have a default that comes back to it: an argument for any of
 * those in the circle would do. */
static struct value mutual(struct sema *sm, struct symbol *s)
{
  for (struct symbol *t = sm->asking; t; t = t->asker) {
    t->mutual = true;
    if (t == s) break;
  }
  return value_poison();
}

/* What a declared type says of a value; E0301 if it does not fit. */
static struct value typed_value(struct sema *sm, struct symbol *s)
{
  if (s->is_sum) return sum_of_parts(sm, s);
  if (s->attribute) {
    struct value a = eval_as(sm, s->scope, s->expr, &s->attribute->type);
    if (type_fits(&s->attribute->type, a))
      return estimate_attribute(sm, s, in_range(sm, s->attribute, a, node_span(s->expr)));
    tell_misfit_at(sm, s->name->text, s->expr, (struct span){0}, &s->attribute->type, a);
    return value_poison();
  }
  if (!s->type) return eval(sm, s->scope, s->expr);
  struct wanted_type t = type_read(sm, s->scope, s->type);
  struct value v = eval_as(sm, s->scope, s->expr, &t);
  if (type_fits(&t, v)) return v;
  tell_misfit(sm, s, &t, v);
  return value_poison();
}

/* Whoever asks first may be guessing in silence (the branch of an `if` that is not
 * taken); what is wrong with the symbol itself is told all the same, this once. */
static uint32_t own_muting(const struct sema *sm, const struct symbol *s)
{
  if (s->module && s->module->ast) return s->module->ast->broken;
  if (s->kind != S_VARIABLE && s->scope && s->scope->object) return s->scope->object->muted;
  return sm->diags->muted;
}

/* What makes instances rests on nothing itself: their members do. */
static bool is_traced(const struct symbol *s)
{
  return s->kind != S_PART && s->kind != S_DECL && s->kind != S_IMPORTED && s->kind != S_MODULE;
}

/* Where the instance that a symbol belongs to was made: whoever asks for `tech` from further
 * inside has no part in what is wrong with it. */
static struct trail *own_trail(const struct sema *sm, const struct symbol *s)
{
  for (struct trail *t = s->scope ? sm->trail : NULL; t; t = t->outer)
    if (t->object == s->scope->object) return t;
  return sm->trail;
}

struct value symbol_value(struct sema *sm, struct symbol *s)
{
  if (s->state == DONE) {
    trace_symbol(sm, s);
    return s->value;
  }
  if (s->state == BUSY) {
    s->value = s->kind == S_PARAM && sm->asking != s ? mutual(sm, s) : circular(sm, s);
    s->state = DONE;
    return s->value;
  }
  s->state = BUSY;
  s->asker = sm->asking;
  sm->asking = s;
  struct value v;
  struct tracing own = {NULL, NULL}, *before = trace_begin(sm, is_traced(s) ? &own : NULL);
  name_t by = sm->naming;
  struct trail *trail = sm->trail;
  sm->trail = own_trail(sm, s);
  uint32_t muted = sm->diags->muted;
  sm->diags->muted = own_muting(sm, s);
  if (s->kind == S_LET) sm->naming = s->name;
  if (s->kind == S_DECL || s->kind == S_ENUM) v = declaration_value(sm, s);
  else if (s->kind == S_PART) v = part_value(sm, s);
  else if (s->kind == S_ACTION) v = action_value(sm, s, NULL, NULL, NULL);
  else if (s->kind == S_IMPORTED || s->kind == S_MODULE) v = import_value(sm, s);
  else if (s->expr || s->is_sum) v = typed_value(sm, s);
  else if (s->type) {
    struct wanted_type t = type_read(sm, s->scope, s->type);
    v = type_unknown(&t);
  } else v = value_poison();
  sm->naming = by;
  sm->diags->muted = muted;
  sm->asking = s->asker;
  sm->trail = trail;
  trace_end(sm, before);
  s->trace = own.first;
  trace_symbol(sm, s);
  if (s->state == BUSY) {
    s->value = v;
    s->state = DONE;
  }
  return s->value;
}
