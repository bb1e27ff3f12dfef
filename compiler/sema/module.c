/* Declarations and imports as values; what modules offer each other. */
#include "compiler/sema/internal.h"

#include <string.h>

struct value declaration_value(struct sema *sm, struct symbol *s)
{
  /* `workload conv1 = conv2d(n = 1)`: another name for an instance. */
  if (s->kind == S_DECL && s->node->slot[DECL_VALUE] && s->node->word != KW_enum)
    return eval(sm, s->scope, s->node->slot[DECL_VALUE]);
  return value_decl(s);
}

struct symbol *symbol_target(struct symbol *s)
{
  while (s && s->kind == S_IMPORTED) s = s->target;
  return s;
}

struct value import_value(struct sema *sm, struct symbol *s)
{
  if (s->kind == S_MODULE)
    return (struct value){.kind = V_MODULE, .known = true, .u.symbol = s};
  struct symbol *target = symbol_target(s);
  if (!target) return value_poison();
  return symbol_value(sm, target);
}

static void offer_exports(const struct module *m, struct suggest *to)
{
  for (uint32_t i = 0; i < m->scope->names.cap; i++) {
    const struct symbol *s = m->scope->names.slots[i].value;
    if (s && s->kind != S_IMPORTED && s->kind != S_MODULE && s->name->text[0] != '_')
      suggest_offer(to, s->name->text);
  }
}

struct symbol *module_export(struct sema *sm, struct module *m, name_t name, struct span at)
{
  if (m->failed || !m->scope) return NULL;
  struct symbol *s = scope_get(m->scope, name);
  bool is_private = s && name->text[0] == '_';
  if (s && !is_private && s->kind != S_IMPORTED && s->kind != S_MODULE) {
    s->used = true;
    return s;
  }
  if (m->ast->broken) return NULL; /* what is not there may be in what could not be read */
  struct suggest near = suggest_near(sm, name->text);
  offer_exports(m, &near);
  struct diag *d;
  if (is_private) {
    d = diag_at(sm->diags, E0209, at, "`%s` is private to `%s`", name->text, m->name);
    diag_label(d, at, "a name with `_` in front stays in its file");
    diag_note_at(d, s->where, "it is declared here");
    return NULL;
  }
  d = diag_at(sm->diags, E0209, at, "`%s` offers no `%s`", m->name, name->text);
  diag_label(d, at, s ? "only imported there itself" : "not found");
  if (near.best) {
    diag_help(d, "did you mean `%s`?", near.best);
    diag_fix(d, DIAG_MAYBE, at, "%s", near.best);
  } else diag_help(d, "`tlc doc %s` lists what it offers", m->name);
  return NULL;
}

/* "std.mapper.quick" of a chain of members, or NULL. */
static const char *dotted(struct sema *sm, const struct node *n)
{
  if (n->kind == N_NAME) return n->name->text;
  if (n->kind != N_MEMBER) return NULL;
  const char *base = dotted(sm, n->slot[MEMBER_BASE]);
  return base ? arena_printf(sm->arena, "%s.%s", base, n->name->text) : NULL;
}

static const struct node *root_of(const struct node *n)
{
  while (n->kind == N_MEMBER) n = n->slot[MEMBER_BASE];
  return n;
}

bool library_path(struct sema *sm, struct node *n, struct value *out)
{
  const struct node *root = root_of(n);
  if (n->kind != N_MEMBER || root->kind != N_NAME || strcmp(root->name->text, "std")) return false;
  const char *base = dotted(sm, n->slot[MEMBER_BASE]);
  struct module *m = base ? program_module(sm->program, base) : NULL;
  if (!m) {
    if (n->slot[MEMBER_BASE]->kind == N_MEMBER) return false;
    const char *whole = dotted(sm, n);
    m = program_module(sm->program, whole);
    if (m) { /* the module itself, on the way to one of its names */
      struct symbol *s = ARENA_NEW(sm->arena, struct symbol);
      *s = (struct symbol){.kind = S_MODULE, .name = n->name, .node = n, .opens = m, .state = DONE};
      *out = (struct value){.kind = V_MODULE, .known = true, .u.symbol = s};
      return true;
    }
    struct diag *d = diag_at(sm->diags, E0207, node_span(n), "the library has no module `%s`", whole);
    diag_label(d, node_span(n), "not found");
    *out = value_poison();
    return true;
  }
  struct symbol *s = module_export(sm, m, n->name, node_name_span(n));
  *out = s ? symbol_value(sm, s) : value_poison();
  return true;
}
