/* One run: what its clauses name, whether these fit each other, and its block. */
#include "compiler/sema/run.h"

#include "compiler/sema/amount.h"
#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/mapper.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/object.h"
#include "compiler/sema/place.h"
#include "compiler/sema/placeholder.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/sparsity.h"
#include "compiler/sema/support.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"
#include "lang/syntax/parse.h"

/* One `run` statement, as far as it is understood. */
struct run {
  struct node *node;
  struct scope *scope;   /* around it: of the block, or of a turn of a loop */
  struct scope *home;    /* of the block: the file, a test, a study */
  struct node *on, *within, *using, *as; /* clauses, or NULL */
  struct node *strange;                  /* the first that a run does not have */
  struct object *workload, *arch;        /* NULL if not known or broken */
  name_t listed;                         /* see struct made_run */
  struct symbol *mapping, *mapper;
  struct made_run *made; /* in the arena */
};

void declare_results(struct sema *sm, struct scope *scope)
{
  struct value_list *list = ARENA_NEW(sm->arena, struct value_list);
  list->n = 1;
  list->at = ARENA_NEW(sm->arena, struct value);
  list->at->kind = V_RESULT;
  struct symbol *s = scope_declare(sm, scope, S_RUN, intern_str(sm->names, "runs"), NULL,
                                   (struct span){0});
  s->value = (struct value){.kind = V_LIST, .u.list = list};
  s->state = DONE;
}

/* ---- clauses ---- */

static void offer_clause(struct diag *d, const struct node *clause, const char *word)
{
  diag_help(d, "write `%s` here", word);
  diag_fix(d, DIAG_CERTAIN, node_word_span(clause), "%s", word);
}

static void tell_no_clause(struct sema *sm, const struct run *r)
{
  struct span word = node_word_span(r->strange);
  struct diag *d = diag_at(sm->diags, E0603, word, "a run has no `%s`",
                           keyword_text(r->strange->word));
  diag_label(d, word, "not one of `on`, `within`, `using` and `as`");
  if (r->on)
    diag_note(d, "a run looks like `run GEMM on Machine within Flat using Quick as first`");
  else offer_clause(d, r->strange, "on");
}

static void read_clauses(struct sema *sm, struct run *r)
{
  for (struct node *c = r->node->slot[RUN_CLAUSES]; c; c = c->next) {
    struct node **slot = c->word == KW_on ? &r->on : c->word == KW_within ? &r->within
                       : c->word == KW_using ? &r->using : c->word == KW_as ? &r->as : NULL;
    if (!slot) r->strange = r->strange ? r->strange : c;
    else if (*slot) {
      struct diag *d = diag_at(sm->diags, E0602, node_span(c), "this run has `%s` twice",
                               keyword_text(c->word));
      diag_label(d, node_span(c), "again here");
      diag_label(d, node_span(*slot), "first here");
      diag_help(d, "keep one of them");
    } else *slot = c;
  }
  if (r->strange) tell_no_clause(sm, r);
}

/* ---- names ---- */

static bool is_one_of(const struct symbol *s, const enum keyword *words)
{
  s = s->kind == S_IMPORTED ? s->target : s;
  if (!s || s->kind != S_DECL) return false;
  while (*words && s->node->word != *words) words++;
  return *words;
}

/* What a name in a clause is worth.  If it is not known, only what could stand
 * there is offered, or what could be imported. */
static struct value clause_value(struct sema *sm, struct scope *scope, struct node *n,
                                 const char *wanted, const enum keyword *words)
{
  const struct program *p = sm->program;
  if (n->kind != N_NAME || !n->name || scope_find(scope, n->name) ||
      (p->find_export && p->find_export(p, n->name)))
    return eval(sm, scope, n);
  if (!tell_name(sm, n->name, n->file)) return value_poison();
  struct suggest near = suggest_start(n->name->text);
  for (const struct scope *s = scope; s; s = s->outer)
    for (uint32_t i = 0; i < s->names.cap; i++) {
      const struct symbol *symbol = s->names.slots[i].value;
      if (symbol && is_one_of(symbol, words)) suggest_offer_unordered(&near, symbol->name->text);
    }
  struct diag *d = diag_at(sm->diags, E0207, node_span(n), "there is no %s named `%s`", wanted,
                           n->name->text);
  diag_label(d, node_span(n), "not found");
  diag_suggest(d, node_span(n), near.best);
  return value_poison();
}

static const enum keyword workload_words[] = {KW_workload, KW_NONE};
static const enum keyword arch_words[] = {KW_arch, KW_NONE};
static const enum keyword mapping_words[] = {KW_mapping, KW_mapspace, KW_NONE};
static const enum keyword mapper_words[] = {KW_mapper, KW_NONE};

/* ---- what is run, and on what ---- */

/* The instance that a declaration or an object stands for; what it lacks is told. */
static struct object *instance(struct sema *sm, struct run *r, struct node *n, struct value v)
{
  struct object *o = v.u.object;
  if (v.kind == V_DECL) {
    o = default_object(sm, v.u.symbol);
    if (o && o->generic && v.u.symbol->node->slot[DECL_PARAMS])
      o = instantiate(sm, v.u.symbol, NULL, r->scope, n, NULL);
  }
  return o && !o->broken ? o : NULL;
}

/* `run Machine on GEMM`: told once, for both. */
static bool swapped(struct sema *sm, struct run *r, struct value what, struct value where)
{
  struct node *first = r->node->slot[RUN_VALUE], *second = r->on->slot[CLAUSE_VALUE];
  if (!is_declared(what, KW_arch) || !is_declared(where, KW_workload)) return false;
  struct diag *d = tell_wrong_kind(sm, first, "`run`", "a workload", what);
  const struct source *s = source_of(sm->diags->sources, node_span(first));
  int n = (int)(first->end - first->start), m = (int)(second->end - second->start);
  diag_label(d, node_span(second), "a workload");
  diag_help(d, "swap them: `run %.*s on %.*s`", m, s->text + second->start, n,
            s->text + first->start);
  diag_fix(d, DIAG_CERTAIN, node_span(first), "%.*s", m, s->text + second->start);
  diag_fix(d, DIAG_CERTAIN, node_span(second), "%.*s", n, s->text + first->start);
  return true;
}

static void tell_no_arch(struct sema *sm, struct run *r)
{
  struct node *value = r->node->slot[RUN_VALUE];
  struct span where = node_span(value);
  struct diag *d = diag_at(sm->diags, E0601, where, "this run has no arch to run on");
  diag_label(d, where, "on what?");
  diag_help(d, "add `on` and an arch: `run %s on ...`",
            value->kind == N_NAME ? value->name->text : "GEMM");
  const char *arch = only_declared(r->scope, KW_arch);
  diag_fix(d, arch ? DIAG_MAYBE : DIAG_HOLES, (struct span){where.file, where.end, where.end}, " on %s",
           arch ? arch : "...");
}

/* What a workload was declared as: of `workload conv1 = conv2d(…)` the one of `conv1`. */
static name_t declared_name(struct sema *sm, const struct object *o)
{
  for (const struct module *m = sm->program->modules; m && o; m = m->next)
    for (uint32_t i = 0; m->scope && i < m->scope->names.cap; i++) {
      const struct symbol *s = m->scope->names.slots[i].value;
      if (!s || s->kind != S_DECL || s->node->word != KW_workload) continue;
      bool is = s->made == o || (s->state == DONE && s->value.kind == V_OBJECT && s->value.u.object == o);
      if (is) return s->name;
    }
  return NULL;
}

/* The place of an instance in the list that a `let` at the top of a file names; -1. */
static int64_t place_in(const struct symbol *s, const struct object *o)
{
  if (!s || s->kind != S_LET || s->state != DONE) return -1;
  bool list = s->value.kind == V_LIST && s->value.known;
  for (uint32_t i = 0; list && i < s->value.u.list->n; i++) {
    const struct value *v = &s->value.u.list->at[i];
    if (v->kind == V_OBJECT && v->u.object == o) return i;
  }
  return -1;
}

/* Whether a list says more of what is in it than another one does: as it is shorter, or else
 * stands before it. */
static bool is_nearer(const struct symbol *s, const struct symbol *than)
{
  if (!than || s->value.u.list->n != than->value.u.list->n)
    return !than || s->value.u.list->n < than->value.u.list->n;
  return s->where.file != than->where.file ? s->where.file < than->where.file
                                           : s->where.start < than->where.start;
}

/* `block_3` of what has no name of its own and is `block[3]`; NULL if it is in no list. */
static name_t listed_name(struct sema *sm, const struct object *o)
{
  const struct symbol *in = NULL;
  for (const struct module *m = sm->program->modules; m; m = m->next)
    for (uint32_t i = 0; m->scope && i < m->scope->names.cap; i++) {
      const struct symbol *s = m->scope->names.slots[i].value;
      if (place_in(s, o) >= 0 && is_nearer(s, in)) in = s;
    }
  if (!in) return NULL;
  return intern_str(sm->names, arena_printf(sm->arena, "%s_%lld", in->name->text,
                                            (long long)place_in(in, o)));
}

/* An amended copy goes by the name of what it was made from; what has none of its own, by its place
 * in a list. */
static name_t amended_name(struct sema *sm, const struct object *o)
{
  name_t name = NULL;
  for (const struct object *k = o; k && !name; k = k->amends) name = declared_name(sm, k);
  for (; o && !name; o = o->amends) name = listed_name(sm, o);
  return name;
}

/* Of `for layer in layers` what `layer` is in this turn. */
static name_t name_in_list(struct sema *sm, const struct run *r, const struct node *n,
                           struct value what)
{
  const struct symbol *s = n->kind == N_NAME && n->name ? scope_find(r->scope, n->name) : NULL;
  if (!s || s->kind != S_VARIABLE) return NULL;
  name_t name = what.kind == V_DECL ? what.u.symbol->name
              : what.kind == V_OBJECT ? amended_name(sm, what.u.object) : NULL;
  return name ? name : n->name;
}

static void check_what_and_where(struct sema *sm, struct run *r)
{
  struct node *first = r->node->slot[RUN_VALUE], *on = r->on ? r->on->slot[CLAUSE_VALUE] : NULL;
  struct value what = clause_value(sm, r->scope, first, "workload", workload_words);
  struct value where = value_poison();
  if (on) where = clause_value(sm, r->scope, on, "arch", arch_words);
  else if (!r->strange) tell_no_arch(sm, r);
  if (on && swapped(sm, r, what, where)) return;
  r->listed = name_in_list(sm, r, first, what);
  if (is_declared(what, KW_workload)) r->workload = instance(sm, r, first, what);
  else if (what.kind != V_POISON) tell_wrong_kind(sm, first, "`run`", "a workload", what);
  if (!on) return;
  if (is_declared(where, KW_arch)) r->arch = instance(sm, r, on, where);
  else if (where.kind != V_POISON) tell_wrong_kind(sm, on, "`on`", "an arch", where);
}

/* ---- how it is mapped ---- */

static bool is_mapping(struct value v)
{
  return is_declared(v, KW_mapping) || is_declared(v, KW_mapspace);
}

static void check_within(struct sema *sm, struct run *r)
{
  if (!r->within) return;
  struct node *n = r->within->slot[CLAUSE_VALUE];
  struct value v = clause_value(sm, r->scope, n, "mapping or mapspace", mapping_words);
  if (v.kind == V_DECL && is_mapping(v)) r->mapping = v.u.symbol;
  else if (v.kind != V_POISON && !is_mapping(v)) {
    struct diag *d = tell_wrong_kind(sm, n, "`within`", "a mapping or a mapspace", v);
    if (is_declared(v, KW_mapper)) offer_clause(d, r->within, "using");
  }
}

static void check_using(struct sema *sm, struct run *r)
{
  if (!r->using) return;
  struct node *n = r->using->slot[CLAUSE_VALUE];
  struct value v = clause_value(sm, r->scope, n, "mapper", mapper_words);
  if (v.kind == V_DECL && is_declared(v, KW_mapper)) r->mapper = v.u.symbol;
  if (v.kind == V_POISON || is_declared(v, KW_mapper)) return;
  struct diag *d = tell_wrong_kind(sm, n, "`using`", "a mapper", v);
  if (is_mapping(v)) offer_clause(d, r->using, "within");
}

static void tell_nothing_to_search(struct sema *sm, struct run *r, struct node *n)
{
  struct diag *d = diag_at(sm->diags, W0521, node_span(n), "there is nothing to search for here");
  diag_label(d, node_span(n), "has no effect");
  diag_label(d, node_span(r->within), "`%s` is a mapping: it has chosen already",
             r->mapping->name->text);
  diag_help(d, "leave it out, or run within a mapspace");
}

static bool is_one_mapping(const struct run *r)
{
  return r->mapping && !r->mapping->broken && r->mapping->node->word == KW_mapping;
}

/* ---- names of runs ---- */

/* What the run is called when it does not say: as what it runs. */
static name_t default_name(const struct node *n)
{
  while (n->kind == N_CALL || n->kind == N_WITH || n->kind == N_INDEX) n = n->slot[0];
  return n->kind == N_NAME || n->kind == N_MEMBER ? n->name : NULL;
}

static struct span naming_span(const struct run *r)
{
  return node_span(r->as ? r->as->slot[CLAUSE_VALUE] : r->node->slot[RUN_VALUE]);
}

static void tell_same_name(struct sema *sm, const struct made_run *first, const struct run *r)
{
  const char *name = r->made->name->text;
  struct span where = naming_span(r);
  struct diag *d;
  if (first->node == r->node) {
    d = diag_at(sm->diags, E0604, where, "all runs of this loop are called `%s`", name);
    diag_label(d, where, "the same in each turn");
    diag_help(d, "leave it out: each is then called as its workload is");
    return;
  }
  d = diag_at(sm->diags, E0604, where, "two runs are called `%s`", name);
  diag_label(d, where, "the second");
  diag_label(d, node_head_span(first->node), "the first");
  if (r->as) diag_help(d, "give each a name of its own, as reports tell them apart by it");
  else diag_help(d, "give it a name of its own, as reports tell runs apart by it: `as %s_2`", name);
}

/* A run that is not understood may have been meant to be of another workload.  Without
 * `as` the turns of a loop differ by what they run, not by their names. */
static const struct made_run *same_name(const struct run *r)
{
  if (!r->made->name || (!r->as && (r->scope != r->home || !r->workload || !r->arch)))
    return NULL;
  for (const struct made_run *m = r->home->runs; m; m = m->next)
    if (m->node && m->name == r->made->name && (r->as || (m->node != r->node && m->arch))) return m;
  return NULL;
}

static void make_name(struct sema *sm, struct run *r)
{
  r->made->name = r->as ? r->as->slot[CLAUSE_VALUE]->name
                : r->listed ? r->listed : default_name(r->node->slot[RUN_VALUE]);
  const struct made_run *first = same_name(r);
  if (first) tell_same_name(sm, first, r);
  bool declares = !first && r->as;
  bool named = declares && (r->home->context & CTX_RESULTS);
  if (declares && !named) refer_to(sm, naming_span(r), MEANS_RUN, r->made->name, naming_span(r), NULL);
  if (!named) return;
  /* In a test or a study it names the result, too. */
  struct symbol *s = scope_declare(sm, r->scope, S_RUN, r->made->name, r->node, naming_span(r));
  s->value = (struct value){.kind = V_RESULT, .u.run = r->made};
  s->state = DONE;
}

/* ---- the block ---- */

static struct symbol *declaration_named(struct sema *sm, const struct symbol *s, enum keyword word)
{
  for (struct node *c = s->node->slot[DECL_CLAUSES]; c; c = c->next) {
    if (c->word != word) continue;
    struct value v = eval_quietly(sm, s->scope, c->slot[CLAUSE_VALUE]);
    return v.kind == V_DECL ? v.u.symbol : v.kind == V_OBJECT ? v.u.object->of : NULL;
  }
  return NULL;
}

/* A sparsity that was written for another workload or arch. */
static void check_sparsity_fits(struct sema *sm, struct run *r, struct node *attr, struct value v,
                                enum keyword word, const struct object *here)
{
  struct symbol *wanted = declaration_named(sm, v.u.symbol, word);
  if (!wanted || !here || !here->of || here->of == wanted) return;
  struct node *expr = attr->slot[ATTR_VALUE];
  const char *kind = word == KW_of ? "workload" : "arch";
  struct diag *d = diag_at(sm->diags, E0614, node_span(expr), "`%s` is a sparsity of another %s",
                           v.u.symbol->name->text, kind);
  diag_label(d, node_span(expr), "for `%s`", wanted->name->text);
  diag_label(d, node_span(word == KW_of ? r->node->slot[RUN_VALUE] : r->on->slot[CLAUSE_VALUE]),
             "this run is %s `%s`", keyword_text(word), here->of->name->text);
  diag_note_at(d, v.u.symbol->where, "`%s` is declared here", v.u.symbol->name->text);
}

static bool is_count(const struct node *attr)
{
  const struct node *path = attr->slot[ATTR_PATH];
  return path->kind == N_NAME && names_equal(path->name, "count");
}

static void check_run_setting(struct sema *sm, struct run *r, struct block *b, struct node *n)
{
  struct value v = check_setting(sm, b, n);
  if (value_is_known_int(v) && is_count(n)) r->made->count = v.u.i;
  if (v.kind != V_DECL || !is_declared(v, KW_sparsity)) return;
  r->made->sparsity = n;
  r->made->zeros = v.u.symbol;
  uint32_t errors = sm->diags->n_errors;
  check_sparsity(sm, v.u.symbol);
  check_sparsity_fits(sm, r, n, v, KW_of, r->workload);
  check_sparsity_fits(sm, r, n, v, KW_on, r->arch);
  if (sm->diags->n_errors == errors)
    sparsity_check_run(sm, v.u.symbol, r->arch, r->workload, n);
}

static void check_block(struct sema *sm, struct run *r)
{
  struct scope *inner = ARENA_NEW(sm->arena, struct scope);
  struct block b = {.scope = inner, .word = KW_run, .kind = K_RUN};
  r->made->block = inner;
  *inner = (struct scope){.outer = r->scope, .context = CTX_RESULTS, .runs = arena_copy(sm->arena, r->made, sizeof *r->made)};
  for (struct node *n = r->node->slot[RUN_ITEMS]; n; n = n->next)
    if (n->kind == N_BINDS && n->word == KW_let) declare_lets(sm, inner, n);
  read_tolerance(sm, inner, r->node->slot[RUN_ITEMS]);
  for (struct node *n = r->node->slot[RUN_ITEMS]; n; n = n->next) {
    if (!place_item(sm, KW_run, n)) continue;
    if (n->kind == N_ATTR) check_run_setting(sm, r, &b, n);
    else if (n->kind == N_ASSERT) check_expect(sm, inner, n);
    else if (n->kind == N_BINDS) evaluate_lets(sm, inner, n);
    else if (n->kind == N_NAMES) {
      check_objectives(sm, &b, n);
      if (n->word != KW_minimize) continue;
      check_once(sm, &b, intern_str(sm->names, "minimize"), n, node_span(n));
      r->made->minimize = n;
      if (is_one_mapping(r) && !r->using) tell_nothing_to_search(sm, r, n);
    }
  }
}

void check_single_run(struct sema *sm, struct scope *scope, struct scope *home, struct node *node)
{
  struct made_run *made = ARENA_NEW(sm->arena, struct made_run);
  struct run r = {.node = node, .scope = scope, .home = home, .made = made};
  read_clauses(sm, &r);
  check_what_and_where(sm, &r);
  check_within(sm, &r);
  check_using(sm, &r);
  make_name(sm, &r);
  if (r.arch && r.workload) {
    workload_check_run(sm, r.workload, r.arch, node);
    carries_check(sm, r.arch, r.workload, r.on);
  }
  if (r.mapping && r.arch && r.workload)
    mapping_check_run(sm, r.mapping, r.arch, r.workload, r.within,
                      !r.mapper || mapper_is_perfect(r.mapper));
  if (r.using && is_one_mapping(&r)) tell_nothing_to_search(sm, &r, r.using);
  made->node = node;
  made->self = made;
  made->arch = r.arch;
  made->mapping = r.mapping;
  made->listed = r.listed;
  made->mapper = r.mapper;
  made->test = sm->test;
  made->count = r.workload ? workload_count(sm, r.workload) : 1;
  made->study = sm->in_study;
  made->workload = r.workload && r.workload->workload ? r.workload : NULL;
  check_block(sm, &r);
  if (r.mapper && !made->minimize) mapper_check_run(sm, r.mapper, made);
  made->next = home->runs;
  home->runs = made;
  if (sm->last_run) sm->last_run->later = made;
  else sm->runs = made;
  sm->last_run = made;
}
