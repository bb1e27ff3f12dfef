#include "compiler/sema/enum.h"

struct node *enum_members(const struct symbol *e)
{
  struct node *v = e->node->slot[DECL_VALUE];
  return v && v->kind == N_LIST ? v->slot[LIST_ITEMS] : v;
}

name_t member_called(const struct node *member)
{
  return member->kind == N_NAME || member->kind == N_STRING ? member->name : NULL;
}

bool enum_unclear(const struct symbol *e)
{
  const struct node *list = e->node->slot[DECL_VALUE], *m = enum_members(e);
  while (m && m->kind == N_NAME) m = m->next;
  return !list || list->kind != N_LIST || !enum_members(e) || m;
}

static void tell_no_members(struct sema *sm, const struct node *decl, const struct node *value)
{
  struct span where = value ? node_span(value) : node_head_span(decl);
  const char *name = decl->name->text;
  struct diag *d;
  if (value && value->kind != N_LIST) {
    d = diag_at(sm->diags, E0626, where, "the members of `%s` stand in a list", name);
    diag_label(d, where, "not a list");
  } else {
    d = diag_at(sm->diags, E0626, where, "the enum `%s` has no members", name);
    diag_label(d, where, "nothing says which values it has");
  }
  diag_help(d, "write them down: `enum %s = [%s, ...]`", name,
            value && value->kind == N_NAME ? value->name->text : "first");
}

/* All strings are told of at once, as they are one mistake. */
static void tell_no_name(struct sema *sm, const struct node *member)
{
  struct diag *d = diag_at(sm->diags, E0627, node_span(member), "a member of an enum is a name");
  bool string = member->kind == N_STRING && member->name;
  diag_label(d, node_span(member), member->kind == N_STRING ? "a string" : "not a name");
  if (string) diag_help(d, "leave the quotes out");
  for (; member && string; member = member->next)
    if (member->kind == N_STRING && member->name)
      diag_fix(d, DIAG_MAYBE, node_span(member), "%s", member->name->text);
}

void check_enum(struct sema *sm, struct symbol *s)
{
  struct node *value = s->node->slot[DECL_VALUE];
  struct map seen = {0};
  unsigned strings = 0;
  if (value && value->kind == N_ERROR) return;
  if (!value || value->kind != N_LIST || !value->slot[LIST_ITEMS]) {
    tell_no_members(sm, s->node, value);
    return;
  }
  for (struct node *n = value->slot[LIST_ITEMS]; n; n = n->next) {
    if (n->kind == N_ERROR) continue;
    if (n->kind != N_NAME) {
      if (n->kind != N_STRING || !strings++) tell_no_name(sm, n);
      continue;
    }
    struct node *first = map_get(&seen, n->name);
    if (!first) {
      map_set(&seen, sm->arena, n->name, n);
      continue;
    }
    struct diag *d = diag_at(sm->diags, E0205, node_span(n), "`%s` is declared twice",
                             n->name->text);
    diag_label(d, node_span(n), "again here");
    diag_label(d, node_span(first), "a member already");
  }
}
