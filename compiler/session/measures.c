/* What a run was found to do, as the measures of the language ask for it: in base units,
 * words of one instance in use. */
#include "compiler/session/measures.h"

#include "compiler/session/costs.h"

#include <math.h>
#include <string.h>

struct question {
  const struct evaluated_run *run;
  const struct eval_result *r;
  const struct level_result *level;  /* NULL: of all */
  const struct tensor_result *tensor; /* of that level; NULL: of all */
  double times;                      /* how often the workload is executed */
};

#define PJ 1e-12
#define UM2 1e-12

static double sum_words(const struct question *q, uint64_t (*words)(const struct tensor_result *))
{
  double sum = 0;
  if (q->tensor) return (double)words(q->tensor);
  for (unsigned t = 0; t < q->r->tensors; t++) sum += (double)words(&q->level->tensor[t]);
  return sum;
}

/* Where there are zeros, what is left of the words that would be accessed without. */
static uint64_t left(const struct tensor_result *t, enum access a, uint64_t all)
{
  return t->sparse && t->kept ? t->sparse->count[RANDOM][a] : all;
}

static uint64_t reads(const struct tensor_result *t) { return left(t, READS, t->reads); }
static uint64_t fills(const struct tensor_result *t) { return left(t, FILLS, t->fills); }
static uint64_t updates(const struct tensor_result *t) { return left(t, UPDATES, t->updates); }
static uint64_t writes(const struct tensor_result *t) { return fills(t) + updates(t); }
static uint64_t accesses(const struct tensor_result *t) { return reads(t) + writes(t); }
static uint64_t tile(const struct tensor_result *t) { return t->tile_words; }

/* Not known if it lacks what some action costs. */
static double energy(const struct question *q)
{
  if (q->level ? !costs_known(q->run, q->level) : !costs_all_known(q->run)) return NAN;
  if (q->tensor) return q->tensor->energy_pJ * PJ * q->times;
  return (q->level ? q->level->energy_pJ : q->r->energy_pJ) * PJ * q->times;
}

static double area(const struct question *q)
{
  return (q->level ? q->level->area_um2 : q->r->area_um2) * UM2;
}

static double utilization(const struct question *q)
{
  if (!q->level) return q->r->utilization;
  return q->level->instances_used / (double)q->level->instances;
}

static double of_level(const struct question *q, const char *measure)
{
  static const struct { const char *name; uint64_t (*words)(const struct tensor_result *); } of[] = {
    {"reads", reads}, {"fills", fills}, {"updates", updates}, {"writes", writes},
    {"accesses", accesses}, {"tile", tile}};
  for (size_t i = 0; i < sizeof of / sizeof *of; i++)
    if (!strcmp(measure, of[i].name)) return sum_words(q, of[i].words);
  if (strcmp(measure, "capacity")) return NAN;
  const struct model_node *node = &q->run->lowered.arch.node[q->level->node];
  return node->kind == MODEL_MEMORY ? node->memory.size_bits : NAN;
}

/* A run that knows of no zeros is as fast as without. */
static double speedup(const struct question *q)
{
  if (!q->r->sparse) return 1;
  return q->run->dense_cycles ? (double)q->run->dense_cycles / (double)q->r->cycles : NAN;
}

static double of_run(const struct question *q, const char *measure)
{
  const struct eval_result *r = q->r;
  double time = q->run->lowered.has_clock ? r->seconds * q->times : NAN;
  if (!strcmp(measure, "cycles")) return (double)r->cycles * q->times;
  if (!strcmp(measure, "computes")) return (double)r->computes * q->times;
  if (!strcmp(measure, "time") || !strcmp(measure, "latency")) return time;
  if (!strcmp(measure, "edp")) return energy(q) * time;
  if (!strcmp(measure, "ed2p")) return energy(q) * time * time;
  if (!strcmp(measure, "power")) return energy(q) / time;
  if (!strcmp(measure, "speedup")) return speedup(q);
  if (!strcmp(measure, "energy_per_mac")) return energy(q) / q->times / (double)r->computes;
  return NAN;
}

static double of_tensor(const struct question *q, const char *measure, const char *tensor)
{
  const struct model_einsum *e = &q->run->lowered.einsum;
  for (unsigned t = 0; t < e->tensors; t++)
    if (!strcmp(e->tensor[t].name, tensor) && !strcmp(measure, "size"))
      return model_box_words(e, t, e->bounds);
  return NAN;
}

static bool find(struct question *q, const char *level, const char *tensor)
{
  const struct lowered *low = &q->run->lowered;
  for (unsigned i = 0; level && i < q->r->levels; i++)
    if (!strcmp(low->arch.node[q->r->level[i].node].name, level)) q->level = &q->r->level[i];
  if (level && !q->level) return false;
  for (unsigned t = 0; q->level && tensor && t < low->einsum.tensors; t++)
    if (!strcmp(low->einsum.tensor[t].name, tensor)) q->tensor = &q->level->tensor[t];
  return !q->level || !tensor || q->tensor;
}

static bool of_part(const struct evaluated_run *run, const char *measure, const char *level,
                    const char *tensor, double *value)
{
  struct question q = {.run = run, .r = run->result, .times = (double)run->run->count};
  if (!run->result || !find(&q, level, tensor)) return false;
  if (!strcmp(measure, "energy")) *value = energy(&q);
  else if (!strcmp(measure, "area")) *value = area(&q);
  else if (!strcmp(measure, "utilization")) *value = utilization(&q);
  else if (q.level) *value = of_level(&q, measure);
  else if (tensor) *value = of_tensor(&q, measure, tensor);
  else *value = of_run(&q, measure);
  return !isnan(*value);
}

/* ---- runs of several Einsums, one after the other ---- */

enum blend { BLEND_SUM, BLEND_MOST, BLEND_MEAN };

/* What has the same instances in all parts is there once; a share is one of the time. */
static enum blend blend_of(const char *measure)
{
  if (!strcmp(measure, "utilization")) return BLEND_MEAN;
  static const char *const MOST[] = {"area", "capacity", "tile", "size"};
  for (size_t i = 0; i < sizeof MOST / sizeof *MOST; i++)
    if (!strcmp(measure, MOST[i])) return BLEND_MOST;
  return BLEND_SUM;
}

/* Whether all parts have results, and the levels and tensors that are named are those of some. */
static bool of_parts(const struct evaluated_run *first, const char *measure, const char *level,
                     const char *tensor, double *value)
{
  const struct evaluation *e = first->evaluation;
  enum blend blend = blend_of(measure);
  double cycles = 0;
  bool told = false;
  *value = 0;
  for (unsigned i = 0; i < first->run->parts; i++) {
    const struct evaluated_run *r = first + i;
    double v;
    if (r >= e->run + e->runs || r->run->source != first->run->source || !r->result) return false;
    cycles += (double)r->result->cycles;
    if (!of_part(r, measure, level, tensor, &v)) {
      if (!tensor) return false;
      continue;
    }
    told = true;
    if (blend == BLEND_MOST) *value = fmax(*value, v);
    else *value += blend == BLEND_MEAN ? v * (double)r->result->cycles : v;
  }
  if (blend == BLEND_MEAN) *value /= cycles;
  return told;
}

/* Products and quotients are of the sums. */
static bool of_sums(const struct evaluated_run *first, const char *measure, double *value)
{
  double energy, time, computes;
  bool per_compute = !strcmp(measure, "energy_per_mac");
  if (!of_parts(first, "energy", NULL, NULL, &energy)) return false;
  if (!of_parts(first, per_compute ? "computes" : "time", NULL, NULL, per_compute ? &computes : &time))
    return false;
  if (per_compute) *value = energy / computes;
  else if (!strcmp(measure, "edp")) *value = energy * time;
  else if (!strcmp(measure, "ed2p")) *value = energy * time * time;
  else *value = energy / time;
  return !isnan(*value);
}

bool measures_get(const struct run_results *results, const char *measure, const char *level,
                  const char *tensor, double *value)
{
  static const char *const RATIOS[] = {"edp", "ed2p", "power", "energy_per_mac"};
  const struct evaluated_run *run = (const struct evaluated_run *)results;
  if (!run->run->parts) return of_part(run, measure, level, tensor, value);
  for (size_t i = 0; i < sizeof RATIOS / sizeof *RATIOS; i++)
    if (!strcmp(measure, RATIOS[i])) return of_sums(run, measure, value);
  return of_parts(run, measure, level, tensor, value);
}
