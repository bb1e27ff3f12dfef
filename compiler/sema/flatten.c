/* The flat form of all that the main file runs, and what it expects of it. */
#include "compiler/sema/flatten.h"

#include "compiler/sema/object.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "lang/base/vec.h"

struct flattening {
  struct sema *sm;
  struct ir_design *out;
  VEC(struct object *) archs, workloads; /* as they stand in `out` */
  VEC(struct made_run *) mapped;         /* runs that brought the mappings, likewise */
  struct map called;                     /* test and name of a run → how many are called so */
};

static int find_object(struct object *const *at, unsigned n, const struct object *o)
{
  for (unsigned i = 0; i < n; i++)
    if (at[i] == o) return (int)i;
  return -1;
}

static int arch_of(struct flattening *f, struct object *arch)
{
  int known = find_object(f->archs.at, f->archs.n, arch);
  if (known >= 0) return known;
  if (!flatten_arch(f->sm, arch, &f->out->arch[f->out->archs])) return -1;
  vec_push(&f->archs, arch);
  return (int)f->out->archs++;
}

static int workload_of(struct flattening *f, struct object *workload)
{
  int known = find_object(f->workloads.at, f->workloads.n, workload);
  if (known >= 0) return known;
  if (!flatten_workload(f->sm, workload, &f->out->workload[f->out->workloads])) return -1;
  vec_push(&f->workloads, workload);
  return (int)f->out->workloads++;
}

static int mapping_of(struct flattening *f, struct made_run *run, unsigned arch, unsigned workload)
{
  if (!run->mapping || run->mapping->node->word != KW_mapping) return -1;
  for (uint32_t i = 0; i < f->mapped.n; i++) {
    const struct made_run *m = f->mapped.at[i];
    if (m->mapping == run->mapping && m->arch == run->arch && m->workload == run->workload)
      return (int)i;
  }
  struct ir_mapping *out = &f->out->mapping[f->out->mappings];
  flatten_mapping(f->sm, run, &f->out->arch[arch], &f->out->workload[workload], out);
  out->arch = arch, out->workload = workload;
  vec_push(&f->mapped, run);
  return (int)f->out->mappings++;
}

/* The turns of a loop may run the same: a number tells those after the first apart. */
static const char *unique_name(struct flattening *f, const struct made_run *run)
{
  struct sema *sm = f->sm;
  const char *name = run->name ? run->name->text : object_name(run->workload);
  const char *test = run->test ? run->test->name->text : "";
  name_t key = intern_str(sm->names, arena_printf(sm->arena, "%s\n%s", test, name));
  uintptr_t before = (uintptr_t)map_get(&f->called, key);
  map_set(&f->called, sm->arena, key, (void *)(before + 1));
  return before ? arena_printf(sm->arena, "%s_%u", name, (unsigned)before + 1) : name;
}

static void flatten_run(struct flattening *f, struct made_run *run)
{
  if (!run->arch || !run->workload) return;
  int arch = arch_of(f, run->arch), workload = workload_of(f, run->workload);
  if (arch < 0 || workload < 0) return;
  struct ir_run *out = &f->out->run[f->out->runs++];
  *out = (struct ir_run){.name = unique_name(f, run),
                         .arch = (unsigned)arch, .workload = (unsigned)workload,
                         .test = run->test ? run->test->name->text : NULL,
                         .count = run->count, .span = node_head_span(run->node), .source = run};
  out->mapping = mapping_of(f, run, (unsigned)arch, (unsigned)workload);
  if (out->mapping < 0 && run->mapping) out->mapspace = run->mapping->name->text;
}

struct ir_design *sema_flatten(struct sema *sm)
{
  struct flattening f = {.sm = sm};
  size_t n = 0;
  for (struct made_run *r = sm->runs; r; r = r->later) n++;
  f.out = ARENA_NEW(sm->arena, struct ir_design);
  f.out->arch = ARENA_ARRAY(sm->arena, struct ir_arch, n);
  f.out->workload = ARENA_ARRAY(sm->arena, struct ir_workload, n);
  f.out->mapping = ARENA_ARRAY(sm->arena, struct ir_mapping, n);
  f.out->run = ARENA_ARRAY(sm->arena, struct ir_run, n);
  uint32_t file = sm->program->modules->ast->source->id;
  for (struct made_run *r = sm->runs; r; r = r->later)
    if (!r->study && node_span(r->node).file == file) flatten_run(&f, r);
  vec_free(&f.archs);
  vec_free(&f.workloads);
  vec_free(&f.mapped);
  return f.out;
}

void sema_set_results(const struct ir_run *run, const struct run_results *results)
{
  run->source->results = results;
}
