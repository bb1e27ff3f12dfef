/* What a study comes to once its runs were evaluated: the measures of each point, and the lists
 * of them that its expectations speak of. */
#include "compiler/sema/study.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"

#include <math.h>

const struct node *study_goal(const struct node *n)
{
  if (n->kind == N_UNARY && n->op == '-') n = n->slot[UNARY_A];
  return n->kind == N_NAME && n->name ? n : NULL;
}

/* ---- a point ---- */

/* Whether all that is run there was evaluated. */
static bool was_evaluated(const struct study_point *p)
{
  for (const struct made_run *r = p->scope->runs; r; r = r->next)
    if (!r->results) return false;
  return true;
}

/* A `where` that speaks of results is asked again. */
static bool is_left_out(struct sema *sm, const struct study *st, struct scope *scope)
{
  for (struct node *n = st->items; n; n = n->next) {
    if (n->kind != N_ASSERT || n->word != KW_where) continue;
    struct value v = check_assert(sm, scope, n);
    if (v.kind == V_BOOL && v.known && !v.u.b) return true;
  }
  return false;
}

static struct sema_item item_of_value(struct sema *sm, const char *text, struct value v)
{
  struct sema_item item = {.text = text};
  if (v.kind == V_NUMBER && v.known) item.number = value_double(v), item.dim = v.dim;
  else if (v.kind == V_NUMBER || !v.known) item.word = NULL, item.number = NAN, item.dim = v.dim;
  else item.word = v.kind == V_STRING ? v.u.name->text : value_text(v, &sm->units, sm->arena);
  return item;
}

static struct value variable_at(const struct study *st, const struct study_point *p, uint32_t sweep)
{
  const struct symbol *s = scope_get(p->scope, st->sweeps.at[sweep].bind->name);
  return s ? s->value : value_poison();
}

/* The name of what is swept, if it has one: an arch, a component. */
static struct sema_item swept(struct sema *sm, const struct study *st, const struct study_point *p,
                              uint32_t i)
{
  struct value v = variable_at(st, p, i);
  struct sema_item item = item_of_value(sm, st->sweeps.at[i].bind->name->text, v);
  if (v.kind == V_OBJECT && v.u.object->of) item.word = v.u.object->of->name->text;
  return item;
}

static double number_of(struct value v)
{
  return v.kind == V_NUMBER && v.known ? value_double(v) : NAN;
}

/* Calls `take` for each item of the statements that begin with `word`. */
static void each_named(const struct study *st, enum keyword word,
                       void (*take)(void *context, struct node *n), void *context)
{
  for (struct node *n = st->items; n; n = n->next)
    for (struct node *m = n->kind == N_NAMES && n->word == word ? n->slot[NAMES_VALUES] : NULL; m;
         m = m->next)
      take(context, m);
}

struct filling {
  struct sema *sm;
  const struct study *study;
  struct scope *scope;      /* of the point */
  VEC(struct sema_item) items;
  VEC(double) numbers;
};

static void take_item(void *context, struct node *n)
{
  struct filling *f = context;
  struct value v = eval(f->sm, f->scope, n);
  vec_push_in(f->sm->arena, &f->items, item_of_value(f->sm, source_text(f->sm, node_span(n)), v));
}

static void take_number(void *context, struct node *n)
{
  struct filling *f = context;
  vec_push_in(f->sm->arena, &f->numbers, number_of(eval(f->sm, f->scope, n)));
}

static void take_measures(struct filling *f)
{
  for (struct node *n = f->study->items; n; n = n->next)
    for (struct node *b = is_binds(n, KW_measure) ? n->slot[BINDS_BINDINGS] : NULL; b; b = b->next) {
      struct symbol *s = b->name ? scope_get(f->scope, b->name) : NULL;
      if (s) vec_push_in(f->sm->arena, &f->items, item_of_value(f->sm, b->name->text, symbol_value(f->sm, s)));
    }
}

static const double *numbers_named(struct filling *f, enum keyword word, unsigned *n)
{
  f->numbers.n = f->numbers.cap = 0;
  f->numbers.at = NULL;
  each_named(f->study, word, take_number, f);
  *n = f->numbers.n;
  return f->numbers.at;
}

static struct sema_point judge_point(struct sema *sm, struct study *st, struct study_point *p,
                                     struct sema_study *out)
{
  struct filling f = {.sm = sm, .study = st, .scope = p->scope};
  struct sema_point point = {.number = p->number};
  struct sema_item *at = ARENA_ARRAY(sm->arena, struct sema_item, st->sweeps.n);
  for (uint32_t i = 0; i < st->sweeps.n; i++) at[i] = swept(sm, st, p, i);
  point.at = at;
  refresh_results(sm, p->scope);
  take_measures(&f);
  each_named(st, KW_report, take_item, &f);
  point.value = f.items.at;
  out->values = f.items.n;
  point.front = numbers_named(&f, KW_pareto, &out->fronts);
  point.least = numbers_named(&f, KW_minimize, &out->leasts);
  p->counts = was_evaluated(p) && !is_left_out(sm, st, p->scope);
  point.left_out = was_evaluated(p) && !p->counts;
  return point;
}

/* ---- all points ---- */

static struct value list_over(struct sema *sm, const struct study *st, const struct symbol *of)
{
  struct value_list *list = ARENA_NEW(sm->arena, struct value_list);
  list->at = ARENA_ARRAY(sm->arena, struct value, st->points.n);
  for (uint32_t i = 0; i < st->points.n; i++) {
    const struct study_point *p = &st->points.at[i];
    struct symbol *s = p->counts ? scope_get(p->scope, of->name) : NULL;
    if (s) list->at[list->n++] = s->kind == S_VARIABLE ? s->value : symbol_value(sm, s);
  }
  return (struct value){.kind = V_LIST, .known = true, .u.list = list};
}

/* The runs of all points, as those of one block. */
static struct made_run *all_runs(struct sema *sm, const struct study *st)
{
  struct made_run *all = NULL;
  for (uint32_t i = 0; i < st->points.n; i++) {
    struct made_run *here = NULL, **end = &here;
    if (!st->points.at[i].counts) continue;
    for (struct made_run *r = st->points.at[i].scope->runs; r; r = r->next) {
      *end = arena_copy(sm->arena, r, sizeof *r);
      end = &(*end)->next;
    }
    *end = all;
    all = here;
  }
  return all;
}

/* What was one unknown value for all points becomes the list of those that they have. */
static void fill_whole(struct sema *sm, struct study *st)
{
  for (uint32_t i = 0; i < st->whole->names.cap; i++) {
    struct symbol *s = st->whole->names.slots[i].value;
    const struct symbol *general = s ? scope_get(st->general, s->name) : NULL;
    if (!general || general->value.kind == V_LIST || s->value.kind != V_LIST) continue;
    s->value = list_over(sm, st, general);
    s->expr = NULL; /* it is not to be computed again */
  }
  st->whole->runs = all_runs(sm, st);
}

/* ---- what it is about ---- */

static void take_text(void *context, struct node *n)
{
  struct filling *f = context;
  vec_push_in(f->sm->arena, &f->items, (struct sema_item){.text = source_text(f->sm, node_span(n))});
}

static const struct sema_item *texts_of(struct filling *f, enum keyword word)
{
  f->items.n = f->items.cap = 0;
  f->items.at = NULL;
  each_named(f->study, word, take_text, f);
  return f->items.at;
}

static struct sema_study judge(struct sema *sm, struct study *st)
{
  struct filling f = {.sm = sm, .study = st};
  struct sema_study out = {
    .name = st->name->text, .span = node_head_span(st->node), .combinations = st->combinations,
    .sweeps = st->sweeps.n, .points = st->points.n,
    .front = texts_of(&f, KW_pareto)};
  out.least = texts_of(&f, KW_minimize);
  out.point = ARENA_ARRAY(sm->arena, struct sema_point, st->points.n);
  sm->diags->muted++;
  for (uint32_t i = 0; i < st->points.n; i++)
    out.point[i] = judge_point(sm, st, &st->points.at[i], &out);
  fill_whole(sm, st);
  sm->diags->muted--;
  return out;
}

struct sema_study *sema_judge_studies(struct sema *sm, bool (*wanted)(void *context, const char *study),
                                      void *context, unsigned *n)
{
  VEC(struct sema_study) all = {0};
  for (struct study *st = sm->studies; st; st = st->later)
    if (st->points.n && wanted(context, st->name->text)) vec_push_in(sm->arena, &all, judge(sm, st));
  *n = all.n;
  return all.at;
}

const struct user_units *sema_units(const struct sema *sm) { return &sm->units; }

bool sema_has_studies(const struct sema *sm)
{
  uint32_t file = sm->program->modules->ast->source->id;
  for (const struct study *st = sm->studies; st; st = st->later)
    if (node_span(st->node).file == file) return true;
  return false;
}
