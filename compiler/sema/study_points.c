/* The points of a study: what is found wrong at one of them, and what is run there. */
#include "compiler/sema/study.h"

#include "compiler/sema/block.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/loop.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"

#include <string.h>

/* ---- going through them ---- */

/* How many there are; 0 if there are more than `most`, or if that is not known. */
static uint64_t count_points(const struct study *st, uint64_t most)
{
  uint64_t n = 1;
  for (uint32_t i = 0; i < st->sweeps.n; i++) {
    struct value v = st->sweeps.at[i].values;
    n = n > most || v.kind != V_LIST || !v.known ? 0 : n * v.u.list->n;
  }
  return n <= most ? n : 0;
}

static void first_point(struct study *st)
{
  for (uint32_t i = 0; i < st->sweeps.n; i++) st->sweeps.at[i].at = 0;
  st->prunings.n = 0;
  st->at_points = true;
}

/* The last sweep turns fastest. */
static void next_point(struct study *st)
{
  for (uint32_t i = st->sweeps.n; i-- > 0;) {
    if (++st->sweeps.at[i].at < st->sweeps.at[i].values.u.list->n) return;
    st->sweeps.at[i].at = 0;
  }
}

static const char *point_text(struct sema *sm, const struct study *st)
{
  const char *text = "";
  for (uint32_t i = 0; i < st->sweeps.n; i++) {
    const struct sweep *w = &st->sweeps.at[i];
    text = arena_printf(sm->arena, "%s%s`%s` is %s", text,
                        !i ? "" : i + 1 < st->sweeps.n ? ", " : " and ", w->bind->name->text,
                        value_text(w->values.u.list->at[w->at], &sm->units, sm->arena));
  }
  return text;
}

/* ---- what is left out ---- */

static void count_pruned(struct sema *sm, struct study *st, const struct node *where)
{
  uint32_t i = 0;
  while (i < st->prunings.n && st->prunings.at[i].where->start < where->start) i++;
  if (i == st->prunings.n || st->prunings.at[i].where != where) {
    struct pruning p = {.where = where};
    vec_push_in(sm->arena, &st->prunings, p);
    for (uint32_t k = st->prunings.n - 1; k > i; k--) st->prunings.at[k] = st->prunings.at[k - 1];
    st->prunings.at[i] = p;
  }
  st->prunings.at[i].n++;
}

/* Whether the point is studied at all. */
static bool point_kept(struct sema *sm, struct study *st)
{
  for (struct node *n = st->items; n; n = n->next) {
    if (n->kind != N_ASSERT || n->word != KW_where) continue;
    struct value v = check_assert(sm, st->point, n);
    if (v.kind != V_BOOL || !v.known || v.u.b) continue;
    count_pruned(sm, st, n);
    return false;
  }
  return true;
}

/* No point is left of n: told of those that left them out. */
static void tell_all_pruned(struct sema *sm, const struct study *st, uint64_t n)
{
  const struct pruning *first = st->prunings.at;
  struct span at = node_span(first->where->slot[ASSERT_VALUE]);
  bool alone = st->prunings.n == 1;
  struct diag *d = diag_at(sm->diags, E0610, at, "%s no point to study",
                           alone ? "this leaves" : "together these leave");
  if (!alone) diag_label(d, at, "false at %llu of %llu points", (unsigned long long)first->n,
                         (unsigned long long)n);
  else if (n > 1) diag_label(d, at, "false at all %llu points", (unsigned long long)n);
  else diag_label(d, at, "false at the only point");
  for (uint32_t i = 1; i < st->prunings.n; i++)
    diag_label(d, node_span(st->prunings.at[i].where->slot[ASSERT_VALUE]),
               "false at %llu of those that are left", (unsigned long long)st->prunings.at[i].n);
}

/* ---- what is wrong ---- */

/* Of a loop the first turn is enough to check, and all are run. */
static bool make_point(struct sema *sm, struct study *st, bool first_only)
{
  study_open_point(sm, st);
  for (uint32_t i = 0; i < st->sweeps.n; i++) study_set_variable(st, &st->sweeps.at[i]);
  st->point->runs = st->runs; /* a `where` may speak of results */
  if (!point_kept(sm, st)) return false;
  st->point->runs = NULL;
  check_runs(sm, st->point, st->items, first_only);
  for (struct node *n = st->items; n; n = n->next)
    if (is_binds(n, KW_let) || is_binds(n, KW_measure)) evaluate_lets(sm, st->point, n);
  return true;
}

/* At one point of many the values are to blame, and so for all that was found. */
static void tell_point(struct sema *sm, const struct study *st, uint32_t from)
{
  if (!st->sweeps.n) return;
  diag_note(sm->diags->all.at[from], "found where %s", point_text(sm, st));
  diag_help(sm->diags->all.at[from], "leave such points out with `where ...`");
  while (++from < sm->diags->all.n) sm->diags->all.at[from]->severity = SEV_ALLOW;
}

/* Goes on until a point has a mistake.  Lints are left to what holds at all points: that one
 * of many wastes something is what a study is for.  Points that are to be run are kept. */
static void make_points(struct sema *sm, struct study *st, uint64_t n, bool run)
{
  uint32_t errors = sm->diags->n_errors;
  uint64_t kept = 0;
  enum severity *level = sm->diags->level;
  enum severity *saved = arena_copy(sm->arena, level, sizeof sm->diags->level);
  for (unsigned c = 0; c < N_CODES; c++)
    if (code_info(c)->severity == SEV_WARNING) level[c] = SEV_ALLOW;
  first_point(st);
  for (uint64_t i = 0; i < n && !sm->gave_up; i++, next_point(st)) {
    uint32_t from = sm->diags->all.n;
    if (run) sm->steps = 0;
    bool is_kept = make_point(sm, st, !run);
    if (sm->diags->n_errors != errors) {
      tell_point(sm, st, from);
      break;
    }
    kept += is_kept;
    if (run && is_kept)
      vec_push_in(sm->arena, &st->points, (struct study_point){.scope = st->point, .number = i + 1});
  }
  memcpy(level, saved, sizeof sm->diags->level);
  if (!kept && sm->diags->n_errors == errors && st->prunings.n) tell_all_pruned(sm, st, n);
}

void study_check_points(struct sema *sm, struct study *st, uint64_t most)
{
  uint64_t n = st->sweeps.n ? count_points(st, most) : 0;
  if (n) make_points(sm, st, n, false);
}

/* ---- what is run ---- */

enum { POINTS_RUN = 100000 };

static void tell_many_points(struct sema *sm, const struct study *st)
{
  struct span at = node_head_span(st->node);
  struct diag *d = diag_at(sm->diags, E0692, at, "`%s` has more than %d points", st->name->text,
                           POINTS_RUN);
  diag_label(d, at, "too many to evaluate each");
  diag_help(d, "sweep through fewer values, or make several studies of it");
}

/* Tells the runs at its points whose they are. */
static void claim_runs(struct study *st)
{
  for (uint32_t i = 0; i < st->points.n; i++)
    for (struct made_run *r = st->points.at[i].scope->runs; r; r = r->next) {
      r->of = st;
      r->point = st->points.at[i].number;
    }
}

static void open_study(struct sema *sm, struct study *st)
{
  st->combinations = count_points(st, POINTS_RUN);
  if (!st->combinations) {
    tell_many_points(sm, st);
    return;
  }
  sm->in_study = true;
  make_points(sm, st, st->combinations, true);
  sm->in_study = false;
  claim_runs(st);
}

void sema_open_studies(struct sema *sm, bool (*wanted)(void *context, const char *study),
                       void *context)
{
  uint32_t file = sm->program->modules->ast->source->id;
  for (struct study *st = sm->studies; st; st = st->later)
    if (node_span(st->node).file == file && wanted(context, st->name->text)) open_study(sm, st);
}
