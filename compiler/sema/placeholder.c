#include "compiler/sema/placeholder.h"

#include "compiler/sema/enum.h"

#include <string.h>

static const char *const nothing = "...";

/* ---- values ---- */

static const char *number(struct sema *sm, const struct wanted_type *t)
{
  if (dim_is_none(t->dim)) return "1";
  const char *unit = dim_example_unit(t->dim);
  return arena_printf(sm->arena, "1 %s", unit ? unit : dim_symbol(t->dim, &sm->units, sm->arena));
}

static const char *member(const struct wanted_type *t)
{
  if (t->members) return *t->members ? *t->members : nothing;
  name_t first = t->enumeration ? member_called(enum_members(t->enumeration)) : NULL;
  return first ? first->text : nothing;
}

const char *placeholder(struct sema *sm, const struct wanted_type *t)
{
  if (t->any) return nothing;
  switch (t->kind) {
  case V_NUMBER: return number(sm, t);
  case V_BOOL: return "false";
  case V_STRING: return "\"\"";
  case V_LIST: return t->element ? arena_printf(sm->arena, "[%s]", placeholder(sm, t->element)) : "[]";
  case V_ENUM: return member(t);
  default: return nothing;
  }
}

const char *placeholder_of(struct sema *sm, const struct symbol *decl, const struct node *p)
{
  const struct node *least = p->slot[PARAM_RANGE] ? p->slot[PARAM_RANGE]->slot[RANGE_A] : NULL;
  if (least && least->kind == N_NUMBER)
    return arena_strndup(sm->arena, source_of(sm->diags->sources, node_span(least))->text + least->start,
                         least->end - least->start);
  if (!p->slot[PARAM_TYPE]) return nothing;
  sm->diags->muted++; /* the type was read once already */
  struct wanted_type t = type_read(sm, decl->scope, p->slot[PARAM_TYPE]);
  sm->diags->muted--;
  return placeholder(sm, &t);
}

/* ---- statements ---- */

/* The blanks that the line of a byte begins with. */
static int indent_of(const char *text, uint32_t at, const char **start)
{
  while (at && text[at - 1] != '\n') at--;
  *start = text + at;
  return (int)strspn(*start, " \t");
}

void fix_with_statement(struct sema *sm, struct diag *d, const struct node *decl,
                        const char *statement)
{
  const char *text = source_of(sm->diags->sources, node_span(decl))->text, *line;
  const struct node *last = decl->slot[DECL_ITEMS];
  while (last && last->next) last = last->next;
  uint32_t close = decl->end - 1;
  if (!decl->has_block)
    diag_fix(d, DIAG_HOLES, (struct span){decl->file, decl->end, decl->end}, " { %s }", statement);
  else if (!last)
    diag_fix(d, DIAG_HOLES, (struct span){decl->file, close, close}, "%s%s ",
             text[close - 1] == '{' ? " " : "", statement);
  else if (!memchr(text + last->end, '\n', close - last->end))
    diag_fix(d, DIAG_HOLES, (struct span){decl->file, last->end, last->end}, "; %s", statement);
  else {
    int n = indent_of(text, last->start, &line);
    diag_fix(d, DIAG_HOLES, (struct span){decl->file, last->end, last->end}, "\n%.*s%s", n, line,
             statement);
  }
}

/* ---- names ---- */

const char *only_declared(const struct scope *scope, enum keyword word)
{
  const char *only = NULL;
  while (scope->outer) scope = scope->outer;
  for (uint32_t i = 0; i < scope->names.cap; i++) {
    const struct symbol *seen = scope->names.slots[i].value, *s = seen;
    if (s && s->kind == S_IMPORTED) s = s->target;
    if (!s || s->kind != S_DECL || s->node->word != word) continue;
    if (only) return NULL;
    only = seen->name->text;
  }
  return only;
}
