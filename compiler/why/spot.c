#include "compiler/why/spot.h"

#include "lang/base/jsonw.h"

#include <math.h>
#include <string.h>

struct looking {
  struct span at;
  const struct node *holder, *exact; /* the innermost that sets something; what stands there */
};

static bool covers(const struct node *n, struct span at)
{
  return n->start <= at.start && at.start < n->end;
}

/* The slot of what a node of this kind sets; -1: it sets nothing. */
static int value_slot(const struct node *n)
{
  switch (n->kind) {
  case N_ATTR: return ATTR_VALUE;
  case N_ARG: return ARG_VALUE;
  case N_PARAM: return PARAM_VALUE;
  case N_FIELD: return FIELD_VALUE;
  default: return -1;
  }
}

static bool look(struct node *n, void *context)
{
  struct looking *l = context;
  if (!covers(n, l->at)) return n->kind == N_FILE;
  int slot = value_slot(n);
  if (slot >= 0 && n->slot[slot]) l->holder = n->slot[slot];
  if (!l->exact && n->kind >= N_NAME && n->start == l->at.start && n->end == l->at.end) l->exact = n;
  return true;
}

const struct node *why_spot(const struct compilation *c, struct span at)
{
  for (const struct module *m = c->program.modules; m && at.file; m = m->next) {
    if (m->library || m->failed || m->ast->source->id != at.file) continue;
    struct looking l = {.at = at};
    ast_walk(m->ast->root, look, &l);
    return l.holder ? l.holder : l.exact;
  }
  return NULL;
}

const char *why_spot_text(const struct compilation *c, const struct node *value, struct arena *arena)
{
  const struct source *s = source_of(&c->sources, node_span(value));
  return arena_strndup(arena, s->text + value->start, value->end - value->start);
}

const char *why_spot_scaled(const struct compilation *c, const struct node *value, double is,
                        const char *unit, double times, struct arena *arena)
{
  const char *text = why_spot_text(c, value, arena);
  bool whole = !*unit && is == trunc(is);
  double number = whole ? is : NAN;
  char digits[32];
  if (value->kind == N_NUMBER) number = node_number(value)->d;
  if (whole && number * times != trunc(number * times)) return NULL;
  if (value->kind == N_NUMBER) text += node_number(value)->digits_end - value->start;
  else if (!whole) return arena_printf(arena, "(%s) * %.6g", text, times);
  else text = "";
  shortest_double(number * times, digits);
  return arena_printf(arena, "%s%s", digits, text);
}
