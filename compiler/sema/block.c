/* Settings, lets and objectives: what runs, tests, studies, mappers and tables say
 * in their blocks, and what none of them has. */
#include "compiler/sema/block.h"

#include "compiler/sema/attribute.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/objective.h"
#include "compiler/sema/place.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/type.h"
#include "lang/syntax/parse.h"

const char *called(struct sema *sm, const struct node *n)
{
  if (n->kind != N_NAME && n->kind != N_MEMBER) return "this";
  return arena_printf(sm->arena, "`%s`", n->name->text);
}

bool is_declared(struct value v, enum keyword word)
{
  if (v.kind == V_DECL) return v.u.symbol->node->word == word;
  return v.kind == V_OBJECT && v.u.object->decl && v.u.object->decl->word == word;
}

struct diag *tell_wrong_kind(struct sema *sm, const struct node *n, const char *subject,
                             const char *wanted, struct value v)
{
  const char *is = value_describe(v, &sm->units, sm->arena);
  struct diag *d = diag_at(sm->diags, E0306, node_span(n), "%s takes %s, but %s is %s", subject,
                           wanted, called(sm, n), is);
  diag_label(d, node_span(n), "%s", is);
  const struct symbol *s = v.kind == V_DECL ? v.u.symbol : NULL;
  if (s && s->where.file) diag_note_at(d, s->where, "`%s` is declared here", s->name->text);
  return d;
}

/* ---- settings ---- */

bool check_once(struct sema *sm, struct block *b, name_t name, struct node *n, struct span where)
{
  struct node *first = map_get(&b->seen, name);
  if (!first) {
    map_set(&b->seen, sm->arena, name, n);
    return true;
  }
  struct diag *d = diag_at(sm->diags, E0602, where, "this %s has `%s` twice", keyword_text(b->word),
                           name->text);
  diag_label(d, where, "again here");
  diag_label(d, node_head_span(first), "first here");
  diag_help(d, "keep one of them");
  return false;
}

/* Whose attribute it would be: "a mapper". */
static const char *owner_of(struct sema *sm, const char *path)
{
  static const struct { unsigned kind; enum keyword word; } owners[] = {
    {K_MAPPER, KW_mapper}, {K_RUN, KW_run}, {K_ARCH, KW_arch}, {K_MEMORY, KW_memory},
    {K_COMPUTE, KW_compute}, {K_NETWORK, KW_network}, {K_TRANSIT, KW_transit}, {K_ARRAY, KW_array},
  };
  for (unsigned i = 0; i < sizeof owners / sizeof *owners; i++)
    if (attribute_find(path, owners[i].kind))
      return keyword_with_article(owners[i].word, sm->arena);
  return NULL;
}

static struct value tell_no_setting(struct sema *sm, struct block *b, struct node *attr,
                                    name_t path)
{
  struct span where = node_span(attr->slot[ATTR_PATH]);
  struct suggest near = suggest_near(sm, path->text);
  const char *owner = owner_of(sm, path->text);
  struct diag *d = diag_at(sm->diags, E0203, where, "a %s has no attribute `%s`",
                           keyword_text(b->word), path->text);
  attribute_suggest(&near, b->kind);
  /* The value is looked at as that of the attribute that is meant. */
  const struct attribute *meant = near.best ? attribute_find(near.best, b->kind) : NULL;
  if (meant) eval_as(sm, b->scope, attr->slot[ATTR_VALUE], &meant->type);
  else if (attr->slot[ATTR_VALUE]->kind != N_NAME) eval(sm, b->scope, attr->slot[ATTR_VALUE]);
  tell_name(sm, path, where.file); /* perhaps a `let` was forgotten */
  diag_label(d, where, "nothing takes this");
  if (offer_statement(sm, d, b->word, attr)) return value_poison();
  if (owner) diag_help(d, "`%s` is an attribute of %s: set it there", path->text, owner);
  else if (!diag_suggest(d, where, near.best) && !strchr(path->text, '.'))
    diag_help(d, "to give a value a name, write `let %s = ...`", path->text);
  return value_poison();
}

struct value check_setting(struct sema *sm, struct block *b, struct node *attr)
{
  struct node *expr = attr->slot[ATTR_VALUE];
  name_t path = path_text(sm, attr->slot[ATTR_PATH]);
  if (!path || !expr) return value_poison();
  const struct attribute *a = attribute_find(path->text, b->kind);
  if (!a) return tell_no_setting(sm, b, attr, path);
  refer_setting(sm, node_span(attr->slot[ATTR_PATH]), NULL, path);
  check_once(sm, b, path, attr, node_span(attr->slot[ATTR_PATH]));
  struct value v = eval_as(sm, b->scope, expr, &a->type);
  if (type_fits(&a->type, v)) return in_range(sm, a, v, node_span(expr));
  tell_misfit_at(sm, path->text, expr, (struct span){0}, &a->type, v);
  return value_poison();
}

void read_tolerance(struct sema *sm, struct scope *scope, struct node *items)
{
  for (struct node *n = items; n && !scope->has_tolerance; n = n->next) {
    name_t path = n->kind == N_ATTR ? path_text(sm, n->slot[ATTR_PATH]) : NULL;
    if (!path || !names_equal(path, "tolerance") || !n->slot[ATTR_VALUE]) continue;
    struct value v = eval_quietly(sm, scope, n->slot[ATTR_VALUE]);
    if (!value_is_plain(v) || !v.known) continue;
    scope->has_tolerance = true;
    scope->tolerance = value_double(v);
  }
}

/* ---- lets ---- */

void declare_lets(struct sema *sm, struct scope *scope, struct node *binds)
{
  for (struct node *n = binds->slot[BINDS_BINDINGS]; n; n = n->next)
    if (n->name) scope_bind(sm, scope, S_LET, n);
}

void evaluate_lets(struct sema *sm, struct scope *scope, struct node *binds)
{
  for (struct node *n = binds->slot[BINDS_BINDINGS]; n; n = n->next) {
    struct symbol *s = n->name ? scope_get(scope, n->name) : NULL;
    if (s && s->node == n) symbol_value(sm, s);
  }
}

/* ---- minimize, report ---- */

static void tell_not_objective(struct sema *sm, const struct node *names, const struct node *n,
                               struct value v)
{
  const char *word = keyword_text(names->word);
  struct span where = node_span(n);
  struct diag *d;
  if (v.kind == V_NUMBER) {
    d = diag_at(sm->diags, E0607, where, "`%s` takes measures, but %s is %s whatever is run", word,
                called(sm, n), value_text(v, &sm->units, sm->arena));
    diag_label(d, where, "the same for every mapping");
  } else {
    const char *is = value_describe(v, &sm->units, sm->arena);
    d = diag_at(sm->diags, E0607, where, "`%s` takes measures, but %s is %s", word, called(sm, n),
                is);
    diag_label(d, where, "%s", is);
  }
  diag_help(d, "measures are `energy`, `time`, `edp`, `cycles` and what is computed from them");
}

/* A name that was given in the same statement before. */
static void check_repeated(struct sema *sm, const struct node *names, const struct node *n)
{
  if (n->kind != N_NAME) return;
  for (const struct node *k = names->slot[NAMES_VALUES]; k != n; k = k->next) {
    if (k->kind != N_NAME || k->name != n->name) continue;
    struct diag *d = diag_at(sm->diags, W0522, node_span(n), "`%s` is named twice", n->name->text);
    diag_label(d, node_span(n), "this adds nothing");
    diag_label(d, node_span(k), "named here already");
    return;
  }
}

void check_objectives(struct sema *sm, struct block *b, struct node *names)
{
  bool report = names->word == KW_report;
  for (struct node *n = names->slot[NAMES_VALUES]; n; n = n->next) {
    struct value v = eval(sm, b->scope, n);
    check_repeated(sm, names, n);
    if (v.kind == V_POISON) continue;
    bool fits = v.kind == V_NUMBER ? !v.known || n->kind == N_CALL
                                   : report && (v.kind == V_ENUM || v.kind == V_STRING);
    if (!fits) tell_not_objective(sm, names, n, v);
    else if (names->word == KW_minimize && b->word != KW_study) objective_check(sm, b->scope, n);
  }
}

/* ---- declarations that are a name and a block ---- */

static void tell_surplus_part(struct sema *sm, const struct node *decl, const struct node *part,
                              const char *what, const char *label)
{
  if (!part) return;
  struct span where = node_span(part);
  for (const struct node *last = part->next; last; last = last->next) where.end = last->end;
  struct diag *d = diag_at(sm->diags, E0613, where, "a `%s` has no %s", keyword_text(decl->word),
                           what);
  diag_label(d, where, "%s", label);
  if (decl->slot[DECL_PARAMS] == part)
    diag_help(d, "what can be changed from outside is a `param` of the file");
}

void check_plain_declaration(struct sema *sm, const struct node *decl)
{
  tell_surplus_part(sm, decl, decl->slot[DECL_PARAMS], "parameters", "nothing could give them");
  tell_surplus_part(sm, decl, decl->slot[DECL_EXTENT], "extent", "only arrays and parts have one");
  tell_surplus_part(sm, decl, decl->slot[DECL_CLAUSES], "clauses", "it stands for itself");
  tell_surplus_part(sm, decl, decl->slot[DECL_VALUE], "value", "what it is stands in its block");
}

void tell_empty(struct sema *sm, const struct node *list, const char *what)
{
  struct span where = node_span(list);
  struct diag *d = diag_at(sm->diags, E0608, where, "this %s goes through nothing", what);
  diag_label(d, where, "an empty %s", list->kind == N_RANGE ? "range" : "list");
  if (list->kind == N_RANGE) diag_help(d, "a range goes from its least value to its greatest");
  add_trail(sm, d);
}

void declare_params(struct sema *sm, struct scope *scope, const struct node *decl)
{
  for (struct node *n = decl->slot[DECL_PARAMS]; n; n = n->next) {
    if (!n->name) continue;
    struct symbol *s = scope_declare(sm, scope, S_PARAM, n->name, n, node_name_span(n));
    s->value = value_poison();
    s->state = DONE;
  }
}
