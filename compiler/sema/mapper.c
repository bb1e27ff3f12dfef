#include "compiler/sema/mapper.h"

#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/place.h"
#include "compiler/sema/run.h"

#include <math.h>

/* How long a hybrid search takes at the most, in seconds, if it does not say. */
#define HYBRID_S 60.0

/* Options that change nothing under a strategy. */
static const struct { const char *strategy, *option, *why; } idle_options[] = {
  {"exact", "victory", "the exact search ends with a proof"},
  {"exact", "timeout", "the exact search ends with a proof"},
  {"exact", "seed", "the exact search leaves nothing to chance"},
  {"hybrid", "victory", "the search ends with a proof, or by its `time_limit`"},
  {"hybrid", "timeout", "the search ends with a proof, or by its `time_limit`"},
  {"hybrid", "seed", "nothing is left to chance"},
  {"exhaustive", "victory", "the exhaustive search tries every mapping"},
  {"exhaustive", "timeout", "the exhaustive search tries every mapping"},
  {"exhaustive", "seed", "the exhaustive search leaves nothing to chance"},
  {"exhaustive", "gap", "the exhaustive search has no bound to compare with"},
  {"random", "gap", "the random search has no bound to compare with"},
};

struct options { struct value strategy, timeout, time_limit; };

static struct node *option(struct sema *sm, struct block *b, const char *name)
{
  return map_get(&b->seen, intern_str(sm->names, name));
}

static void check_idle(struct sema *sm, struct block *b, struct value strategy)
{
  struct node *at = option(sm, b, "strategy");
  for (unsigned i = 0; i < sizeof idle_options / sizeof *idle_options; i++) {
    if (!names_equal(strategy.u.name, idle_options[i].strategy)) continue;
    struct node *n = option(sm, b, idle_options[i].option);
    if (!n) continue;
    struct diag *d = diag_at(sm->diags, W0520, node_span(n),
                             "`%s` has no effect with `strategy = %s`", idle_options[i].option,
                             idle_options[i].strategy);
    diag_label(d, node_span(n), "not looked at");
    diag_label(d, node_span(at), "%s", idle_options[i].why);
  }
}

static void check_limits(struct sema *sm, struct block *b, const struct options *o)
{
  if (o->timeout.kind != V_NUMBER || o->time_limit.kind != V_NUMBER) return;
  if (!o->timeout.known || !o->time_limit.known) return;
  if (value_double(o->timeout) < value_double(o->time_limit)) return;
  struct node *n = option(sm, b, "timeout"), *limit = option(sm, b, "time_limit");
  struct diag *d = diag_at(sm->diags, W0520, node_span(n),
                           "`timeout` has no effect, as `time_limit` ends the search first");
  diag_label(d, node_span(n), "%s", value_text(o->timeout, &sm->units, sm->arena));
  diag_label(d, node_span(limit), "%s", value_text(o->time_limit, &sm->units, sm->arena));
}

static void check_item(struct sema *sm, struct block *b, struct options *o, struct node *n)
{
  if (n->kind == N_ATTR) {
    struct value v = check_setting(sm, b, n);
    name_t name = n->slot[ATTR_PATH]->name;
    if (names_equal(name, "strategy")) o->strategy = v;
    if (names_equal(name, "timeout")) o->timeout = v;
    if (names_equal(name, "time_limit")) o->time_limit = v;
  } else if (n->kind == N_NAMES && n->word == KW_minimize) {
    check_once(sm, b, intern_str(sm->names, "minimize"), n, node_span(n));
    check_objectives(sm, b, n);
  }
}

void check_mapper(struct sema *sm, struct symbol *s)
{
  struct made_run some = {0};
  struct scope scope = {.outer = s->scope, .context = CTX_RESULTS, .runs = &some};
  struct block b = {.scope = &scope, .word = KW_mapper, .kind = K_MAPPER};
  struct options o = {0};
  check_plain_declaration(sm, s->node);
  declare_params(sm, &scope, s->node);
  for (struct node *n = s->node->slot[DECL_ITEMS]; n; n = n->next)
    if (place_item(sm, KW_mapper, n)) check_item(sm, &b, &o, n);
  if (o.strategy.kind == V_ENUM && o.strategy.known) check_idle(sm, &b, o.strategy);
  check_limits(sm, &b, &o);
}

/* ---- for a run ---- */

bool mapper_is_perfect(const struct symbol *mapper)
{
  for (const struct node *n = mapper->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_ATTR || !names_equal(n->slot[ATTR_PATH]->name, "imperfect")) continue;
    const struct node *value = n->slot[ATTR_VALUE];
    return value && value->kind == N_NAME && names_equal(value->name, "none");
  }
  return true;
}

static struct node *minimize_of(const struct symbol *mapper)
{
  for (struct node *n = mapper->node->slot[DECL_ITEMS]; n; n = n->next)
    if (n->kind == N_NAMES && n->word == KW_minimize) return n;
  return NULL;
}

/* Where its objectives are looked at when they are those of a run. */
static struct scope *scope_for(struct sema *sm, const struct symbol *mapper, struct made_run *run)
{
  struct scope *scope = ARENA_NEW(sm->arena, struct scope);
  struct made_run *alone = arena_copy(sm->arena, run, sizeof *run);
  alone->next = NULL;
  *scope = (struct scope){.outer = mapper->scope, .context = CTX_RESULTS, .runs = alone};
  return scope;
}

void mapper_check_run(struct sema *sm, struct symbol *mapper, struct made_run *run)
{
  struct node *minimize = minimize_of(mapper);
  struct scope *scope = scope_for(sm, mapper, run);
  for (struct node *n = minimize ? minimize->slot[NAMES_VALUES] : NULL; n; n = n->next)
    eval(sm, scope, n);
}

static void take_word(struct ir_mapper *out, const char *key, const char *word)
{
  static const char *const strategies[IR_STRATEGIES] = {"exact", "hybrid", "exhaustive", "random"};
  static const char *const imperfect[IR_IMPERFECTS] = {"none", "spatial", "all"};
  for (unsigned i = 0; !strcmp(key, "strategy") && i < IR_STRATEGIES; i++)
    if (!strcmp(word, strategies[i])) out->strategy = (enum ir_strategy)i;
  for (unsigned i = 0; !strcmp(key, "imperfect") && i < IR_IMPERFECTS; i++)
    if (!strcmp(word, imperfect[i])) out->imperfect = (enum ir_imperfect)i;
}

static void take_number(struct ir_mapper *out, const char *key, double number)
{
  const struct { const char *key; double *at; } options[] = {
    {"victory", &out->victory}, {"timeout", &out->timeout}, {"time_limit", &out->time_limit},
    {"threads", &out->threads}, {"seed", &out->seed}, {"gap", &out->gap},
    {"memory_limit", &out->memory_limit}, {"top", &out->top}};
  for (unsigned i = 0; i < sizeof options / sizeof *options; i++)
    if (!strcmp(key, options[i].key)) *options[i].at = number;
}

struct node *mapper_options(struct sema *sm, struct made_run *run, struct ir_mapper *out,
                            struct scope **scope)
{
  struct symbol *mapper = run->mapper;
  *out = ir_plain_mapper;
  out->name = mapper ? mapper->name->text : "standard";
  out->span = node_head_span(run->node);
  if (!mapper) return NULL;
  out->span = mapper->where;
  *scope = scope_for(sm, mapper, run);
  struct block b = {.scope = *scope, .word = KW_mapper, .kind = K_MAPPER};
  sm->diags->muted++;
  for (struct node *n = mapper->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_ATTR) continue;
    struct value v = check_setting(sm, &b, n);
    const char *key = n->slot[ATTR_PATH]->name->text;
    if (v.kind == V_ENUM && v.known) take_word(out, key, v.u.name->text);
    if (v.kind == V_NUMBER && v.known) take_number(out, key, value_double(v));
  }
  sm->diags->muted--;
  if (out->strategy == IR_HYBRID && isinf(out->time_limit)) out->time_limit = HYBRID_S;
  return minimize_of(mapper);
}
