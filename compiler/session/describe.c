/* From an evaluation to what is reported of it. */
#include "compiler/session/describe.h"

#include "compiler/session/costs.h"
#include "compiler/session/origins.h"
#include "compiler/session/seek.h"
#include "compiler/session/study.h"

#include <fnmatch.h>

/* How many runs have a name: those of different tests may be called the same. */
static struct map count_names(struct evaluation *e)
{
  struct compilation *c = e->compilation;
  struct map names = {0};
  for (unsigned i = 0; i < e->runs; i++) {
    name_t name = intern_str(&c->names, e->run[i].run->name);
    uintptr_t before = (uintptr_t)map_get(&names, name);
    map_set(&names, &c->arena, name, (void *)(before + 1));
  }
  return names;
}

/* Tests tell apart what is called the same. */
static const char *name_of(struct compilation *c, const struct map *names,
                           const struct ir_run *run)
{
  uintptr_t alike = (uintptr_t)map_get(names, intern_str(&c->names, run->name));
  if (!run->test || alike == 1) return run->name;
  return arena_printf(&c->arena, "%s: %s", run->test, run->name);
}

enum report_status describe_status(const struct evaluated_run *from)
{
  static const enum report_status STATUS[] = {
    [SEARCH_OPTIMAL] = REPORT_OPTIMAL, [SEARCH_BOUNDED] = REPORT_BOUNDED,
    [SEARCH_STOPPED] = REPORT_STOPPED, [SEARCH_NOTHING] = REPORT_STOPPED};
  return from->seek ? STATUS[from->seek->result.status] : REPORT_GIVEN;
}

static void describe_run(const char *name, const struct evaluated_run *from,
                         struct report_run *to)
{
  const struct lowered *l = &from->lowered;
  *to = (struct report_run){.name = name, .workload = l->einsum.name,
                            .arch_name = l->arch.name, .status = describe_status(from),
                            .count = (uint64_t)from->run->count, .arch = &l->arch,
                            .einsum = &l->einsum, .mapping = &l->mapping,
                            .result = from->result, .expectations = from->expectations,
                            .expectation = from->expectation};
}

/* What the energy lacks. */
static void describe_unpriced(struct compilation *c, const struct evaluated_run *from,
                              struct report_run *to)
{
  const struct eval_result *r = from->result;
  const char **name = ARENA_ARRAY(&c->arena, const char *, r->levels);
  for (unsigned i = 0; i < r->levels; i++)
    if (!costs_known(from, &r->level[i]))
      name[to->unpriced++] = from->lowered.arch.node[r->level[i].node].name;
  to->no_price = name;
}

/* ---- searches ---- */

static struct report_rejected rejected_of(const struct evaluated_run *from,
                                          const struct search_reject *r)
{
  static const char *const BY[] = {
    [REJECT_CAPACITY] = "capacity", [REJECT_EMPTY] = "emptiness", [REJECT_FANOUT] = "fanout",
    [REJECT_USE] = "use", [REJECT_TILE] = "tile", [REJECT_NOT_KEPT] = "not kept",
    [REJECT_METADATA] = "metadata", [REJECT_FORMAT] = "format"};
  return (struct report_rejected){.by = BY[r->by], .level = from->lowered.arch.node[r->node].name,
                                  .times = r->times, .nearest = r->nearest, .limit = r->limit};
}

static void describe_effort(struct compilation *c, const struct evaluated_run *from,
                            struct report_search *to)
{
  static const char *const STRATEGY[] = {[SEARCH_EXACT] = "exact",
                                         [SEARCH_EXHAUSTIVE] = "exhaustive",
                                         [SEARCH_RANDOM] = "random"};
  const struct search_result *r = &from->seek->result;
  struct report_rejected *reject = ARENA_ARRAY(&c->arena, struct report_rejected, r->rejects);
  for (unsigned i = 0; i < r->rejects; i++) reject[i] = rejected_of(from, &r->reject[i]);
  *to = (struct report_search){
    .value = r->value, .lower_bound = r->lower_bound, .gap = r->gap,
    .mapspace_log10 = r->space_log10, .evaluated = r->evaluated, .labels = r->labels,
    .of_network = from->of_network, .strategy = STRATEGY[from->seek->options.strategy], .ended = seek_end_text(r->end),
    .shared_with = from->shared_with ? from->shared_with->run->name : NULL,
    .pruned_bound = r->pruned_bound, .pruned_dominated = r->pruned_dominated,
    .pruned_limit = r->pruned_limit, .rejects = r->rejects, .reject = reject};
}

/* What the user has asked for beside the best one. */
static void describe_found(struct compilation *c, const struct evaluated_run *from,
                           struct report_run *to)
{
  const struct seek *s = from->seek;
  const struct search_result *r = &s->result;
  to->front = s->options.front;
  if (!to->front && s->options.top < 2) return;
  struct report_found *at = ARENA_ARRAY(&c->arena, struct report_found, r->found);
  for (unsigned i = 0; i < r->found; i++)
    at[i] = (struct report_found){.value = r->at[i].value, .energy_pJ = r->at[i].energy_pJ,
                                  .cycles = r->at[i].cycles, .mapping = &r->at[i].mapping};
  to->found = r->found;
  to->at = at;
}

static void describe_search(struct compilation *c, const struct evaluated_run *from,
                            struct report_run *to)
{
  if (!from->seek) return;
  const struct goals *goals = &from->seek->options.goals;
  struct report_search *search = ARENA_NEW(&c->arena, struct report_search);
  const char **objective = ARENA_ARRAY(&c->arena, const char *, goals->n);
  for (unsigned i = 0; i < goals->n; i++) objective[i] = goals->goal[i].name;
  describe_effort(c, from, search);
  to->objectives = goals->n;
  to->objective = objective;
  to->search = search;
  describe_found(c, from, to);
}

struct report_value describe_value(const struct compilation *c, const struct sema_item *item)
{
  return (struct report_value){.text = item->word, .number = item->number, .dim = item->dim,
                               .units = sema_units(c->sema)};
}

static void describe_items(struct compilation *c, const struct evaluated_run *from,
                           struct report_run *to)
{
  unsigned n;
  if (from->run->part) return; /* those of all parts stand with the first */
  struct sema_item *item = sema_report(c->sema, from->run, &n);
  struct report_item *out = ARENA_ARRAY(&c->arena, struct report_item, n);
  for (unsigned i = 0; i < n; i++)
    out[i] = (struct report_item){.name = item[i].text, .value = describe_value(c, &item[i])};
  to->items = n;
  to->item = out;
}

struct report_expectation describe_expectation(struct compilation *c,
                                               const struct sema_expectation *x)
{
  struct source *source = source_of(&c->sources, x->span);
  struct position at = source_position(source, x->span.start);
  const char *numbers = x->outcome == EXPECT_HOLDS || x->compares ? NULL : x->numbers;
  if (x->outcome == EXPECT_UNKNOWN) numbers = "not known";
  return (struct report_expectation){
    .text = x->text, .passed = x->outcome == EXPECT_HOLDS, .compares = x->compares,
    .left = describe_value(c, &x->left), .right = describe_value(c, &x->right), .why = x->why ? x->why : numbers,
    .file = source->path, .line = at.line, .column = at.column};
}

static struct evaluated_run *run_of(struct evaluation *e, unsigned expectation)
{
  const struct made_run *run = e->expectation[expectation].run;
  return run ? map_get(&e->of, run) : NULL;
}

/* Those that stand in a run's block go to that run. */
static void describe_expectations(struct evaluation *e)
{
  struct compilation *c = e->compilation;
  struct evaluated_run *r;
  for (unsigned i = 0; i < e->runs; i++) e->run[i].expectations = 0;
  for (unsigned i = 0; i < e->expectations; i++)
    if ((r = run_of(e, i))) r->expectations++;
  for (unsigned i = 0; i < e->runs; i++) {
    r = &e->run[i];
    r->expectation = ARENA_ARRAY(&c->arena, struct report_expectation, r->expectations);
    r->expectations = 0;
  }
  for (unsigned i = 0; i < e->expectations; i++)
    if ((r = run_of(e, i)))
      r->expectation[r->expectations++] = describe_expectation(c, &e->expectation[i]);
}

bool describe_shown(const struct evaluation *e, const struct evaluated_run *r)
{
  return !r->run->study || (e->pattern && fnmatch(e->pattern, r->run->study, 0));
}

struct report evaluation_report(struct evaluation *e, const char *design)
{
  struct compilation *c = e->compilation;
  struct report report = {.design = design, .diags = &c->diags};
  struct report_run *run = ARENA_ARRAY(&c->arena, struct report_run, e->runs);
  struct map names = count_names(e);
  describe_expectations(e);
  for (unsigned i = 0; i < e->runs; i++) {
    const struct evaluated_run *from = &e->run[i];
    if (!from->result || !describe_shown(e, from)) continue;
    describe_run(name_of(c, &names, from->run), from, &run[report.runs]);
    describe_unpriced(c, from, &run[report.runs]);
    describe_search(c, from, &run[report.runs]);
    describe_sources(c, from, &run[report.runs]);
    describe_items(c, from, &run[report.runs++]);
  }
  report.run = run;
  study_describe(e);
  report.studies = e->studies;
  report.study = e->study;
  report.networks = e->networks.n;
  report.network = e->networks.at;
  return report;
}
