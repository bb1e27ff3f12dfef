#include "runtime/report/block.h"
#include "runtime/report/json_arch.h"
#include "runtime/report/json_put.h"
#include "runtime/report/json_run.h"
#include "runtime/report/json_sparse.h"
#include "runtime/report/page.h"
#include "runtime/report/rows.h"

#include "lang/base/vec.h"

#include "config.h"

#include <math.h>

/* A count of one execution as that of all; digits are only lost beyond 64 bits. */
static void put_product(struct jsonw *w, const char *key, uint64_t n, uint64_t times)
{
  uint64_t product;
  if (__builtin_mul_overflow(n, times, &product)) put_double(w, key, (double)n * (double)times);
  else put_uint(w, key, product);
}

static void put_pruned(struct jsonw *w, const struct report_search *search)
{
  jsonw_key(w, "pruned");
  bool pretty = open_line(w);
  put_uint(w, "bound", search->pruned_bound);
  put_uint(w, "dominated", search->pruned_dominated);
  put_uint(w, "limit", search->pruned_limit);
  close_line(w, pretty);
}

static void put_rejected(struct jsonw *w, const struct report_rejected *r)
{
  bool pretty = open_line(w);
  put_string(w, "by", r->by);
  put_string(w, "level", r->level);
  put_uint(w, "times", r->times);
  put_double(w, "nearest", r->nearest);
  put_double(w, "limit", r->limit);
  close_line(w, pretty);
}

static void put_search(struct jsonw *w, const struct report_search *search)
{
  jsonw_key(w, "search");
  if (!search) {
    jsonw_null(w);
    return;
  }
  jsonw_object(w);
  put_double(w, "value", search->value);
  put_double(w, "lower_bound", search->lower_bound);
  put_double(w, "gap", search->gap);
  put_double(w, "mapspace_log10", search->mapspace_log10);
  put_uint(w, "evaluated", search->evaluated);
  put_uint(w, "labels", search->labels);
  put_string(w, "strategy", search->strategy);
  put_string(w, "ended_by", search->ended);
  put_string(w, "shared_with", search->shared_with);
  put_bool(w, "of_network", search->of_network);
  put_pruned(w, search);
  open_list(w, "rejected");
  for (unsigned i = 0; i < search->rejects; i++) put_rejected(w, &search->reject[i]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

static void put_totals(struct jsonw *w, const struct report_run *run)
{
  const struct eval_result *r = run->result;
  double times = (double)run->count;
  jsonw_key(w, "totals");
  jsonw_object(w);
  put_product(w, "computes", r->computes, run->count);
  put_product(w, "cycles", r->cycles, run->count);
  put_double(w, "seconds", r->seconds > 0 ? r->seconds * times : NAN);
  put_double(w, "utilization", r->utilization);
  put_double(w, "energy_pJ", r->energy_pJ * times);
  put_double(w, "energy_per_compute_pJ", r->energy_pJ / (double)r->computes);
  put_double(w, "leakage_pJ", r->leakage_pJ * times);
  put_double(w, "area_um2", r->area_um2);
  put_double(w, "edp_pJ_cycles", r->energy_pJ * times * ((double)r->cycles * times));
  put_product(w, "busy_cycles", r->busy_cycles, run->count);
  jsonw_object_end(w);
}

/* What is done for a tensor of each action of the level. */
static void put_counts(struct jsonw *w, const struct level_result *l, const struct tensor_result *t)
{
  open_list(w, "counts");
  for (unsigned i = 0; i < l->actions; i++) jsonw_double(w, t->count[i]);
  jsonw_array_end(w);
}

static void put_tensor(struct jsonw *w, const struct model_node *node, const char *name,
                       const struct level_result *l, const struct tensor_result *t)
{
  bool pretty = open_line(w);
  put_string(w, "name", name);
  put_bool(w, "kept", t->kept);
  put_uint(w, "tile_words", t->tile_words);
  put_uint(w, "reads", t->reads);
  put_uint(w, "fills", t->fills);
  put_uint(w, "updates", t->updates);
  put_uint(w, "multicast", t->multicast);
  put_double(w, "energy_pJ", t->energy_pJ);
  if (t->sparse && t->kept) put_sparse_tensor(w, t->sparse);
  else put_null(w, "sparse");
  put_double(w, "passed_words", node->kind == MODEL_MEMORY ? NAN : t->passed);
  put_uint(w, "reductions", t->reductions);
  put_counts(w, l, t);
  close_line(w, pretty);
}

static void put_tensors(struct jsonw *w, const struct report_run *run,
                        const struct level_result *l)
{
  const struct model_node *node = &run->arch->node[l->node];
  unsigned n = node->kind == MODEL_COMPUTE ? 0 : run->result->tensors;
  open_list(w, "tensors");
  for (unsigned i = 0; i < n; i++)
    put_tensor(w, node, run->einsum->tensor[i].name, l, &l->tensor[i]);
  jsonw_array_end(w);
}

static void put_actions(struct jsonw *w, const struct level_result *l)
{
  open_list(w, "actions");
  for (unsigned i = 0; i < l->actions; i++) {
    bool pretty = open_line(w);
    put_string(w, "name", l->action[i].name);
    put_double(w, "count", l->action[i].count);
    put_double(w, "energy_pJ_each", l->action[i].each_pJ);
    put_double(w, "energy_pJ", l->action[i].energy_pJ);
    put_bool(w, "of_tensors", l->action[i].of_tensors);
    close_line(w, pretty);
  }
  jsonw_array_end(w);
}

static void put_source(struct jsonw *w, const struct report_source *source)
{
  bool pretty = open_line(w);
  put_string(w, "of", source->quantity);
  put_string(w, "place", source->place);
  put_string(w, "estimator", source->estimator);
  put_double(w, "accuracy", source->accuracy);
  put_string(w, "exactness", source->exactness);
  open_list(w, "references");
  for (unsigned i = 0; i < source->references; i++) jsonw_string(w, source->reference[i]);
  jsonw_array_end(w);
  close_line(w, pretty);
}

static void put_sources(struct jsonw *w, const struct report_run *run, int node)
{
  open_list(w, "sources");
  for (unsigned i = 0; i < run->sources; i++)
    if (run->source[i].node == node) put_source(w, &run->source[i]);
  jsonw_array_end(w);
}

static void put_level(struct jsonw *w, const struct report_run *run, const struct level_result *l)
{
  const struct model_node *node = &run->arch->node[l->node];
  jsonw_object(w);
  put_string(w, "name", node->name);
  put_string(w, "kind", report_kind(node));
  put_string(w, "class", node->component);
  put_uint(w, "instances", l->instances);
  put_double(w, "instances_used", l->instances_used);
  put_double(w, "capacity_words", node->kind == MODEL_MEMORY ? l->capacity_words : NAN);
  put_uint(w, "cycles", l->cycles);
  put_bool(w, "bound", l->bound);
  put_double(w, "energy_pJ", l->energy_pJ);
  put_double(w, "leakage_pJ", l->leakage_pJ);
  put_double(w, "area_um2", l->area_um2);
  put_tensors(w, run, l);
  put_actions(w, l);
  bool sparse = run->result->sparse, computes = node->kind == MODEL_COMPUTE;
  if (computes && sparse) put_sparse_computes(w, l->computes);
  else if (computes) put_null(w, "sparse");
  put_double(w, "capacity_bits", l->capacity_bits);
  put_double(w, "used_bits", isfinite(l->capacity_bits) ? l->used_bits : NAN);
  put_double(w, "busy", level_busy(run, l));
  put_sources(w, run, l->node);
  jsonw_object_end(w);
}

static void put_loop(struct jsonw *w, const struct report_run *run, const struct model_loop *loop)
{
  const struct model_array *array = &run->arch->node[loop->node].array;
  bool pretty = open_line(w);
  put_string(w, "dim", run->einsum->dim_names[loop->dim]);
  jsonw_key(w, "bound");
  jsonw_int(w, loop->bound);
  jsonw_key(w, "residual");
  jsonw_int(w, loop->residual);
  put_string(w, "spatial", loop->axis < 0 ? NULL : array->axis[loop->axis].name);
  close_line(w, pretty);
}

static void put_keeps(struct jsonw *w, const struct model_einsum *einsum, uint32_t keeps)
{
  bool pretty = w->pretty;
  jsonw_key(w, "keep");
  w->pretty = false;
  jsonw_array(w);
  for (unsigned i = 0; i < einsum->tensors; i++)
    if (keeps >> i & 1) jsonw_string(w, einsum->tensor[i].name);
  jsonw_array_end(w);
  w->pretty = pretty;
}

static void put_block(struct jsonw *w, const struct report_run *run,
                      const struct model_mapping *m, const struct report_block *block)
{
  jsonw_object(w);
  put_string(w, "level", run->arch->node[block->node].name);
  put_keeps(w, run->einsum, block->keeps);
  open_list(w, "loops");
  for (unsigned i = block->first; i < block->end; i++) put_loop(w, run, &m->loop[i]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

static void put_mapping(struct jsonw *w, const struct report_run *run,
                        const struct model_mapping *m)
{
  struct report_blocks blocks = report_blocks(run, m);
  open_list(w, "mapping");
  for (uint32_t i = 0; i < blocks.n; i++) put_block(w, run, m, &blocks.at[i]);
  jsonw_array_end(w);
  vec_free(&blocks);
}

void json_value(struct jsonw *w, const struct report_value *value)
{
  struct arena a;
  arena_init(&a);
  bool plain = value->text || value->unit || dim_is_none(value->dim);
  if (value->text) put_string(w, "value", value->text);
  else put_double(w, "value", value->number);
  put_string(w, "unit", plain ? value->unit : dim_symbol(value->dim, value->units, &a));
  arena_free(&a);
}

static void put_side(struct jsonw *w, const char *key, const struct report_value *value)
{
  jsonw_key(w, key);
  jsonw_object(w);
  json_value(w, value);
  jsonw_object_end(w);
}

void json_expectation(struct jsonw *w, const struct report_expectation *e)
{
  bool pretty = open_line(w);
  put_string(w, "text", e->text);
  put_bool(w, "passed", e->passed);
  if (e->compares) {
    put_side(w, "left", &e->left);
    put_side(w, "right", &e->right);
  } else {
    put_null(w, "left");
    put_null(w, "right");
  }
  put_string(w, "why", e->why);
  put_string(w, "file", e->file);
  if (e->file) {
    put_uint(w, "line", e->line);
    put_uint(w, "column", e->column);
  } else {
    put_null(w, "line");
    put_null(w, "column");
  }
  close_line(w, pretty);
}

static void put_found(struct jsonw *w, const struct report_run *run, const struct report_found *f)
{
  bool pretty = w->pretty;
  jsonw_object(w);
  jsonw_key(w, "values");
  w->pretty = false;
  jsonw_array(w);
  for (unsigned i = 0; i < run->objectives; i++) jsonw_double(w, f->value[i]);
  jsonw_array_end(w);
  w->pretty = pretty;
  put_double(w, "energy_pJ", f->energy_pJ);
  put_uint(w, "cycles", f->cycles);
  put_mapping(w, run, f->mapping);
  jsonw_object_end(w);
}

/* Keys behind those that the first version of the schema had. */
static void put_additions(struct jsonw *w, const struct report_run *run)
{
  put_uint(w, "count", run->count);
  open_list(w, "reported");
  for (unsigned i = 0; i < run->items; i++) {
    bool pretty = open_line(w);
    put_string(w, "name", run->item[i].name);
    json_value(w, &run->item[i].value);
    close_line(w, pretty);
  }
  jsonw_array_end(w);
  open_list(w, "expectations");
  for (unsigned i = 0; i < run->expectations; i++) json_expectation(w, &run->expectation[i]);
  jsonw_array_end(w);
  put_string(w, "asked", !run->found ? NULL : run->front ? "front" : "best");
  open_list(w, "found");
  for (unsigned i = 0; i < run->found; i++) put_found(w, run, &run->at[i]);
  jsonw_array_end(w);
}

const char *json_status(enum report_status status)
{
  static const char *const STATUS[] = {
    [REPORT_GIVEN] = "given", [REPORT_OPTIMAL] = "optimal", [REPORT_BOUNDED] = "bounded",
    [REPORT_STOPPED] = "stopped"};
  return STATUS[status];
}

static void put_run(struct jsonw *w, const struct report_run *run, unsigned architecture)
{
  jsonw_object(w);
  put_string(w, "name", run->name);
  put_string(w, "workload", run->workload);
  put_string(w, "arch", run->arch_name);
  put_string(w, "status", json_status(run->status));
  open_list(w, "objective");
  for (unsigned i = 0; i < run->objectives; i++) jsonw_string(w, run->objective[i]);
  jsonw_array_end(w);
  put_search(w, run->search);
  put_totals(w, run);
  open_list(w, "levels");
  for (unsigned i = 0; i < run->result->levels; i++) put_level(w, run, &run->result->level[i]);
  jsonw_array_end(w);
  put_mapping(w, run, run->mapping);
  put_additions(w, run);
  put_uint(w, "architecture", architecture);
  json_einsum(w, run->einsum);
  jsonw_object_end(w);
}

static void put_network(struct jsonw *w, const struct report_network *n)
{
  jsonw_object(w);
  put_string(w, "objective", n->objective);
  put_string(w, "status", json_status(n->status));
  open_list(w, "runs");
  for (unsigned i = 0; i < n->runs; i++) jsonw_string(w, n->run[i]);
  jsonw_array_end(w);
  put_double(w, "energy_pJ", n->energy_pJ);
  put_double(w, "cycles", n->cycles);
  put_double(w, "value", n->value);
  put_double(w, "lower_bound", n->lower_bound);
  put_double(w, "gap", n->gap);
  put_uint(w, "weighings", n->searches);
  jsonw_object_end(w);
}

void report_json(struct strbuf *out, const struct report *report)
{
  struct jsonw w;
  struct json_archs archs;
  json_archs_init(&archs, report);
  jsonw_init(&w, out, true);
  jsonw_object(&w);
  put_string(&w, "schema", "tlc-report/1");
  put_string(&w, "tlc", PACKAGE_VERSION);
  put_string(&w, "design", report->design);
  open_list(&w, "runs");
  for (unsigned i = 0; i < report->runs; i++) put_run(&w, &report->run[i], archs.of[i]);
  jsonw_array_end(&w);
  open_list(&w, "diagnostics");
  if (report->diags) render_json_items(&w, report->diags);
  jsonw_array_end(&w);
  open_list(&w, "networks");
  for (unsigned i = 0; i < report->networks; i++) put_network(&w, &report->network[i]);
  jsonw_array_end(&w);
  json_archs(&w, &archs);
  open_list(&w, "studies");
  for (unsigned i = 0; i < report->studies; i++) json_study(&w, &report->study[i]);
  jsonw_array_end(&w);
  jsonw_object_end(&w);
  json_archs_free(&archs);
  strbuf_putc(out, '\n');
}
