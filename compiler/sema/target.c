/* What mappings, mapspaces and sparsities are about, and the names in them. */
#include "compiler/sema/target.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/block.h"
#include "compiler/sema/bounds.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/place.h"
#include "compiler/sema/placeholder.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"
#include "compiler/sema/support.h"
#include "compiler/sema/type.h"
#include "compiler/sema/workload.h"
#include "lang/base/vec.h"
#include "lang/syntax/parse.h"

#include <string.h>

/* ---- clauses ---- */

struct node *clause_find(const struct node *decl, enum keyword word)
{
  struct node *c = decl->slot[DECL_CLAUSES];
  while (c && c->word != word) c = c->next;
  return c;
}

static void surplus_clause(struct sema *sm, const struct node *decl, const struct node *c)
{
  const char *word = keyword_text(c->word);
  struct diag *d = diag_at(sm->diags, E0211, node_word_span(c), "a `%s` has no `%s`",
                           keyword_text(decl->word), word);
  diag_label(d, node_word_span(c), "means nothing here");
  diag_note(d, "for example: %s", keyword_example(decl->word));
}

static void doubled_clause(struct sema *sm, const struct node *first, const struct node *c)
{
  struct diag *d =
      diag_at(sm->diags, E0602, node_span(c), "`%s` is said twice", keyword_text(c->word));
  diag_label(d, node_span(c), "again here");
  diag_label(d, node_span(first), "said here");
}

void clauses_check(struct sema *sm, const struct node *decl, const enum keyword *known)
{
  for (const struct node *c = decl->slot[DECL_CLAUSES]; c; c = c->next) {
    const enum keyword *k = known;
    while (*k && *k != c->word) k++;
    const struct node *first = clause_find(decl, c->word);
    if (!*k) surplus_clause(sm, decl, c);
    else if (first != c) doubled_clause(sm, first, c);
  }
}

struct object *clause_object(struct sema *sm, struct scope *scope, struct node *clause,
                             enum keyword word)
{
  struct node *n = clause->slot[CLAUSE_VALUE];
  struct wanted_type type = {.kind = V_OBJECT, .decl_word = word};
  struct value v = eval_as(sm, scope, n, &type);
  if (v.kind == V_POISON) return NULL;
  if (type_fits(&type, v)) return v.kind == V_DECL ? default_object(sm, v.u.symbol) : v.u.object;
  struct diag *d = diag_at(sm->diags, E0306, node_span(n), "`%s` wants %s `%s`, but this is %s",
                           keyword_text(clause->word), keyword_article(word),
                           keyword_text(word), value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(n), "not %s `%s`", keyword_article(word), keyword_text(word));
  enum keyword other = word == KW_arch ? KW_workload : KW_arch;
  if (!is_declared(v, other)) return NULL;
  const char *fits = keyword_text(other == KW_arch ? KW_on : KW_of);
  diag_help(d, "%s `%s` stands behind `%s`", keyword_article(other), keyword_text(other), fits);
  diag_fix(d, DIAG_MAYBE, node_word_span(clause), "%s", fits);
  return NULL;
}

/* Behind what it says already, if there is one workload and one arch that can be meant. */
static void fix_lack(const struct target *t, struct diag *d, bool workload, bool arch)
{
  const struct symbol *s = t->symbol;
  const struct node *last = s->node->slot[DECL_CLAUSES];
  const char *of = workload ? only_declared(s->scope, KW_workload) : "";
  const char *on = arch ? only_declared(s->scope, KW_arch) : "";
  while (last && last->next) last = last->next;
  uint32_t end = last ? last->end : node_head_span(s->node).end;
  const char *text = source_of(t->sm->diags->sources, s->where)->text;
  if (!last && s->node->slot[DECL_PARAMS]) end += (uint32_t)strcspn(text + end, ")") + 1;
  if (of && on)
    diag_fix(d, DIAG_MAYBE, (struct span){s->where.file, end, end}, "%s%s%s%s", workload ? " of " : "",
             of, arch ? " on " : "", on);
}

void target_lacks(const struct target *t, bool workload, bool arch)
{
  if (!workload && !arch) return;
  const struct symbol *s = t->symbol;
  const char *what = workload && arch ? "workload and which arch" : workload ? "workload" : "arch";
  struct diag *d = diag_at(t->sm->diags, E0434, s->where, "`%s` does not say which %s it is for",
                           s->name->text, what);
  diag_label(d, s->where, "without %s%s%s", workload ? "`of`" : "", workload && arch ? " and " : "",
             arch ? "`on`" : "");
  diag_help(d, "write `%s %s%s%s { ... }`", keyword_text(s->node->word), s->name->text,
            workload ? " of GEMM" : "", arch ? " on Machine" : "");
  fix_lack(t, d, workload, arch);
}

/* What all `at` blocks have in common was looked at in place_item. */
static bool belongs_to(const struct node *item, enum keyword word)
{
  switch ((enum node_kind)item->kind) {
  case N_LOOP: case N_NAMES: case N_ASSERT: return word != KW_sparsity;
  case N_ATTR: case N_COND: return word == KW_sparsity;
  case N_DECL: return item->word == KW_either && word == KW_sparsity;
  default: return item->kind == N_ANNOT;
  }
}

bool at_item(const struct target *t, const struct node *item)
{
  enum keyword word = t->symbol->node->word;
  if (!place_item(t->sm, KW_at, item)) return false;
  if (belongs_to(item, word)) return true;
  struct span at = item->has_block ? node_head_span(item) : node_span(item);
  bool sparse = item->kind == N_ATTR || item->kind == N_COND || item->word == KW_either;
  struct diag *d =
      diag_at(t->sm->diags, E0210, at, "this cannot stand in an `at` of a %s", keyword_text(word));
  bool meant = item->kind == N_ATTR && offer_statement(t->sm, d, KW_at, item);
  diag_label(d, at, "%s",
             meant ? "a statement, not an attribute"
             : sparse ? "formats, skipping and gating belong in a `sparsity`"
             : item->kind == N_BINDS
                 ? "values are named outside of `at`"
                 : "loops and what is kept belong in a `mapping` or a `mapspace`");
  return false;
}

/* ---- scopes ---- */

/* A parameter without a default that a run gives no value. */
static void missing(struct target *t, struct node *p)
{
  struct symbol *s = t->symbol;
  struct node *by = s->called ? s->called : t->run;
  if (by && by->kind == N_CLAUSE) by = by->slot[CLAUSE_VALUE];
  struct object as = {.of = s, .decl = s->node, .made_by = by};
  tell_missing(t->sm, &as, (struct node *const[]){p}, 1, false);
}

static void open_params(struct target *t)
{
  for (struct node *p = t->symbol->node->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *s = scope_declare(t->sm, t->scope, S_PARAM, p->name, p, node_name_span(p));
    s->module = t->symbol->module;
    s->expr = p->slot[PARAM_VALUE];
    s->type = p->slot[PARAM_TYPE];
    struct setting *given = setting_find(t->symbol->settings, p->name);
    if (given) { /* it was evaluated where it was given */
      s->value = given->value;
      s->state = DONE;
    } else if (!s->expr && t->run) missing(t, p);
    symbol_value(t->sm, s);
  }
  for (struct node *p = t->symbol->node->slot[DECL_PARAMS]; p; p = p->next) {
    struct symbol *s = scope_get(t->scope, p->name);
    const struct setting *given = setting_find(t->symbol->settings, p->name);
    struct node *from = given ? given->expr : p->slot[PARAM_VALUE];
    if (!s || s->node != p || !from || bounds_hold(t->sm, t->scope, p, s->value, node_span(from), t->symbol))
      continue;
    s->value = value_poison();
  }
}

static void open_lets(struct target *t)
{
  VEC(struct symbol *) lets = {0};
  for (struct node *i = t->symbol->node->slot[DECL_ITEMS]; i; i = i->next) {
    if (i->kind != N_BINDS || i->word != KW_let) continue;
    for (struct node *b = i->slot[BINDS_BINDINGS]; b; b = b->next) {
      struct symbol *s = scope_bind(t->sm, t->scope, S_LET, b);
      s->module = t->symbol->module;
      vec_push(&lets, s);
    }
  }
  for (uint32_t i = 0; i < lets.n; i++) symbol_value(t->sm, lets.at[i]);
  vec_free(&lets);
}

static struct object *named_by(struct target *t, enum keyword clause, enum keyword word,
                               struct span *at)
{
  struct node *c = clause_find(t->symbol->node, clause);
  if (!c) return NULL;
  *at = node_span(c);
  return clause_object(t->sm, t->scope, c, word);
}

void target_open(struct target *t, struct sema *sm, struct symbol *s)
{
  t->sm = sm;
  t->symbol = s;
  t->scope = ARENA_NEW(sm->arena, struct scope);
  t->scope->outer = s->module->scope;
  open_params(t);
  open_lets(t);
  struct object *arch = named_by(t, KW_on, KW_arch, &t->arch_at);
  struct object *workload = named_by(t, KW_of, KW_workload, &t->workload_at);
  if (!t->given) {
    t->arch = arch;
    /* One that was called wrongly was told, and has neither dims nor tensors. */
    t->workload = workload && workload->workload ? workload : NULL;
  }
  struct made_run *run = ARENA_NEW(sm->arena, struct made_run);
  *run = (struct made_run){.node = s->node, .arch = t->arch, .workload = t->workload};
  t->results = ARENA_NEW(sm->arena, struct scope);
  *t->results = (struct scope){.outer = t->scope, .runs = run, .context = CTX_RESULTS};
}

void target_where(const struct target *t, struct diag *d)
{
  if (!t->run) return;
  diag_note_at(d, node_span(t->run), "found for this run");
  if (t->workload && t->arch)
    diag_note_label(d, node_span(t->run), "of `%s` on `%s`", object_name(t->workload),
                    object_name(t->arch));
}

/* ---- names ---- */

static bool visit_error(struct node *n, void *ctx)
{
  if (n->kind == N_ERROR) *(bool *)ctx = true;
  return !*(bool *)ctx;
}

/* Something of it could not be read, so that a name which is missing may well
 * have been there. */
static bool half_read(const struct object *o)
{
  bool error = false;
  ast_walk(o->decl, visit_error, &error);
  return error;
}

/* What is there instead, where it is declared. */
static void note_all(struct diag *d, const struct object *o, const char *what, const char *names)
{
  if (!names || !o->of) return;
  diag_note_at(d, o->of->where, "the %s of `%s` are %s", what, object_name(o), names);
  diag_note_label(d, o->of->where, "defined here");
}

struct level *target_level(struct target *t, const struct node *path)
{
  if (!t->arch || !path->name) return NULL;
  struct level *l = arch_level(t->arch, path->name);
  if (l) refer_to(t->sm, node_name_span(path), MEANS_LEVEL, l->name, l->name_at, t->arch);
  if ((l && path->kind == N_NAME) || (!l && half_read(t->arch))) return l;
  struct span at = node_span(path);
  struct diag *d;
  if (l) {
    d = diag_at(t->sm->diags, E0201, at, "a level is named without what is around it");
    diag_label(d, at, "a path");
    diag_help(d, "write `%s`", path->name->text);
    diag_fix(d, DIAG_CERTAIN, at, "%s", path->name->text);
    return l;
  }
  t->symbol->broken = true; /* whether or not it was told before */
  if (!tell_name(t->sm, path->name, path->file)) return NULL;
  struct suggest near = suggest_start(path->name->text);
  arch_suggest(t->arch, &near);
  d = diag_at(t->sm->diags, E0201, at, "`%s` has no level named `%s`", object_name(t->arch),
              path->name->text);
  diag_label(d, at, "not found");
  diag_suggest(d, at, near.best);
  note_all(d, t->arch, "levels", level_list(t->sm, t->arch, ~0u));
  target_where(t, d);
  return NULL;
}

/* Is this the first time that the name is missed? */
static bool tell_once(struct target *t, name_t name, struct span at)
{
  return !half_read(t->workload) && tell_place(t->sm, at) &&
         tell_member(t->sm, object_name(t->workload), name, at.file);
}

int target_dimension(struct target *t, name_t name, struct span at)
{
  const struct workload *w = t->workload ? t->workload->workload : NULL;
  int dim = w && name ? workload_dim(w, name) : -1;
  refer_dim(t->sm, at, w, dim);
  if (!w || !name || dim >= 0) return dim;
  t->symbol->broken |= !t->run; /* whether or not it was told before */
  if (!tell_once(t, name, at)) return dim;
  struct suggest near = suggest_start(name->text);
  workload_suggest_dims(w, &near);
  struct diag *d = diag_at(t->sm->diags, E0202, at, "unknown dimension `%s`", name->text);
  diag_label(d, at, "not a dimension of `%s`", object_name(t->workload));
  diag_suggest(d, at, near.best);
  note_all(d, t->workload, "dimensions", dimension_list(t->sm, w));
  target_where(t, d);
  return -1;
}

int target_tensor(struct target *t, const struct node *n)
{
  const struct workload *w = t->workload ? t->workload->workload : NULL;
  int tensor = w && n->name ? workload_tensor(w, n->name) : -1;
  struct span at = node_span(n);
  refer_tensor(t->sm, at, w, tensor);
  if (!w || !n->name || tensor >= 0 || !tell_once(t, n->name, at)) return tensor;
  struct suggest near = suggest_start(n->name->text);
  workload_suggest_tensors(w, &near);
  struct diag *d = diag_at(t->sm->diags, E0204, at, "`%s` has no tensor named `%s`",
                           object_name(t->workload), n->name->text);
  diag_label(d, at, "not found");
  diag_suggest(d, at, near.best);
  note_all(d, t->workload, "tensors", tensor_list(t->sm, w));
  target_where(t, d);
  return -1;
}
