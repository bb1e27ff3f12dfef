/* Measures stand for what a run will tell: nothing is known of them yet but their
 * dimension, and that the levels and tensors they name are there. */
#include "compiler/sema/measure.h"

#include "compiler/sema/amount.h"
#include "compiler/sema/arch.h"
#include "compiler/sema/block.h"
#include "compiler/sema/builtin.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"

#include <string.h>

/* ---- whose results are spoken of ---- */

static struct scope *results_scope(struct scope *s)
{
  while (s && !(s->context & (CTX_RESULTS | CTX_STUDY))) s = s->outer;
  return s;
}

static struct made_run *runs_seen(struct scope *s)
{
  s = results_scope(s);
  return s ? s->runs : NULL;
}

/* Nothing is run here: told for the first result that is asked for. */
static void tell_nothing_run(struct sema *sm, const struct application *a, struct scope *home)
{
  struct span where = node_span(a->node);
  struct diag *d = diag_at(sm->diags, E0605, where, "nothing is run here that `%s` could speak of",
                           a->builtin->name);
  diag_label(d, where, "a result of a run");
  diag_help(d, "add a run: `run GEMM on Machine within Flat`");
  home->runs = ARENA_NEW(sm->arena, struct made_run);
}

/* Whether every run's arch (or workload) is known, so that a name that none of
 * them has is a mistake. */
static bool all_known(const struct made_run *runs, bool archs)
{
  for (const struct made_run *r = runs; r; r = r->next)
    if (archs ? !r->arch : !r->workload || !r->workload->workload) return false;
  return runs;
}

/* ---- levels ---- */

static const char *arch_name(const struct object *arch)
{
  return arch->of ? arch->of->name->text : "the arch";
}

static void tell_no_level(struct sema *sm, const struct made_run *runs, struct node *n)
{
  struct suggest near = suggest_near(sm, n->name->text);
  const struct object *arch = runs->arch;
  struct diag *d;
  for (const struct made_run *r = runs; r; r = r->next) arch_suggest(r->arch, &near);
  if (runs->next)
    d = diag_at(sm->diags, E0201, node_span(n), "no arch that is run here has a level named `%s`",
                n->name->text);
  else
    d = diag_at(sm->diags, E0201, node_span(n), "`%s` has no level named `%s`", arch_name(arch),
                n->name->text);
  diag_label(d, node_span(n), "not found");
  diag_suggest(d, node_span(n), near.best);
  const char *all = level_list(sm, arch, ~0u);
  if (arch->of && all)
    diag_note_at(d, arch->of->where, "the levels of `%s` are %s", arch_name(arch), all);
}

static bool tell_not_a_name(struct sema *sm, const struct application *a, struct node *n,
                            const char *what)
{
  struct span where = node_span(n);
  struct diag *d = diag_at(sm->diags, E0306, where, "`%s` wants the name of %s here",
                           a->builtin->name, what);
  diag_label(d, where, "not a name");
  diag_note(d, "`%s`: %s", a->builtin->signature, a->builtin->doc);
  return false;
}

/* The level that a run's arch has under this name, of the first that has it. */
static bool find_level(struct sema *sm, const struct application *a, struct node *n,
                       struct level **found)
{
  struct made_run *runs = runs_seen(a->scope);
  if (n->kind != N_NAME) return tell_not_a_name(sm, a, n, "a level");
  for (struct made_run *r = runs; r && !*found; r = r->next)
    if (r->arch) *found = arch_level(r->arch, n->name);
  if (*found) refer_to(sm, node_span(n), MEANS_LEVEL, n->name, (*found)->name_at, (*found)->object->outer);
  if (*found || !all_known(runs, true)) return true;
  if (tell_name(sm, n->name, n->file)) tell_no_level(sm, runs, n);
  return false;
}

/* ---- tensors ---- */

static void tell_no_tensor(struct sema *sm, const struct made_run *runs, struct node *n)
{
  struct suggest near = suggest_near(sm, n->name->text);
  const struct object *w = runs->workload;
  const char *name = w->of ? w->of->name->text : "the workload";
  struct diag *d;
  for (const struct made_run *r = runs; r; r = r->next)
    workload_suggest_tensors(r->workload->workload, &near);
#define TENSORS(word, roles, doc) suggest_offer(&near, #word);
#include "compiler/sema/tensors.def"
#undef TENSORS
  if (runs->next)
    d = diag_at(sm->diags, E0204, node_span(n),
                "no workload that is run here has a tensor named `%s`", n->name->text);
  else
    d = diag_at(sm->diags, E0204, node_span(n), "`%s` has no tensor named `%s`", name,
                n->name->text);
  diag_label(d, node_span(n), "not found");
  diag_suggest(d, node_span(n), near.best);
  const char *all = tensor_list(sm, w->workload);
  if (w->of && all) diag_note_at(d, w->of->where, "the tensors of `%s` are %s", name, all);
}

static bool find_tensor(struct sema *sm, const struct application *a, struct made_run *runs,
                        struct node *n, struct tensor **found)
{
  if (n->kind != N_NAME) return tell_not_a_name(sm, a, n, "a tensor");
  if (role_of(n->name)) return true;
  for (struct made_run *r = runs; r && !*found; r = r->next) {
    int i = r->workload && r->workload->workload
              ? workload_tensor(r->workload->workload, n->name) : -1;
    if (i >= 0) *found = &r->workload->workload->tensors[i];
    if (i >= 0) refer_tensor(sm, node_span(n), r->workload->workload, i);
  }
  if (*found || !all_known(runs, false)) return true;
  if (tell_name(sm, n->name, n->file)) tell_no_tensor(sm, runs, n);
  return false;
}

/* ---- what else is named ---- */

static bool check_workload_name(struct sema *sm, const struct application *a, struct node *n)
{
  struct value v = eval(sm, a->scope, n);
  if (v.kind == V_POISON || is_declared(v, KW_workload)) return true;
  tell_wrong_kind(sm, n, "`speedup`", "a workload", v);
  return false;
}

static bool check_dense(struct sema *sm, const struct application *a, struct node *n)
{
  if (n->kind == N_NAME && names_equal(n->name, "dense")) return true;
  struct span where = node_span(n);
  struct diag *d = diag_at(sm->diags, E0306, where, "`speedup` compares with `dense` only");
  diag_label(d, where, "what the time is compared with");
  diag_note(d, "`%s`: %s", a->builtin->signature, a->builtin->doc);
  diag_help(d, "write `dense`");
  diag_fix(d, DIAG_MAYBE, where, "dense");
  return false;
}

/* ---- what is known already ---- */

static struct value capacity(struct sema *sm, const struct level *level, struct value unknown)
{
  struct symbol *size = object_attribute(level->object, intern_str(sm->names, "size"));
  struct value v = size ? symbol_value(sm, size) : unknown;
  return v.kind == V_NUMBER && dim_equal(v.dim, unknown.dim) ? v : unknown;
}

static bool one_run(const struct application *a)
{
  struct made_run *runs = runs_seen(a->scope);
  return runs && !runs->next;
}

/* ---- what was found ---- */

/* The workload that a measure is asked of, as in `layer.size(weights)`; NULL if none is. */
static struct object *asked_workload(struct sema *sm, const struct application *a)
{
  const struct node *callee = a->node->kind == N_CALL ? a->node->slot[CALL_BASE] : NULL;
  if (!callee || callee->kind != N_MEMBER) return NULL;
  struct value of = eval_quietly(sm, a->scope, callee->slot[MEMBER_BASE]);
  struct object *o = of.kind == V_OBJECT ? of.u.object
                   : is_declared(of, KW_workload) ? default_object(sm, of.u.symbol) : NULL;
  return o && o->workload ? o : NULL;
}

/* The run that a measure is asked of: `first.reads(GLB, A)`, or the one that is meant
 * around it; NULL if none or several are. */
static const struct made_run *asked(struct sema *sm, const struct application *a)
{
  const struct node *call = a->node;
  struct node *callee = call->kind == N_CALL ? call->slot[0] : NULL;
  if (callee && callee->kind == N_MEMBER) {
    struct value of = eval_quietly(sm, a->scope, callee->slot[MEMBER_BASE]);
    return of.kind == V_RESULT && of.u.run ? of.u.run->self : NULL;
  }
  if (one_run(a)) return runs_seen(a->scope)->self;
  for (const struct made_run *r = runs_seen(a->scope); r; r = r->next)
    if (r->self == sm->speaking) return r->self;
  return NULL;
}

static bool ask(const struct made_run *run, const struct builtin *b, const char *level,
                const char *tensor, double *sum)
{
  double value;
  if (!run->results->get(run->results, b->name, level, tensor, &value)) return false;
  *sum += value;
  return true;
}

/* A word such as `weights` speaks of all tensors that have this role. */
static bool ask_role(const struct made_run *run, const struct builtin *b, const char *level,
                     unsigned role, double *sum)
{
  const struct workload *w = run->workload->workload;
  bool told = false;
  for (uint32_t i = 0; i < w->n_tensors; i++)
    if (w->tensors[i].role & role) told |= ask(run, b, level, w->tensors[i].name->text, sum);
  return told;
}

/* The value of a measure of one run; `unknown` if the run was not evaluated. */
static struct value measured(const struct made_run *run, const struct builtin *b,
                             const struct node *args, struct value unknown)
{
  const char *level = NULL;
  name_t tensor = NULL;
  double sum = 0;
  if (!run || !run->results) return unknown;
  for (const char *is = b->names; args; args = args->next, is++) {
    /* `speedup(W, dense)` speaks of the run of W. */
    if (*is == 'W' || *is == 'D') continue;
    if (args->kind != N_NAME) return unknown;
    if (*is == 'L') level = args->name->text;
    else if (*is == 'T') tensor = args->name;
    else return unknown;
  }
  unsigned role = tensor ? role_of(tensor) : 0;
  bool told = role ? ask_role(run, b, level, role, &sum)
                   : ask(run, b, level, tensor ? tensor->text : NULL, &sum);
  return told ? value_number(sum, b->dim) : unknown;
}

/* A list of one value for each run of a study, the first one first. */
static struct value over_points(struct sema *sm, const struct application *a, struct value v)
{
  const struct made_run *runs = runs_seen(a->scope);
  struct value_list *list = ARENA_NEW(sm->arena, struct value_list);
  for (const struct made_run *r = runs; r; r = r->next) list->n++;
  if (!list->n) list->n = 1;
  list->at = ARENA_ARRAY(sm->arena, struct value, list->n);
  list->at[0] = v;
  bool known = runs && runs->of;
  uint32_t i = list->n;
  for (const struct made_run *r = runs; r; r = r->next) {
    list->at[--i] = measured(r->self, a->builtin, a->n ? a->node->slot[CALL_ARGS] : NULL, v);
    known &= list->at[i].known;
  }
  return (struct value){.kind = V_LIST, .known = known, .u.list = list};
}

/* `layer.size(weights)`: of a workload that nobody has to run. */
static struct value size_of_own(struct sema *sm, const struct application *a, struct object *w)
{
  struct made_run alone = {.workload = w};
  struct tensor *tensor = NULL;
  struct node *n = a->node->slot[CALL_ARGS];
  if (!find_tensor(sm, a, &alone, n, &tensor)) return value_poison();
  return tensor ? tensor->size : amount_of_role(w->workload, role_of(n->name));
}

struct value measure_call(struct sema *sm, const struct application *a)
{
  const struct builtin *b = a->builtin;
  struct object *own = is_amount(b) ? asked_workload(sm, a) : NULL;
  if (own) return size_of_own(sm, a, own);
  struct value result = value_unknown(b->dim, b->whole);
  result.share = b->share;
  struct level *level = NULL;
  struct tensor *tensor = NULL;
  struct node *n = a->n ? a->node->slot[CALL_ARGS] : NULL;
  bool fits = true;
  for (const char *is = b->names; n; n = n->next, is++)
    switch (*is) {
    case 'L': fits &= find_level(sm, a, n, &level); break;
    case 'T': fits &= find_tensor(sm, a, runs_seen(a->scope), n, &tensor); break;
    case 'W': fits &= check_workload_name(sm, a, n); break;
    default: fits &= check_dense(sm, a, n);
    }
  struct scope *home = results_scope(a->scope);
  if (home && !home->runs) tell_nothing_run(sm, a, home);
  if (!fits) return value_poison();
  if (level && !strcmp(b->name, "capacity") && one_run(a)) result = capacity(sm, level, result);
  if (tensor && !strcmp(b->name, "size") && one_run(a)) result = tensor->size;
  if (!result.known) result = measured(asked(sm, a), b, a->n ? a->node->slot[CALL_ARGS] : NULL, result);
  return home && home->context & CTX_STUDY ? over_points(sm, a, result) : result;
}

struct value result_member(struct sema *sm, struct scope *scope, struct node *member,
                           const struct made_run *run)
{
  const struct builtin *b = builtin_find(member->name->text, CTX_RESULTS);
  if (b && b->context) {
    refer_built_in(sm, member);
    struct value v = value_unknown(b->dim, b->whole);
    v.share = b->share;
    return b->least ? builtin_value(sm, scope, member, b) : measured(run, b, NULL, v);
  }
  struct span name = node_name_span(member);
  struct suggest near = suggest_near(sm, member->name->text);
  struct diag *d = diag_at(sm->diags, E0208, name, "a run has no result named `%s`",
                           member->name->text);
  builtin_suggest(&near, CTX_RESULTS);
  diag_label(d, name, "not measured");
  if (!diag_suggest(d, name, near.best))
    diag_note(d, "a run tells `energy`, `time`, `cycles`, `area`, `utilization`, `edp`, "
                 "`energy_per_mac`, `computes` and `power`");
  return value_poison();
}
