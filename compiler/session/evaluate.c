#include "compiler/session/evaluate.h"

#include "compiler/session/costs.h"
#include "compiler/session/matrices.h"
#include "compiler/session/measures.h"
#include "compiler/session/seek.h"
#include "compiler/session/study.h"
#include "compiler/session/trouble.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

/* "Sizes", "Sizes.3.*" and "Siz*" ask for something of `Sizes`: they begin as it does. */
static bool wants_study(void *context, const char *study)
{
  const char *pattern = context;
  size_t n = strlen(study), plain = pattern ? strcspn(pattern, "*?[") : 0;
  return !strncmp(pattern ? pattern : study, study, plain < n ? plain : n);
}

void evaluation_open_studies(struct compilation *c, const char *pattern)
{
  sema_open_studies(c->sema, wants_study, (void *)(uintptr_t)pattern);
  diags_finish(&c->diags);
}

void evaluation_init(struct evaluation *e, struct compilation *c)
{
  evaluation_init_whole(e, c);
  ir_split(&c->arena, e->design);
}

void evaluation_init_whole(struct evaluation *e, struct compilation *c)
{
  *e = (struct evaluation){.compilation = c};
  e->design = sema_flatten(c->sema);
  e->test = sema_tests(c->sema, &e->tests);
  const char *wrong = ir_verify(&c->arena, e->design);
  if (wrong) BUG("the flat form of the design is wrong: %s", wrong);
}

bool evaluation_wants(const struct ir_run *run, enum evaluation_scope scope, const char *name)
{
  if (name && fnmatch(name, run->name, 0) && (!run->study || fnmatch(name, run->study, 0)) &&
      (!run->whole || fnmatch(name, run->whole, 0)))
    return false;
  return scope == EVALUATE_ALL || (run->test != NULL) == (scope == EVALUATE_TESTS);
}

static void evaluate_lowered(struct evaluation *e, struct evaluated_run *r)
{
  struct lowered *l = &r->lowered;
  struct eval_problem trouble;
  if (!complete_sparsity(e, l)) return;
  struct evaluator *own = evaluator_new(&l->arch, l->compute, &l->einsum, &l->energy, &trouble);
  if (own && l->sparse) {
    struct eval_problem dense;
    const struct eval_result *without = evaluate(own, &l->mapping, &dense);
    r->dense_cycles = without ? without->cycles : 0;
    evaluator_set_sparsity(own, &l->sparsity);
  }
  const struct eval_result *result = own ? evaluate(own, &l->mapping, &trouble) : NULL;
  if (result) r->result = eval_result_copy(&e->compilation->arena, result);
  else tell_not_evaluated(e, r, &trouble);
  evaluator_free(own);
}

/* What stands in the design is what was found. */
static void check_found(const struct evaluated_run *r)
{
  const struct search_found *found = &r->seek->result.at[0];
  double off = fabs(r->result->energy_pJ - found->energy_pJ);
  if (r->result->cycles != found->cycles || off > 1e-9 * found->energy_pJ)
    BUG("the search for a mapping of `%s` counts %.17g pJ and %llu cycles, its evaluation %.17g pJ "
        "and %llu cycles", r->run->name, found->energy_pJ, (unsigned long long)found->cycles,
        r->result->energy_pJ, (unsigned long long)r->result->cycles);
}

static void evaluate_run(struct evaluation *e, struct evaluated_run *r)
{
  struct compilation *c = e->compilation;
  struct lower_problem problem;
  if (r->stuck) return;
  if (!lower_run(&c->arena, e->design, r->run, &r->lowered, &problem))
    tell_not_lowered(c, &problem);
  else evaluate_lowered(e, r);
  if (!r->result) return;
  if (r->seek) check_found(r);
  if (!r->run->part) sema_set_results(r->run, &r->base);
  tell_unknown_costs(e, r);
  if (!r->seek && !r->run->study) tell_advice(e, r);
}

/* What an `expect` of a run that was not says is not known for that reason. */
static bool was_evaluated(const struct evaluation *e, const struct made_run *run)
{
  const struct evaluated_run *r = run ? map_get(&e->of, run) : NULL;
  return r && r->result;
}

/* Those of tests are for whoever prints what became of the tests. */
static void tell_failed(struct evaluation *e)
{
  for (unsigned i = 0; i < e->expectations; i++) {
    const struct sema_expectation *x = &e->expectation[i];
    if (x->test || x->outcome == EXPECT_HOLDS) continue;
    if (x->outcome == EXPECT_FAILS || x->study || was_evaluated(e, x->run))
      tell_failed_expectation(e->compilation, x);
  }
}

/* Whether a run is the last one of all parts of the run that it stands for. */
static bool is_complete(const struct evaluation *e, const struct evaluated_run *r)
{
  const struct ir_run *run = r->run;
  return !run->parts || (run->part + 1 == run->parts && r - e->run >= (ptrdiff_t)run->part &&
                         r[-(ptrdiff_t)run->part].run->source == run->source);
}

void evaluation_run(struct evaluation *e, enum evaluation_scope scope, const char *name)
{
  struct compilation *c = e->compilation;
  e->run = ARENA_ARRAY(&c->arena, struct evaluated_run, e->design->runs);
  e->pattern = name;
  for (unsigned i = 0; i < e->design->runs; i++) {
    const struct ir_run *run = &e->design->run[i];
    if (!evaluation_wants(run, scope, name)) continue;
    struct evaluated_run *r = &e->run[e->runs++];
    *r = (struct evaluated_run){.base.get = measures_get, .evaluation = e, .run = run};
    if (is_complete(e, r)) map_set(&e->of, &c->arena, run->source, r - run->part);
  }
  seek_runs(e);
  for (unsigned i = 0; i < e->runs; i++) {
    uint32_t from = c->diags.all.n;
    evaluate_run(e, &e->run[i]);
    study_excuse(e, &e->run[i], from);
  }
  study_finish(e);
  e->expectation = sema_expect(c->sema, &e->expectations);
  tell_failed(e);
  sema_silence(c->sema);
  diags_finish(&c->diags);
}
