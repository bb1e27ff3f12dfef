/* From an evaluation to what is reported of it. */
#include "compiler/session/evaluate.h"

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

static void describe_run(const char *name, const struct evaluated_run *from,
                         struct report_run *to)
{
  const struct lowered *l = &from->lowered;
  *to = (struct report_run){.name = name, .workload = l->einsum.name,
                            .arch_name = l->arch.name, .status = REPORT_GIVEN,
                            .count = (uint64_t)from->run->count, .arch = &l->arch,
                            .einsum = &l->einsum, .mapping = &l->mapping,
                            .result = from->result, .expectations = from->expectations,
                            .expectation = from->expectation};
}

static struct report_value value_of(const struct sema_item *item)
{
  return (struct report_value){.text = item->word, .number = item->number, .dim = item->dim};
}

static void describe_items(struct compilation *c, const struct evaluated_run *from,
                           struct report_run *to)
{
  unsigned n;
  struct sema_item *item = sema_report(c->sema, from->run, &n);
  struct report_item *out = ARENA_ARRAY(&c->arena, struct report_item, n);
  for (unsigned i = 0; i < n; i++)
    out[i] = (struct report_item){.name = item[i].text, .value = value_of(&item[i])};
  to->items = n;
  to->item = out;
}

static struct report_expectation describe_expectation(struct compilation *c,
                                                      const struct sema_expectation *x)
{
  struct source *source = source_of(&c->sources, x->span);
  struct position at = source_position(source, x->span.start);
  const char *numbers = x->outcome == EXPECT_HOLDS || x->compares ? NULL : x->numbers;
  if (x->outcome == EXPECT_UNKNOWN) numbers = "not known";
  return (struct report_expectation){
    .text = x->text, .passed = x->outcome == EXPECT_HOLDS, .compares = x->compares,
    .left = value_of(&x->left), .right = value_of(&x->right), .why = x->why ? x->why : numbers,
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

struct report evaluation_report(struct evaluation *e, const char *design)
{
  struct compilation *c = e->compilation;
  struct report report = {.design = design, .diags = &c->diags};
  struct report_run *run = ARENA_ARRAY(&c->arena, struct report_run, e->runs);
  struct map names = count_names(e);
  describe_expectations(e);
  for (unsigned i = 0; i < e->runs; i++) {
    const struct evaluated_run *from = &e->run[i];
    if (!from->result) continue;
    describe_run(name_of(c, &names, from->run), from, &run[report.runs]);
    describe_items(c, from, &run[report.runs++]);
  }
  report.run = run;
  return report;
}
