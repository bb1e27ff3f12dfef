/* What a run of a report comes to. */
#include "runtime/report/load_inside.h"

#include "lang/base/vec.h"

#include <math.h>
#include <string.h>

enum { MANY = 1 << 20 }; /* items of lists that have no limit of their own */

static void load_counts(const struct entry *tensor, unsigned actions, struct tensor_result *to)
{
  struct entry list = entry_list(tensor, "counts", RESULT_ACTIONS);
  if (entry_items(&list) != actions) entry_wrong(&list, "has no count for each action");
  for (unsigned i = 0; i < actions && !tensor->loading->failed; i++) {
    struct entry count = entry_item(&list, i);
    to->count[i] = entry_item_number_or(&list, i, 0);
    if (to->count[i] < 0) entry_wrong(&count, "is below 0");
  }
}

static struct tensor_result load_one_tensor(const struct entry *tensor, unsigned actions)
{
  struct tensor_result to = {
    .kept = entry_bool(tensor, "kept"), .tile_words = entry_count(tensor, "tile_words"),
    .reads = entry_count(tensor, "reads"), .fills = entry_count(tensor, "fills"),
    .updates = entry_count(tensor, "updates"), .reductions = entry_count(tensor, "reductions"),
    .multicast = entry_count(tensor, "multicast"),
    .passed = entry_number_or(tensor, "passed_words", 0),
    .energy_pJ = entry_number(tensor, "energy_pJ"), .sparse = load_sparse(tensor)};
  load_counts(tensor, actions, &to);
  return to;
}

/* In the order of the workload's; those of a compute are not told. */
static void load_tensors(const struct entry *level, const struct report_run *known,
                         struct level_result *to)
{
  struct loading *l = level->loading;
  const struct model_einsum *einsum = known->einsum;
  bool computes = known->arch->node[to->node].kind == MODEL_COMPUTE;
  struct entry list = entry_list(level, "tensors", MODEL_TENSORS);
  to->tensor = ARENA_ARRAY(l->arena, struct tensor_result, einsum->tensors + 1);
  if (entry_items(&list) != (computes ? 0 : einsum->tensors))
    entry_wrong(&list, "is not one of each tensor of `%s`", einsum->name);
  for (unsigned i = 0; i < entry_items(&list) && !l->failed; i++) {
    struct entry item = entry_item(&list, i);
    if (strcmp(entry_text(&item, "name"), einsum->tensor[i].name))
      entry_wrong_at(&item, "name", "is not `%s`, as in `tensors` of the run",
                     einsum->tensor[i].name);
    to->tensor[i] = load_one_tensor(&item, to->actions);
  }
}

static void load_actions(const struct entry *level, struct level_result *to)
{
  struct entry list = entry_list(level, "actions", RESULT_ACTIONS);
  to->actions = level->loading->failed ? 0 : entry_items(&list);
  for (unsigned i = 0; i < to->actions; i++) {
    struct entry action = entry_item(&list, i);
    to->action[i] = (struct action_result){
      .name = entry_text(&action, "name"), .count = entry_number(&action, "count"),
      .each_pJ = entry_number(&action, "energy_pJ_each"),
      .energy_pJ = entry_number(&action, "energy_pJ"),
      .of_tensors = entry_bool(&action, "of_tensors")};
  }
}

/* Words are not told where they have no limit, and where they differ. */
static void load_room(const struct entry *level, struct level_result *to)
{
  to->capacity_bits = entry_number_or(level, "capacity_bits", INFINITY);
  to->used_bits = entry_number_or(level, "used_bits", 0);
  to->capacity_words = entry_number_or(level, "capacity_words",
                                      isfinite(to->capacity_bits) ? NAN : INFINITY);
}

static struct level_result load_level(const struct entry *level, const struct report_run *known)
{
  struct level_result to = {
    .node = (int)load_node(level, "name", known->arch),
    .instances = entry_count(level, "instances"),
    .instances_used = entry_number(level, "instances_used"),
    .cycles = entry_count(level, "cycles"), .bound = entry_bool(level, "bound"),
    .energy_pJ = entry_number(level, "energy_pJ"), .leakage_pJ = entry_number(level, "leakage_pJ"),
    .area_um2 = entry_number(level, "area_um2")};
  if (!to.instances) entry_wrong_at(level, "instances", "is 0");
  load_room(level, &to);
  load_actions(level, &to);
  if (!level->loading->failed) load_tensors(level, known, &to);
  return to;
}

/* Each node once at most; the computes come last. */
static void load_levels(const struct entry *run, const struct report_run *known,
                        struct eval_result *to)
{
  struct loading *l = run->loading;
  bool seen[MODEL_NODES] = {false};
  struct entry list = entry_list(run, "levels", MODEL_NODES);
  unsigned n = l->failed ? 0 : entry_items(&list);
  to->level = ARENA_ARRAY(l->arena, struct level_result, n + 1);
  for (unsigned i = 0; i < n && !l->failed; i++) {
    struct entry item = entry_item(&list, i);
    struct level_result *level = &to->level[to->levels++];
    *level = load_level(&item, known);
    enum model_kind kind = known->arch->node[level->node].kind;
    if (kind == MODEL_COMPUTE) to->sparse = load_sparse_computes(&item, level->computes);
    if (seen[level->node]) entry_wrong(&item, "is of a node that is there twice");
    if ((kind == MODEL_COMPUTE) != (i + 1 == n) || kind == MODEL_ARRAY)
      entry_wrong(&item, "is of a node that cannot be there: the computes are the last level");
    seen[level->node] = true;
  }
  if (!n) entry_wrong(&list, "is empty");
}

static void load_totals(const struct entry *run, uint64_t times, struct eval_result *to)
{
  struct entry totals = entry_object(run, "totals");
  to->computes = entry_part(&totals, "computes", times);
  to->cycles = entry_part(&totals, "cycles", times);
  to->busy_cycles = entry_part(&totals, "busy_cycles", times);
  to->seconds = entry_number_or(&totals, "seconds", 0) / (double)times;
  to->utilization = entry_number(&totals, "utilization");
  to->energy_pJ = entry_number(&totals, "energy_pJ") / (double)times;
  to->leakage_pJ = entry_number(&totals, "leakage_pJ") / (double)times;
  to->area_um2 = entry_number(&totals, "area_um2");
  if (!to->computes) entry_wrong_at(&totals, "computes", "is 0");
  if (!to->cycles) entry_wrong_at(&totals, "cycles", "is 0");
}

/* What adds up in a report, or shares of it would be none. */
static void check_sum(const struct entry *run, const char *key, double total, double sum)
{
  struct entry totals = entry_object(run, "totals");
  if (fabs(total - sum) > 1e-6 * fmax(total, sum))
    entry_wrong_at(&totals, key, "is not the sum of the levels': that is %.10g", sum);
}

static void check_sums(const struct entry *run, uint64_t times, const struct eval_result *r)
{
  double pJ = 0, um2 = 0;
  for (unsigned i = 0; i < r->levels; i++)
    pJ += r->level[i].energy_pJ, um2 += r->level[i].area_um2;
  check_sum(run, "energy_pJ", r->energy_pJ * (double)times, pJ * (double)times);
  check_sum(run, "area_um2", r->area_um2, um2);
}

const struct eval_result *load_result(const struct entry *run, const struct report_run *known)
{
  struct eval_result *to = ARENA_NEW(run->loading->arena, struct eval_result);
  to->tensors = known->einsum->tensors;
  load_totals(run, known->count, to);
  load_levels(run, known, to);
  check_sums(run, known->count, to);
  return to;
}

/* ---- where numbers are from ---- */

static struct report_source load_source(const struct entry *source, int node)
{
  struct loading *l = source->loading;
  struct entry list = entry_list(source, "references", MANY);
  unsigned n = l->failed ? 0 : entry_items(&list);
  const char **reference = ARENA_ARRAY(l->arena, const char *, n + 1);
  for (unsigned i = 0; i < n; i++) reference[i] = entry_item_text(&list, i);
  return (struct report_source){
    .node = node, .quantity = entry_text(source, "of"), .place = entry_text(source, "place"),
    .estimator = entry_text_or_null(source, "estimator"),
    .accuracy = entry_number_or(source, "accuracy", NAN),
    .exactness = entry_text_or_null(source, "exactness"), .references = n, .reference = reference};
}

void load_sources(const struct entry *run, struct report_run *to)
{
  struct loading *l = run->loading;
  struct { struct report_source *at; uint32_t n, cap; } all = {0};
  struct entry levels = entry_list(run, "levels", MODEL_NODES);
  for (unsigned i = 0; i < to->result->levels && !l->failed; i++) {
    struct entry level = entry_item(&levels, i), list = entry_list(&level, "sources", MANY);
    for (unsigned k = 0; k < entry_items(&list) && !l->failed; k++) {
      struct entry source = entry_item(&list, k);
      vec_push_in(l->arena, &all, load_source(&source, to->result->level[i].node));
    }
  }
  to->sources = all.n, to->source = all.at;
}
