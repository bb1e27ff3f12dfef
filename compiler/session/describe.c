/* From an evaluation to what is reported of it. */
#include "compiler/session/evaluate.h"

#include <string.h>

/* Runs of different tests may be called the same, and their tests tell them apart. */
static const char *name_of(struct evaluation *e, const struct ir_run *run)
{
  for (unsigned i = 0; run->test && i < e->runs; i++)
    if (e->run[i].run != run && !strcmp(e->run[i].run->name, run->name))
      return arena_printf(&e->compilation->arena, "%s: %s", run->test, run->name);
  return run->name;
}

static void describe_run(struct evaluation *e, const struct evaluated_run *from,
                         struct report_run *to)
{
  const struct lowered *l = &from->lowered;
  *to = (struct report_run){.name = name_of(e, from->run), .workload = l->einsum.name,
                            .arch_name = l->arch.name, .status = REPORT_GIVEN,
                            .count = (uint64_t)from->run->count, .arch = &l->arch,
                            .einsum = &l->einsum, .mapping = &l->mapping,
                            .result = from->result};
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

static void describe_expectations(struct evaluation *e, const struct evaluated_run *from,
                                  struct report_run *to)
{
  struct compilation *c = e->compilation;
  struct report_expectation *out = ARENA_ARRAY(&c->arena, struct report_expectation, e->expectations);
  for (unsigned i = 0; i < e->expectations; i++) {
    const struct sema_expectation *x = &e->expectation[i];
    if (x->run != from->run->source) continue;
    struct position at = source_position(source_of(&c->sources, x->span), x->span.start);
    out[to->expectations++] = (struct report_expectation){
      .text = x->text, .passed = x->outcome == EXPECT_HOLDS,
      .compares = x->compares, .left = value_of(&x->left), .right = value_of(&x->right),
      .why = x->why ? x->why : x->outcome == EXPECT_UNKNOWN ? "not known"
             : x->outcome == EXPECT_HOLDS || x->compares ? NULL : x->numbers,
      .file = source_of(&c->sources, x->span)->path, .line = at.line, .column = at.column};
  }
  to->expectation = out;
}

struct report evaluation_report(struct evaluation *e, const char *design)
{
  struct compilation *c = e->compilation;
  struct report report = {.design = design, .diags = &c->diags};
  struct report_run *run = ARENA_ARRAY(&c->arena, struct report_run, e->runs);
  for (unsigned i = 0; i < e->runs; i++) {
    if (!e->run[i].result) continue;
    describe_run(e, &e->run[i], &run[report.runs]);
    describe_items(c, &e->run[i], &run[report.runs]);
    describe_expectations(e, &e->run[i], &run[report.runs]);
    report.runs++;
  }
  report.run = run;
  return report;
}
