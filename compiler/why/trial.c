#include "compiler/why/trial.h"

#include "compiler/session/seek.h"
#include "runtime/report/levels.h"

#include <math.h>
#include <string.h>
#include <time.h>

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- the changed source ---- */

/* Edits of one file, the last first, so that places before it stay what they are. */
static unsigned edits_of(const struct trial *trial, uint32_t file, struct edit out[TRIAL_EDITS])
{
  unsigned n = 0;
  for (unsigned i = 0; i < trial->edits; i++) {
    if (trial->edit[i].where.file != file) continue;
    unsigned at = n++;
    for (; at && out[at - 1].where.start < trial->edit[i].where.start; at--) out[at] = out[at - 1];
    out[at] = trial->edit[i];
  }
  return n;
}

static void provide(struct compilation *c, const struct source *source, const struct trial *trial)
{
  struct edit edit[TRIAL_EDITS];
  unsigned n = edits_of(trial, source->id, edit);
  struct strbuf text = {0};
  uint32_t from = 0;
  while (n--) {
    strbuf_add(&text, source->text + from, edit[n].where.start - from);
    strbuf_puts(&text, edit[n].text);
    from = edit[n].where.end;
  }
  strbuf_add(&text, source->text + from, source->size - from);
  compilation_provide(c, source->path, strbuf_str(&text), text.n);
  strbuf_free(&text);
}

/* All files as they were read the first time; values of --set are not among them. */
static void provide_all(struct compilation *c, const struct sources *from, const struct trial *trial)
{
  for (uint32_t i = 1; i <= from->n; i++)
    if (strcmp(from->at[i]->path, "--set")) provide(c, from->at[i], trial);
}

/* ---- the changed design ---- */

static double value_of(const struct ir_design *d, unsigned arch, const struct wanted *w)
{
  if (arch >= d->archs || w->node >= d->arch[arch].nodes) return NAN;
  const struct ir_node *node = &d->arch[arch].node[w->node];
  if (w->axis >= 0) return (unsigned)w->axis < node->axes ? (double)node->axis[w->axis].size : NAN;
  for (unsigned i = 0; i < node->attributes; i++)
    if (!strcmp(node->attribute[i].key, w->key)) return node->attribute[i].value;
  return NAN;
}

/* What a rate costs is no question of one access. */
static bool is_rate(const char *key)
{
  return strstr(key, "bandwidth") || !strcmp(key, "throughput");
}

static bool is_as_meant(const struct trying *t, const struct trial *trial, const struct ir_design *d)
{
  const struct ir_design *before = t->base->design;
  unsigned arch = before->run[trial->run].arch;
  if (trial->run >= d->runs) return false;
  for (unsigned i = 0; i < trial->edits; i++) {
    double was = value_of(before, arch, &trial->wanted[i]);
    double is = value_of(d, d->run[trial->run].arch, &trial->wanted[i]);
    if (!(fabs(is - was * trial->wanted[i].times) <= 1e-6 * is)) return false;
  }
  return true;
}

/* Whether a memory that was changed costs what it did, although it costs something: its energies
 * are written down, and follow from nothing. */
static bool is_unpriced(const struct trying *t, const struct trial *trial, const struct ir_design *d)
{
  const struct ir_design *before = t->base->design;
  unsigned node = trial->wanted[0].node;
  if (!trial->edits || trial->wanted[0].axis >= 0) return false;
  const struct ir_node *was = &before->arch[before->run[trial->run].arch].node[node];
  const struct ir_node *is = &d->arch[d->run[trial->run].arch].node[node];
  bool same = was->kind == IR_MEMORY && was->actions && was->actions == is->actions;
  for (unsigned i = 0; same && i < was->actions; i++)
    same = was->action[i].value == is->action[i].value;
  return same && !is_rate(trial->wanted[0].key);
}

/* Levels whose number of the same name changes as well, as one component makes several: they
 * are told beside the change. */
static const char *others_of(const struct trying *t, const struct trial *trial,
                             const struct ir_design *d)
{
  const struct ir_design *before = t->base->design;
  unsigned arch = before->run[trial->run].arch, arch_now = d->run[trial->run].arch;
  const char *text = "";
  for (unsigned i = 0; trial->edits && i < before->arch[arch].nodes; i++) {
    struct wanted w = trial->wanted[0];
    if (w.node == i || w.axis >= 0) continue;
    w.node = i;
    double was = value_of(before, arch, &w), is = value_of(d, arch_now, &w);
    if (isnan(was) || was == is) continue;
    text = arena_printf(t->arena, "%s%s`%s`", text, *text ? ", " : "",
                        before->arch[arch].node[i].name);
  }
  return text;
}

static void tell_others(const struct trying *t, const char *others, struct why_change *out)
{
  if (*others) out->what = arena_printf(t->arena, "%s, and so %s", out->what, others);
}

/* All mappings there are, and the least EDP among them. */
static void open_mapping(struct arena *a, struct ir_design *d, struct ir_run *run)
{
  struct ir_mapspace *space = ARENA_NEW(a, struct ir_mapspace);
  struct ir_mapper *mapper = ARENA_NEW(a, struct ir_mapper);
  struct ir_goal *goal = ARENA_NEW(a, struct ir_goal);
  *space = (struct ir_mapspace){.name = "", .arch = run->arch, .workload = run->workload};
  *goal = (struct ir_goal){.name = "edp"};
  *mapper = run->mapper >= 0 ? d->mapper[run->mapper] : ir_plain_mapper;
  if (run->mapper < 0) mapper->name = "standard", mapper->goals = 1, mapper->goal = goal;
  mapper->arch = run->arch, mapper->workload = run->workload;
  struct ir_mapping *mapping = ARENA_ARRAY(a, struct ir_mapping, d->mappings + 1);
  memcpy(mapping, d->mapping, d->mappings * sizeof *mapping);
  d->mapping = mapping; /* with room for the one that is found */
  d->mapspace = space, d->mapspaces = 1;
  d->mapper = mapper, d->mappers = 1;
  run->mapping = -1;
  run->mapspace = run->mapper = 0;
}

/* Leaves one run in the design, with what is to change of its mapping. */
static void choose_run(struct arena *a, const struct trial *trial, struct ir_design *d)
{
  struct ir_run *run = &d->run[trial->run];
  run->listed = false;
  d->run = run;
  d->runs = 1;
  if (trial->anew || trial->unbound) open_mapping(a, d, run);
  else if (trial->level >= 0)
    d->mapping[run->mapping].level[trial->level].tensors ^= UINT64_C(1) << trial->tensor;
}

/* ---- what became of it ---- */

static const char *first_error(struct arena *a, const struct diags *ds)
{
  for (uint32_t i = 0; i < ds->all.n; i++) {
    const struct diag *d = ds->all.at[i];
    if (d->severity == SEV_ERROR) return arena_strndup(a, d->message, strlen(d->message));
  }
  return NULL;
}

static const char *bound_of(struct arena *a, const struct report_run *run)
{
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    const char *name = run->arch->node[l->node].name;
    if (level_holds_up(run, l)) return arena_strndup(a, name, strlen(name));
  }
  return NULL;
}

static void take_result(struct arena *a, struct evaluation *e, struct why_change *out)
{
  struct evaluated_run *r = &e->run[0];
  struct report_run run = {.arch = &r->lowered.arch, .einsum = &r->lowered.einsum,
                           .result = r->result};
  out->outcome = WHY_EVALUATED;
  out->why_not = NULL;
  out->energy_pJ = r->result->energy_pJ;
  out->cycles = (double)r->result->cycles;
  out->area_um2 = r->result->area_um2;
  out->bound = bound_of(a, &run);
  out->gap = r->seek ? r->seek->result.gap : 0;
}

/* Whoever looks at a search sees which change it is for. */
struct looking_on {
  const struct trying *trying;
  const char *what;
};

static void show(void *context, const struct search_view *view)
{
  const struct looking_on *l = context;
  const struct search_wish *wish = l->trying->design->wish;
  struct search_view of_all = *view;
  of_all.run = l->what;
  of_all.searches = l->trying->all;
  of_all.ended = l->trying->number;
  wish->progress(wish->context, &of_all);
}

static void evaluate_changed(struct trying *t, struct evaluation *e, struct why_change *out)
{
  struct search_wish wish = *t->design->wish;
  double began = now();
  wish.gap = fmax(wish.gap, t->gap);
  wish.seconds = t->seconds / t->parts;
  wish.top = 1;
  wish.front = false;
  wish.progress = wish.progress ? show : NULL;
  wish.context = &(struct looking_on){t, out->what};
  e->wish = &wish;
  evaluation_run(e, EVALUATE_ALL, NULL);
  e->wish = t->design->wish; /* ours ends here */
  t->seconds = fmax(0, t->seconds - (now() - began));
  out->sought = e->runs && e->run[0].seek;
  if (e->runs && e->run[0].result) take_result(t->arena, e, out);
  else out->outcome = WHY_NO_MAPPING, out->why_not = first_error(t->arena, &e->compilation->diags);
}

bool trial_run(struct trying *t, const struct trial *trial, struct why_change *out)
{
  const struct why_design *design = t->design;
  struct compilation c;
  struct evaluation e;
  bool meant = true;
  compilation_init(&c, design->library);
  provide_all(&c, &t->base->compilation->sources, trial);
  design->prepare(design->context, &c);
  compilation_run(&c, design->path);
  if (c.diags.n_errors) {
    out->outcome = WHY_IMPOSSIBLE;
    out->why_not = first_error(t->arena, &c.diags);
  } else {
    if (design->studies) evaluation_open_studies(&c, design->studies);
    evaluation_init(&e, &c);
    meant = is_as_meant(t, trial, e.design);
    if (meant) {
      tell_others(t, others_of(t, trial, e.design), out);
      out->unpriced = is_unpriced(t, trial, e.design);
      choose_run(&c.arena, trial, e.design);
      evaluate_changed(t, &e, out);
    }
  }
  compilation_free(&c);
  return meant;
}
