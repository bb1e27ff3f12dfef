/* What a run of a report comes to. */
#include "runtime/report/load_inside.h"

#include <math.h>
#include <string.h>

static void load_counts(const struct spot *tensor, unsigned actions, struct tensor_result *to)
{
  struct spot list = spot_list(tensor, "counts", RESULT_ACTIONS);
  if (spot_items(&list) != actions) spot_wrong(&list, "has no count for each action");
  for (unsigned i = 0; i < actions && !tensor->loading->failed; i++) {
    struct spot count = spot_item(&list, i);
    to->count[i] = spot_item_number_or(&list, i, 0);
    if (to->count[i] < 0) spot_wrong(&count, "is below 0");
  }
}

static struct tensor_result load_one_tensor(const struct spot *tensor, unsigned actions)
{
  struct tensor_result to = {
    .kept = spot_bool(tensor, "kept"), .tile_words = spot_count(tensor, "tile_words"),
    .reads = spot_count(tensor, "reads"), .fills = spot_count(tensor, "fills"),
    .updates = spot_count(tensor, "updates"), .reductions = spot_count(tensor, "reductions"),
    .multicast = spot_count(tensor, "multicast"),
    .passed = spot_number_or(tensor, "passed_words", 0),
    .energy_pJ = spot_number(tensor, "energy_pJ")};
  load_counts(tensor, actions, &to);
  return to;
}

/* In the order of the workload's; those of a compute are not told. */
static void load_tensors(const struct spot *level, const struct report_run *known,
                         struct level_result *to)
{
  struct loading *l = level->loading;
  const struct model_einsum *einsum = known->einsum;
  bool computes = known->arch->node[to->node].kind == MODEL_COMPUTE;
  struct spot list = spot_list(level, "tensors", MODEL_TENSORS);
  to->tensor = ARENA_ARRAY(l->arena, struct tensor_result, einsum->tensors + 1);
  if (spot_items(&list) != (computes ? 0 : einsum->tensors))
    spot_wrong(&list, "is not one of each tensor of `%s`", einsum->name);
  for (unsigned i = 0; i < spot_items(&list) && !l->failed; i++) {
    struct spot item = spot_item(&list, i), name = {l, &item, "name", 0, NULL};
    if (strcmp(spot_text(&item, "name"), einsum->tensor[i].name))
      spot_wrong(&name, "is not `%s`, as in `tensors` of the run", einsum->tensor[i].name);
    to->tensor[i] = load_one_tensor(&item, to->actions);
  }
}

static void load_actions(const struct spot *level, struct level_result *to)
{
  struct spot list = spot_list(level, "actions", RESULT_ACTIONS);
  to->actions = level->loading->failed ? 0 : spot_items(&list);
  for (unsigned i = 0; i < to->actions; i++) {
    struct spot action = spot_item(&list, i);
    to->action[i] = (struct action_result){
      .name = spot_text(&action, "name"), .count = spot_number(&action, "count"),
      .each_pJ = spot_number(&action, "energy_pJ_each"),
      .energy_pJ = spot_number(&action, "energy_pJ"),
      .of_tensors = spot_bool(&action, "of_tensors")};
  }
}

/* Words are not told where they have no limit, and where they differ. */
static void load_room(const struct spot *level, struct level_result *to)
{
  to->capacity_bits = spot_number_or(level, "capacity_bits", INFINITY);
  to->used_bits = spot_number_or(level, "used_bits", 0);
  to->capacity_words = spot_number_or(level, "capacity_words",
                                      isfinite(to->capacity_bits) ? NAN : INFINITY);
}

static struct level_result load_level(const struct spot *level, const struct report_run *known)
{
  struct level_result to = {
    .node = (int)load_node(level, "name", known->arch),
    .instances = spot_count(level, "instances"),
    .instances_used = spot_number(level, "instances_used"),
    .cycles = spot_count(level, "cycles"), .bound = spot_bool(level, "bound"),
    .energy_pJ = spot_number(level, "energy_pJ"), .leakage_pJ = spot_number(level, "leakage_pJ"),
    .area_um2 = spot_number(level, "area_um2")};
  struct spot instances = {level->loading, level, "instances", 0, NULL};
  if (!to.instances) spot_wrong(&instances, "is 0");
  load_room(level, &to);
  load_actions(level, &to);
  if (!level->loading->failed) load_tensors(level, known, &to);
  return to;
}

/* Each node once at most; the computes come last. */
static void load_levels(const struct spot *run, const struct report_run *known,
                        struct eval_result *to)
{
  struct loading *l = run->loading;
  bool seen[MODEL_NODES] = {false};
  struct spot list = spot_list(run, "levels", MODEL_NODES);
  unsigned n = l->failed ? 0 : spot_items(&list);
  to->level = ARENA_ARRAY(l->arena, struct level_result, n + 1);
  for (unsigned i = 0; i < n && !l->failed; i++) {
    struct spot item = spot_item(&list, i);
    struct level_result *level = &to->level[to->levels++];
    *level = load_level(&item, known);
    enum model_kind kind = known->arch->node[level->node].kind;
    if (seen[level->node]) spot_wrong(&item, "is of a node that is there twice");
    if ((kind == MODEL_COMPUTE) != (i + 1 == n) || kind == MODEL_ARRAY)
      spot_wrong(&item, "is of a node that cannot be there: the computes are the last level");
    seen[level->node] = true;
  }
  if (!n) spot_wrong(&list, "is empty");
}

static void load_totals(const struct spot *run, uint64_t times, struct eval_result *to)
{
  struct spot totals = spot_object(run, "totals");
  struct spot computes = {run->loading, &totals, "computes", 0, NULL};
  struct spot cycles = {run->loading, &totals, "cycles", 0, NULL};
  to->computes = spot_part(&totals, "computes", times);
  to->cycles = spot_part(&totals, "cycles", times);
  to->busy_cycles = spot_part(&totals, "busy_cycles", times);
  to->seconds = spot_number_or(&totals, "seconds", 0) / (double)times;
  to->utilization = spot_number(&totals, "utilization");
  to->energy_pJ = spot_number(&totals, "energy_pJ") / (double)times;
  to->leakage_pJ = spot_number(&totals, "leakage_pJ") / (double)times;
  to->area_um2 = spot_number(&totals, "area_um2");
  if (!to->computes) spot_wrong(&computes, "is 0");
  if (!to->cycles) spot_wrong(&cycles, "is 0");
}

/* What adds up in a report, or shares of it would be none. */
static void check_sum(const struct spot *run, const char *key, double total, double sum)
{
  struct spot totals = spot_object(run, "totals"), spot = {run->loading, &totals, key, 0, NULL};
  if (fabs(total - sum) > 1e-6 * fmax(total, sum))
    spot_wrong(&spot, "is not the sum of the levels': that is %.10g", sum);
}

static void check_sums(const struct spot *run, uint64_t times, const struct eval_result *r)
{
  double pJ = 0, um2 = 0;
  for (unsigned i = 0; i < r->levels; i++)
    pJ += r->level[i].energy_pJ, um2 += r->level[i].area_um2;
  check_sum(run, "energy_pJ", r->energy_pJ * (double)times, pJ * (double)times);
  check_sum(run, "area_um2", r->area_um2, um2);
}

const struct eval_result *load_result(const struct spot *run, const struct report_run *known)
{
  struct eval_result *to = ARENA_NEW(run->loading->arena, struct eval_result);
  to->tensors = known->einsum->tensors;
  load_totals(run, known->count, to);
  load_levels(run, known, to);
  check_sums(run, known->count, to);
  return to;
}
