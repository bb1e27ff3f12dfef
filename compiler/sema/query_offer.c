/* What may stand at a place: lists of names with a few words on each. */
#include "compiler/sema/query.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/attribute.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/component.h"
#include "compiler/sema/core.h"
#include "compiler/sema/enum.h"
#include "compiler/sema/module.h"
#include "compiler/sema/object.h"
#include "compiler/sema/query_inside.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/target.h"
#include "compiler/sema/type.h"
#include "compiler/sema/workload.h"
#include "lang/syntax/param_doc.h"
#include "lang/syntax/parse.h"

#include <stdlib.h>
#include <string.h>

struct offering {
  struct sema *sm;
  void (*tell)(void *context, const struct offer *offer);
  void *context;
};

static void tell(const struct offering *o, const struct offer *offer) { o->tell(o->context, offer); }

static const char *text_at(const struct offering *o, const struct node *n)
{
  const struct source *source = source_of(o->sm->diags->sources, node_span(n));
  return arena_strndup(o->sm->arena, source->text + n->start, n->end - n->start);
}

static const struct ast *ast_of(const struct offering *o, uint32_t file)
{
  for (const struct module *m = o->sm->program->modules; m; m = m->next)
    if (m->ast->source->id == file) return m->ast;
  return NULL;
}

/* ---- names of a file ---- */

static int by_name(const void *a, const void *b)
{
  const struct symbol *const *x = a, *const *y = b;
  return strcmp((*x)->name->text, (*y)->name->text);
}

static const char *doc_of(const struct offering *o, const struct symbol *s)
{
  const struct ast *ast = ast_of(o, s->where.file);
  return ast && s->node ? ast_doc(ast, s->node, o->sm->arena) : NULL;
}

static enum keyword kind_of(const struct symbol *s)
{
  bool component = s->kind == S_DECL && s->node->word == KW_component;
  const struct node *is = component ? clause_find(s->node, KW_is) : NULL;
  const struct node *kind = is ? is->slot[CLAUSE_VALUE] : NULL;
  return kind && kind->name ? (enum keyword)kind->name->word : KW_NONE;
}

static void tell_symbol(const struct offering *o, const struct symbol *seen)
{
  const struct symbol *s = seen->kind == S_IMPORTED && seen->target ? seen->target : seen;
  bool known = s->state == DONE && s->value.known && s->value.kind == V_NUMBER;
  tell(o, &(struct offer){
            .name = seen->name->text, .meaning = refer_meaning(s),
            .type = known ? value_text(s->value, &o->sm->units, o->sm->arena)
                    : s->kind == S_DECL ? keyword_text(s->node->word) : NULL,
            .doc = doc_of(o, s), .is = kind_of(s)});
}

/* All symbols of a scope, in the order of their names. */
static void offer_scope(const struct offering *o, const struct scope *scope)
{
  unsigned n = 0;
  const struct symbol **all = ARENA_ARRAY(o->sm->arena, const struct symbol *, scope->names.n + 1);
  for (uint32_t i = 0; i < scope->names.cap; i++)
    if (scope->names.slots[i].value) all[n++] = scope->names.slots[i].value;
  qsort(all, n, sizeof *all, by_name);
  for (unsigned i = 0; i < n; i++) tell_symbol(o, all[i]);
}

static void offer_file(const struct offering *o, uint32_t file)
{
  for (const struct module *m = o->sm->program->modules; m; m = m->next)
    if (m->ast->source->id == file && m->scope) offer_scope(o, m->scope);
}

/* ---- of declarations ---- */

static const char *const *members_of(const struct offering *o, const struct symbol *e)
{
  unsigned n = 0;
  for (const struct node *m = enum_members(e); m; m = m->next) n += member_called(m) != NULL;
  const char **names = ARENA_ARRAY(o->sm->arena, const char *, n + 1);
  n = 0;
  for (const struct node *m = enum_members(e); m; m = m->next)
    if (member_called(m)) names[n++] = member_called(m)->text;
  return names;
}

/* What values of a type there are, if they are few. */
static const char *const *choices_of(const struct offering *o, const struct symbol *s,
                                     struct node *type)
{
  static const char *const truth[] = {"true", "false", NULL};
  if (!type) return NULL;
  struct wanted_type t = type_read(o->sm, s->scope, type);
  if (t.any) return NULL;
  if (t.kind == V_BOOL) return truth;
  return t.kind != V_ENUM ? NULL : t.members ? t.members : members_of(o, t.enumeration);
}

static void offer_params(const struct offering *o, const struct symbol *s)
{
  const struct ast *ast = ast_of(o, s->where.file);
  if (s->kind != S_DECL || !ast) return;
  for (const struct node *p = s->node->slot[DECL_PARAMS]; p; p = p->next) {
    const struct node *type = p->slot[PARAM_TYPE], *value = p->slot[PARAM_VALUE];
    const char *word = type ? text_at(o, type) : NULL;
    struct dim dim;
    tell(o, &(struct offer){.name = p->name->text, .meaning = MEANS_PARAM, .type = word,
                            .value = value ? text_at(o, value) : NULL, .needed = !value,
                            .choices = choices_of(o, s, p->slot[PARAM_TYPE]),
                            .unit = word && dim_of_type(word, &dim) ? dim_example_unit(dim) : NULL,
                            .doc = param_doc(ast, s->node, p, o->sm->arena)});
  }
}

static void offer_attributes(const struct offering *o, unsigned kinds)
{
  for (const char *const *path = attribute_paths(kinds, o->sm->arena); *path; path++) {
    const struct attribute *a = attribute_find(*path, kinds);
    const char *unit = a->type.kind == V_NUMBER ? dim_example_unit(a->type.dim) : NULL;
    if (!strcmp(*path, "tech")) unit = "nm"; /* as everybody says */
    tell(o, &(struct offer){.name = *path, .meaning = MEANS_ATTRIBUTE, .doc = a->doc, .unit = unit,
                            .choices = a->type.kind == V_ENUM ? a->type.members : NULL,
                            .type = type_text(o->sm, &a->type)});
  }
}

static void offer_levels(const struct offering *o, struct object *arch)
{
  for (struct level *l = arch ? arch_next(arch, NULL) : NULL; l; l = arch_next(arch, l))
    if (l->name)
      tell(o, &(struct offer){.name = l->name->text, .meaning = MEANS_LEVEL,
                              .type = l->object->of ? l->object->of->name->text
                                                    : keyword_text(l->node->word)});
}

static void offer_axes(const struct offering *o, const struct reference *of)
{
  struct level *l = of->meaning == MEANS_LEVEL && of->owner ? arch_level(of->owner, of->name) : NULL;
  for (const struct axis *a = l ? l->axes : NULL; a; a = a->next)
    if (a->name)
      tell(o, &(struct offer){.name = a->name->text, .meaning = MEANS_AXIS,
                              .type = arena_printf(o->sm->arena, "%s of `%s`",
                                                   value_text(a->size, &o->sm->units, o->sm->arena),
                                                   l->name->text)});
}

static void offer_dims(const struct offering *o, const struct workload *w)
{
  for (uint32_t i = 0; w && i < w->n_dims; i++) {
    const struct dimension *d = &w->dims[i];
    const char *size = d->size.known ? value_text(d->size, &o->sm->units, o->sm->arena) : NULL;
    tell(o, &(struct offer){.name = d->name->text, .meaning = MEANS_DIM,
                            .type = size ? arena_printf(o->sm->arena, "%s steps", size) : NULL});
  }
}

static void offer_tensors(const struct offering *o, const struct workload *w)
{
  for (uint32_t i = 0; w && i < w->n_tensors; i++) {
    const struct tensor *t = &w->tensors[i];
    bool known = t->size.kind == V_NUMBER && t->size.known;
    const char *size = known ? value_text(t->size, &o->sm->units, o->sm->arena) : NULL;
    tell(o, &(struct offer){.name = t->name->text, .meaning = MEANS_TENSOR,
                            .type = size ? arena_printf(o->sm->arena, "%s words", size) : NULL});
  }
}

/* ---- what a name is of ---- */

static struct object *object_of_value(struct sema *sm, struct value v)
{
  if (v.kind == V_OBJECT) return v.u.object;
  if (v.kind != V_DECL) return NULL;
  enum keyword w = v.u.symbol->node->word;
  bool makes = w == KW_component || w == KW_arch || w == KW_workload;
  return makes ? default_object(sm, v.u.symbol) : NULL;
}

/* What a clause names: `on Machine(rows = 4)`. */
static struct object *clause_names(struct sema *sm, const struct symbol *s, enum keyword word)
{
  struct node *c = s->kind == S_DECL ? clause_find(s->node, word) : NULL;
  struct node *n = c ? c->slot[CLAUSE_VALUE] : NULL;
  while (n && n->kind == N_CALL) n = n->slot[CALL_BASE];
  if (!n || (n->kind != N_NAME && n->kind != N_MEMBER)) return NULL;
  const struct reference *r = query_at(sm, n->file, n->kind == N_MEMBER ? n->name_at : n->start);
  const struct symbol *named = r ? query_symbol(sm, r) : NULL;
  return named && named->kind == S_DECL ? object_of_value(sm, symbol_value(sm, (struct symbol *)named))
                                        : NULL;
}

/* The instance that is meant by a name, or by what it is on or of. */
static struct object *object_of(struct sema *sm, const struct reference *r, enum keyword clause)
{
  const struct symbol *s = query_symbol(sm, r);
  if (r->meaning == MEANS_LEVEL && r->owner) {
    struct level *l = arch_level(r->owner, r->name);
    return l ? l->object : NULL;
  }
  if (!s) return NULL;
  if (r->meaning == MEANS_MAPPING || r->meaning == MEANS_MAPSPACE || r->meaning == MEANS_SPARSITY)
    return clause_names(sm, s, clause);
  if (s->state != DONE && s->kind != S_DECL) return NULL;
  return object_of_value(sm, symbol_value(sm, (struct symbol *)s));
}

static void offer_members(const struct offering *o, const struct reference *of)
{
  const struct symbol *s = query_symbol(o->sm, of);
  if (of->meaning == MEANS_MODULE && s && s->opens && s->opens->scope) {
    offer_scope(o, s->opens->scope);
    return;
  }
  struct object *object = object_of(o->sm, of, KW_on);
  if (!object) return;
  if (object->kind == K_ARCH) offer_levels(o, object);
  offer_dims(o, object->workload);
  offer_tensors(o, object->workload);
  if (!object->workload) offer_scope(o, &object->scope);
}

void query_offer(struct sema *sm, enum offered what, const struct reference *of,
                 void (*tell_one)(void *context, const struct offer *offer), void *context)
{
  struct offering o = {sm, tell_one, context};
  const struct symbol *s = query_symbol(sm, of);
  struct object *object = NULL;
  sm->diags->muted++;
  switch (what) {
  case OFFER_NAMES: offer_file(&o, of->at.file); break;
  case OFFER_PARAMS: if (s) offer_params(&o, s); break;
  case OFFER_MEMBERS: offer_members(&o, of); break;
  case OFFER_LEVELS: offer_levels(&o, object_of(sm, of, KW_on)); break;
  case OFFER_AXES: offer_axes(&o, of); break;
  case OFFER_DIMS: object = object_of(sm, of, KW_of); break;
  case OFFER_TENSORS: object = object_of(sm, of, KW_of); break;
  case OFFER_ATTRIBUTES: if (s && s->kind == S_DECL) offer_attributes(&o, settable_kinds(s));
  }
  if (object && what == OFFER_DIMS) offer_dims(&o, object->workload);
  if (object && what == OFFER_TENSORS) offer_tensors(&o, object->workload);
  sm->diags->muted--;
}

/* ---- what is built in ---- */

static int by_builtin(const void *a, const void *b)
{
  const struct builtin *const *x = a, *const *y = b;
  return strcmp((*x)->name, (*y)->name);
}

void query_offer_built_in(struct sema *sm, void (*tell_one)(void *context, const struct offer *offer),
                          void *context)
{
  unsigned n;
  const struct builtin *all = builtin_all(&n);
  const struct builtin **sorted = ARENA_ARRAY(sm->arena, const struct builtin *, n);
  for (unsigned i = 0; i < n; i++) sorted[i] = &all[i];
  qsort(sorted, n, sizeof *sorted, by_builtin);
  for (unsigned i = 0; i < n; i++)
    tell_one(context, &(struct offer){.name = sorted[i]->name, .meaning = MEANS_FUNCTION,
                                      .type = sorted[i]->signature, .doc = sorted[i]->doc,
                                      .of_run = sorted[i]->context != 0});
}

void query_offer_attributes(struct sema *sm, const char *word,
                            void (*tell_one)(void *context, const struct offer *offer), void *context)
{
  static const struct { const char *word; unsigned kinds; } of[] = {
    {"memory", K_MEMORY}, {"compute", K_COMPUTE}, {"network", K_NETWORK}, {"transit", K_TRANSIT},
    {"array", K_ARRAY}, {"group", K_GROUP}, {"parallel", K_PARALLEL}, {"arch", K_ARCH},
    {"mapper", K_MAPPER}, {"run", K_RUN}, {"study", K_STUDY}, {"test", K_TEST}, {"part", K_PART},
    {"component", K_PART}};
  struct offering o = {sm, tell_one, context};
  if (!word) offer_attributes(&o, K_FILE);
  for (unsigned i = 0; word && i < sizeof of / sizeof *of; i++)
    if (!strcmp(of[i].word, word)) offer_attributes(&o, of[i].kinds);
}
