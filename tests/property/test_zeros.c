/* What the model expects of tensors with zeros, and what becomes of real ones (zeros.h).
 *
 * The mean of what is counted has to be what the model says, as far as chance and rounding to
 * whole words go.
 *
 * Arguments: how many designs, the seed, the number of the first, and which features they may
 * have.  Prints TAP. */
#include "tests/property/zeros.h"

#include "lang/base/arena.h"
#include "runtime/eval/evaluate.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRAWS = 60, DRAWS_AGAIN = 3000, FAILURES_SHOWN = 5 };

struct tally { uint64_t designs, compared, aside; unsigned again, failures, shown; };

/* All that was drawn for one design. */
struct drawn {
  const struct zeros_design *d;
  struct zeros_matrix *matrix;       /* [tensors] */
  uint64_t state;
  unsigned n, differ;
  uint64_t compared, aside;
  struct zeros_counts sum, squares;
  bool shows;
};

static void add_up(const struct zeros_counts *one, struct zeros_counts *sum,
                   struct zeros_counts *squares)
{
  const double *from = (const double *)one;
  double *s = (double *)sum, *q = (double *)squares;
  for (size_t i = 0; i < sizeof *one / sizeof *from; i++)
    s[i] += from[i], q[i] += from[i] * from[i];
}

static void draw_all(struct drawn *w, unsigned n)
{
  struct zeros_counts one;
  for (; w->n < n; w->n++) {
    for (unsigned t = 0; t < w->d->tensors; t++) zeros_draw(&w->matrix[t], w->d, t, &w->state);
    zeros_walk(w->d, w->matrix, &one);
    add_up(&one, &w->sum, &w->squares);
  }
}

/* Within five standard errors, and what rounding each of a few counts to whole words makes. */
static void compare(struct drawn *w, const char *what, const char *of, unsigned at, double model,
                    double sum, double squares, double slack)
{
  double mean = sum / w->n, error = sqrt(fmax(squares / w->n - mean * mean, 0) / w->n);
  w->compared++;
  if (fabs(model - mean) <= 5 * error + slack) return;
  w->differ++;
  if (w->shows)
    printf("# design %" PRIu64 ", %s of %s at %u: %.2f instead of %.2f, give or take %.2f\n",
           w->d->number, what, of, at, model, mean, error);
}

static double metadata_of(const struct sparse_result *s, enum fate f, enum access a)
{
  double n = 0;
  for (unsigned k = 0; k < s->ranks; k++)
    n += (double)(s->metadata[f][a][k][0] + s->metadata[f][a][k][1]);
  return n;
}

/* Whether the model counts without zeros what is counted here. */
static bool same_dense(const struct drawn *w, const struct tensor_result *n, unsigned l, unsigned t)
{
  const double *sum = w->sum.of[l][t];
  return fabs((double)n->reads - sum[Z_DENSE_READ] / w->n) < 1 &&
         fabs((double)n->fills - sum[Z_DENSE_FILL] / w->n) < 1 &&
         (t != w->d->output || fabs((double)n->updates - sum[Z_DENSE_UPDATE] / w->n) < 1);
}

static const struct {
  const char *what;
  enum zeros_count which;
  enum access access;
  bool out, metadata;
} compared[] = {
  {"reads", Z_READ, READS, false, false},
  {"reads left out", Z_READ_OUT, READS, true, false},
  {"fills", Z_FILL, FILLS, false, false},
  {"updates", Z_UPDATE, UPDATES, false, false},
  {"updates left out", Z_UPDATE_OUT, UPDATES, true, false},
  {"metadata read", Z_META_READ, READS, false, true},
  {"metadata left out", Z_META_OUT, READS, true, true},
  {"metadata filled", Z_META_FILL, FILLS, false, true},
  {"metadata updated", Z_META_UPDATE, UPDATES, false, true},
  {"metadata updates left out", Z_META_UPDATE_OUT, UPDATES, true, true}};

static void compare_tensor(struct drawn *w, unsigned l, unsigned t, const struct tensor_result *n)
{
  const struct sparse_result *s = n->sparse;
  const double *sum = w->sum.of[l][t], *squares = w->squares.of[l][t];
  if (!same_dense(w, n, l, t) || !zeros_nested(w->d, 1u << t)) {
    w->aside++;
    return;
  }
  for (unsigned i = 0; i < sizeof compared / sizeof *compared; i++) {
    enum access a = compared[i].access;
    bool out = compared[i].out, metadata = compared[i].metadata;
    double model = 0, slack = (metadata ? 2.0 * s->ranks + 3 : 3) + w->d->memories - 2;
    if (a == UPDATES && t != w->d->output) continue;
    for (enum fate f = out ? GATED : RANDOM; f <= (out ? SKIPPED : RANDOM); f++)
      model += metadata ? metadata_of(s, f, a) : (double)s->count[f][a];
    compare(w, compared[i].what, w->d->tensor[t].name, l, s->share_used * model,
            sum[compared[i].which], squares[compared[i].which], slack);
  }
}

static const struct level_result *level_at(const struct eval_result *r, int node)
{
  for (unsigned i = 0; i < r->levels; i++)
    if (r->level[i].node == node) return &r->level[i];
  abort();
}

static void compare_all(struct drawn *w, const struct eval_result *r)
{
  static const char *const fates[] = {"computed", "gated", "skipped"};
  const struct zeros_design *d = w->d;
  w->differ = 0, w->compared = w->aside = 0;
  for (unsigned l = 0; l < d->memories; l++)
    for (unsigned t = 0; t < d->tensors; t++)
      if (zeros_keeps(d, l, t)) compare_tensor(w, l, t, &level_at(r, d->node[l])->tensor[t]);
  const struct level_result *last = level_at(r, d->compute);
  double together = 1;
  for (unsigned i = 0; i < d->loops; i++)
    if (d->loop[i].across) together *= (double)d->loop[i].bound;
  if (!zeros_nested(d, (1u << d->output) - 1)) {
    w->aside++;
    return;
  }
  compare(w, "instances", "computes", 0, last->instances_used * (double)r->computes / together,
          w->sum.busy,
          w->squares.busy, 0.1);
  for (enum fate f = RANDOM; f < FATES; f++)
    compare(w, "computes", fates[f], f, (double)last->computes[f], w->sum.computes[f],
            w->squares.computes[f], 4);
}

/* What seems to differ may only be seldom, and is looked at for longer. */
static void try_design(struct tally *tally, const struct zeros_design *d,
                       struct zeros_matrix *matrix)
{
  const struct energy_table table = {0};
  struct eval_problem problem;
  struct drawn w = {.d = d, .matrix = matrix, .state = d->number};
  struct evaluator *e = evaluator_new(&d->arch, d->compute, &d->einsum, &table, &problem);
  evaluator_set_sparsity(e, &d->sparsity);
  const struct eval_result *r = evaluate(e, &d->mapping, &problem);
  tally->designs++;
  if (r) {
    draw_all(&w, DRAWS);
    compare_all(&w, r);
    if (w.differ) {
      tally->again++;
      draw_all(&w, DRAWS_AGAIN);
      w.shows = tally->shown < FAILURES_SHOWN;
      compare_all(&w, r);
      if (w.differ && w.shows) zeros_print(d), tally->shown++;
    }
    tally->compared += w.compared;
    tally->aside += w.aside;
    tally->failures += w.differ;
  } else {
    tally->failures++;
    if (tally->shown++ < FAILURES_SHOWN) {
      printf("# design %" PRIu64 " is refused: %d\n", d->number, problem.status);
      zeros_print(d);
    }
  }
  evaluator_free(e);
}

int main(int argc, char **argv)
{
  uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000, seed = argc > 2
    ? strtoull(argv[2], NULL, 10) : 1;
  uint64_t first = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
  unsigned features = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : ZEROS_ALL;
  struct tally tally = {0};
  struct zeros_design *d = xmalloc(sizeof *d);
  struct zeros_matrix *matrix = xcalloc(ZEROS_TENSORS, sizeof *matrix);
  for (uint64_t i = first; i < first + n; i++) {
    zeros_design(d, seed, i, features);
    try_design(&tally, d, matrix);
  }
  xfree(matrix);
  xfree(d);
  printf("%sok 1 - the model expects what becomes of real zeros\n", tally.failures ? "not " : "");
  printf("# %" PRIu64 " designs, %" PRIu64 " counts, %u of them differ; %" PRIu64
         " tensors were left aside, "
         "%u designs looked at for longer\n1..1\n",
         tally.designs, tally.compared, tally.failures, tally.aside, tally.again);
  return tally.failures != 0;
}
