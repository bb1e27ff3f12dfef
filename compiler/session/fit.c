#include "compiler/session/fit.h"

#include "compiler/session/matrices.h"
#include "compiler/session/trouble.h"

/* What else stands in the way of an evaluation is for whoever evaluates to tell. */
static void fit_run(struct evaluation *e, const struct ir_run *run)
{
  struct arena *a = &e->compilation->arena;
  struct evaluated_run r = {.evaluation = e, .run = run};
  struct lower_problem problem;
  struct eval_problem trouble = {0};
  if (!lower_run(a, e->design, run, &r.lowered, &problem)) return;
  struct lowered *l = &r.lowered;
  if (!complete_sparsity(e, l)) return;
  struct evaluator *own = evaluator_new(&l->arch, l->compute, &l->einsum, &l->energy, &trouble);
  if (own && l->sparse) evaluator_set_sparsity(own, &l->sparsity);
  if (own && !evaluate(own, &l->mapping, &trouble) &&
      (trouble.status == EVAL_CAPACITY || trouble.status == EVAL_EMPTY))
    tell_not_evaluated(e, &r, &trouble);
  evaluator_free(own);
}

unsigned compilation_fit(struct compilation *c)
{
  struct evaluation e;
  if (!c->sema || c->diags.n_errors) return 0;
  evaluation_init(&e, c);
  for (unsigned i = 0; i < e.design->runs; i++)
    if (e.design->run[i].mapping >= 0) fit_run(&e, &e.design->run[i]);
  sema_silence(c->sema);
  diags_finish(&c->diags);
  return c->diags.n_errors;
}
