/* Declarations and imports as values; what modules offer each other. */
#include "compiler/sema/module.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"

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

/* Calls back with each name that a module offers, in the order of the file. */
static void each_export(const struct module *m, void (*tell)(name_t name, void *context),
                        void *context)
{
  for (const struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next) {
    const struct node *first = n->kind == N_BINDS  ? n->slot[BINDS_BINDINGS]
                               : n->kind == N_DECL ? n
                                                   : NULL;
    for (const struct node *b = first; b; b = n->kind == N_BINDS ? b->next : NULL)
      if (b->name && b->word != KW_test && b->name->text[0] != '_') tell(b->name, context);
  }
}

static void offer(name_t name, void *context) { suggest_offer(context, name->text); }

enum { LISTED = 12 };

struct listing {
  const char *names[LISTED];
  unsigned n;
};

static void list(name_t name, void *context)
{
  struct listing *l = context;
  if (l->n < LISTED) l->names[l->n] = name->text;
  l->n++;
}

static void note_exports(struct sema *sm, struct diag *d, const struct module *m)
{
  struct listing l = {0};
  each_export(m, list, &l);
  if (l.n == 0) diag_note(d, "it offers nothing");
  else if (l.n <= LISTED) diag_note(d, "it offers %s", join_names(sm, l.names, l.n));
  else diag_note(d, "it offers %u names; `tlc doc %s` lists them", l.n, m->name);
}

/* Where a module imports a name for itself, or NULL. */
static const struct node *own_import(const struct module *m, name_t name)
{
  for (const struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next)
    for (const struct node *i = n->kind == N_IMPORT ? n->slot[IMPORT_NAMES] : NULL; i; i = i->next)
      if ((i->slot[IMPORTED_ALIAS] ? i->slot[IMPORTED_ALIAS]->name : i->name) == name) return n;
  return NULL;
}

/* A module offers what it declares, not what it imports. */
static void tell_passed_on(struct sema *sm, struct diag *d, const struct node *import, name_t name)
{
  const struct node *path = import->slot[IMPORT_PATH];
  const char *text = source_of(sm->diags->sources, node_span(path))->text;
  diag_note_at(d, node_span(path), "it is imported there itself, from here");
  diag_help(d, "import it from there too: `import %.*s { %s }`", (int)(path->end - path->start),
            text + path->start, name->text);
}

/* Whichever of the names like it was meant, its uses are right. */
struct likeness {
  struct sema *sm;
  name_t wanted;
  uint32_t file;
};

static void expect_use(name_t name, void *context)
{
  const struct likeness *l = context;
  struct suggest near = suggest_start(l->wanted->text);
  suggest_offer(&near, name->text);
  if (near.best) tell_name(l->sm, name, l->file);
}

static void expect_uses(struct sema *sm, const struct module *m, name_t wanted, uint32_t file)
{
  each_export(m, expect_use, &(struct likeness){sm, wanted, file});
}

struct symbol *module_export(struct sema *sm, struct module *m, name_t name, struct span at)
{
  if (m->failed || !m->scope) return NULL;
  struct symbol *s = scope_get(m->scope, name);
  bool is_private = s && name->text[0] == '_';
  if (s && !is_private && s->kind != S_IMPORTED && s->kind != S_MODULE) {
    s->used = true;
    refer(sm, at, s);
    return s;
  }
  if (m->ast->broken) return NULL; /* what is not there may be in what could not be read */
  if (is_private) {
    struct diag *d = diag_at(sm->diags, E0209, at, "`%s` is private to `%s`", name->text, m->name);
    diag_label(d, at, "a name with `_` in front stays in its file");
    diag_note_at(d, s->where, "it is declared here");
    return NULL;
  }
  if (!tell_member(sm, m->name, name, at.file)) return NULL;
  struct suggest near = suggest_near(sm, name->text);
  each_export(m, offer, &near);
  const struct node *import = own_import(m, name);
  struct diag *d = diag_at(sm->diags, E0209, at, "`%s` offers no `%s`", m->name, name->text);
  diag_label(d, at, import ? "not declared there" : "not found");
  if (import) tell_passed_on(sm, d, import, name);
  else if (!diag_suggest(d, at, near.best)) note_exports(sm, d, m);
  else expect_uses(sm, m, name, at.file);
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
    struct diag *d = diag_at(sm->diags, E0701, node_span(n), "there is no module `%s`", whole);
    diag_label(d, node_span(n), "not found");
    struct suggest near = suggest_near(sm, whole);
    if (sm->program->suggest_module) sm->program->suggest_module(sm->program, whole, &near);
    diag_suggest(d, node_span(n), near.best);
    *out = value_poison();
    return true;
  }
  refer_module(sm, node_span(n->slot[MEMBER_BASE]), m);
  struct symbol *s = module_export(sm, m, n->name, node_name_span(n));
  *out = s ? symbol_value(sm, s) : value_poison();
  return true;
}
