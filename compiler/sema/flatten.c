/* The flat form of all that the main file runs, and what it expects of it. */
#include "compiler/sema/flatten.h"

#include "compiler/sema/object.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/study.h"

struct flattening {
  struct sema *sm;
  struct ir_design *out;
  struct map known;   /* objects, and keys of mappings → 1 + where they stand in `out` */
  struct map called;  /* test and name of a run → how many are called so */
};

/* Where something stands that was flattened before; -1 if it was not. */
static int known(const struct flattening *f, const void *key)
{
  return (int)(uintptr_t)map_get(&f->known, key) - 1;
}

static int remember(struct flattening *f, const void *key, unsigned *n)
{
  map_set(&f->known, f->sm->arena, key, (void *)(uintptr_t)(*n + 1));
  return (int)(*n)++;
}

static int arch_of(struct flattening *f, struct object *arch)
{
  struct ir_design *out = f->out;
  if (known(f, arch) >= 0) return known(f, arch);
  return flatten_arch(f->sm, arch, &out->arch[out->archs]) ? remember(f, arch, &out->archs) : -1;
}

static int workload_of(struct flattening *f, struct object *w)
{
  struct ir_design *out = f->out;
  if (known(f, w) >= 0) return known(f, w);
  return flatten_workload(f->sm, w, &out->workload[out->workloads]) ? remember(f, w, &out->workloads)
                                                                    : -1;
}

static int mapping_of(struct flattening *f, struct made_run *run, unsigned arch, unsigned workload)
{
  struct sema *sm = f->sm;
  if (!run->mapping || run->mapping->node->word != KW_mapping) return -1;
  name_t key = intern_str(sm->names, arena_printf(sm->arena, "%p %u %u", (void *)run->mapping, arch,
                                                  workload));
  if (known(f, key) >= 0) return known(f, key);
  struct ir_mapping *out = &f->out->mapping[f->out->mappings];
  flatten_mapping(sm, run, &f->out->arch[arch], &f->out->workload[workload], out);
  out->arch = arch, out->workload = workload;
  return remember(f, key, &f->out->mappings);
}

static int mapspace_of(struct flattening *f, struct made_run *run, unsigned arch,
                       unsigned workload)
{
  struct sema *sm = f->sm;
  name_t key = intern_str(sm->names, arena_printf(sm->arena, "space %p %u %u",
                                                  (void *)run->mapping, arch, workload));
  if (known(f, key) >= 0) return known(f, key);
  struct ir_mapspace *out = &f->out->mapspace[f->out->mapspaces];
  flatten_mapspace(sm, run, &f->out->arch[arch], &f->out->workload[workload], out);
  out->arch = arch, out->workload = workload;
  return remember(f, key, &f->out->mapspaces);
}

/* A run that says itself what is sought has a mapper of its own. */
static int mapper_of(struct flattening *f, struct made_run *run, unsigned arch, unsigned workload)
{
  struct sema *sm = f->sm;
  name_t key = intern_str(sm->names,
                          arena_printf(sm->arena, "mapper %p %p %u %u", (void *)run->mapper,
                                       run->minimize ? (void *)run : NULL, arch, workload));
  if (known(f, key) >= 0) return known(f, key);
  struct ir_mapper *out = &f->out->mapper[f->out->mappers];
  flatten_mapper(sm, run, &f->out->arch[arch], out);
  out->arch = arch, out->workload = workload;
  return remember(f, key, &f->out->mappers);
}

static int sparsity_of(struct flattening *f, struct made_run *run, unsigned arch,
                       unsigned workload)
{
  struct sema *sm = f->sm;
  if (!run->zeros) return -1;
  name_t key = intern_str(sm->names, arena_printf(sm->arena, "zeros %p %u %u",
                                                  (void *)run->zeros, arch, workload));
  if (known(f, key) >= 0) return known(f, key);
  struct ir_sparsity *out = &f->out->sparsity[f->out->sparsities];
  flatten_sparsity(sm, run, &f->out->arch[arch], out);
  out->arch = arch, out->workload = workload;
  return remember(f, key, &f->out->sparsities);
}

/* Of a study each point has runs of that name. */
static const char *plain_name(struct sema *sm, const struct made_run *run)
{
  const char *name = run->name ? run->name->text : object_name(run->workload);
  if (!run->of) return name;
  return arena_printf(sm->arena, "%s.%llu.%s", run->of->name->text, (unsigned long long)run->point, name);
}

/* The turns of a loop may run the same: a number tells those after the first apart. */
static const char *unique_name(struct flattening *f, const struct made_run *run)
{
  struct sema *sm = f->sm;
  const char *name = plain_name(sm, run);
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
  if (run->listed) f->out->workload[workload].name = run->listed->text;
  struct ir_run *out = &f->out->run[f->out->runs++];
  *out = (struct ir_run){.name = unique_name(f, run),
                         .arch = (unsigned)arch, .workload = (unsigned)workload,
                         .test = run->test ? run->test->name->text : NULL,
                         .study = run->of ? run->of->name->text : NULL, .point = run->point,
                         .listed = run->listed != NULL, .count = run->count, .span = node_head_span(run->node), .source = run};
  out->sparsity = sparsity_of(f, run, (unsigned)arch, (unsigned)workload);
  if (run->sparsity) out->sparsity_at = node_span(run->sparsity);
  out->mapping = mapping_of(f, run, (unsigned)arch, (unsigned)workload);
  out->mapspace = out->mapper = -1;
  if (out->mapping >= 0) return;
  out->mapspace = mapspace_of(f, run, (unsigned)arch, (unsigned)workload);
  out->mapper = mapper_of(f, run, (unsigned)arch, (unsigned)workload);
  if (run->mapping) out->within = run->mapping->name->text;
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
  f.out->mapspace = ARENA_ARRAY(sm->arena, struct ir_mapspace, n);
  f.out->mapper = ARENA_ARRAY(sm->arena, struct ir_mapper, n);
  f.out->sparsity = ARENA_ARRAY(sm->arena, struct ir_sparsity, n);
  f.out->run = ARENA_ARRAY(sm->arena, struct ir_run, n);
  uint32_t file = sm->program->modules->ast->source->id;
  for (struct made_run *r = sm->runs; r; r = r->later)
    if ((!r->study || r->of) && node_span(r->node).file == file) flatten_run(&f, r);
  return f.out;
}

void sema_set_results(const struct ir_run *run, const struct run_results *results)
{
  run->source->results = results;
}
