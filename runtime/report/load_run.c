/* Runs of a report. */
#include "runtime/report/load_inside.h"

#include <math.h>
#include <string.h>

enum { MANY = 1 << 20 }; /* items of lists that have no limit of their own */

enum report_status load_status(const struct spot *of)
{
  static const char *const STATUS[] = {
    [REPORT_GIVEN] = "given", [REPORT_OPTIMAL] = "optimal", [REPORT_BOUNDED] = "bounded",
    [REPORT_STOPPED] = "stopped"};
  const char *status = spot_text(of, "status");
  for (unsigned i = 0; i < sizeof STATUS / sizeof *STATUS; i++)
    if (!strcmp(STATUS[i], status)) return (enum report_status)i;
  struct spot spot = {of->loading, of, "status", 0, NULL};
  spot_wrong(&spot, "is no status: `%s`", status);
  return REPORT_GIVEN;
}

/* ---- searches ---- */

static const struct report_rejected *load_rejects(const struct spot *search, unsigned *n)
{
  struct spot list = spot_list(search, "rejected", MANY);
  *n = search->loading->failed ? 0 : spot_items(&list);
  struct report_rejected *to = ARENA_ARRAY(search->loading->arena, struct report_rejected, *n + 1);
  for (unsigned i = 0; i < *n; i++) {
    struct spot item = spot_item(&list, i);
    to[i] = (struct report_rejected){
      .by = spot_text(&item, "by"), .level = spot_text(&item, "level"),
      .times = spot_count(&item, "times"), .nearest = spot_any_number_or(&item, "nearest", NAN),
      .limit = spot_any_number_or(&item, "limit", NAN)};
  }
  return to;
}

static const struct report_search *load_search(const struct spot *run)
{
  struct loading *l = run->loading;
  if (json_is_null(json_object_get(run->json, "search"))) return NULL;
  struct spot search = spot_object(run, "search"), pruned = spot_object(&search, "pruned");
  struct report_search *to = ARENA_NEW(l->arena, struct report_search);
  *to = (struct report_search){
    .value = spot_any_number_or(&search, "value", NAN),
    .lower_bound = spot_any_number_or(&search, "lower_bound", NAN),
    .gap = spot_any_number_or(&search, "gap", NAN),
    .mapspace_log10 = spot_any_number_or(&search, "mapspace_log10", NAN),
    .evaluated = spot_count(&search, "evaluated"), .labels = spot_count(&search, "labels"),
    .strategy = spot_text(&search, "strategy"), .ended = spot_text_or_null(&search, "ended_by"),
    .of_network = spot_bool(&search, "of_network"),
    .shared_with = spot_text_or_null(&search, "shared_with"),
    .pruned_bound = spot_count(&pruned, "bound"),
    .pruned_dominated = spot_count(&pruned, "dominated"),
    .pruned_limit = spot_count(&pruned, "limit")};
  to->reject = load_rejects(&search, &to->rejects);
  return to;
}

static struct report_found load_one_found(const struct spot *found, const struct report_run *known)
{
  struct spot list = spot_list(found, "values", MANY);
  double *value = ARENA_ARRAY(found->loading->arena, double, known->objectives + 1);
  if (spot_items(&list) != known->objectives)
    spot_wrong(&list, "has no value for each objective");
  for (unsigned i = 0; i < known->objectives; i++) value[i] = spot_item_number_or(&list, i, NAN);
  return (struct report_found){.value = value, .energy_pJ = spot_number(found, "energy_pJ"),
                               .cycles = spot_count(found, "cycles"),
                               .mapping = load_mapping(found, known)};
}

static void load_found(const struct spot *run, struct report_run *to)
{
  const char *asked = spot_text_or_null(run, "asked");
  struct spot list = spot_list(run, "found", MANY);
  unsigned n = spot_items(&list);
  struct report_found *at = ARENA_ARRAY(run->loading->arena, struct report_found, n + 1);
  to->front = asked && !strcmp(asked, "front");
  for (; to->found < n && !run->loading->failed; to->found++) {
    struct spot item = spot_item(&list, to->found);
    at[to->found] = load_one_found(&item, to);
  }
  to->at = at;
}

/* ---- what was asked ---- */

static struct report_value load_value(const struct spot *of)
{
  const char *unit = spot_text_or_null(of, "unit");
  if (json_is_string(json_object_get(of->json, "value")))
    return (struct report_value){.text = spot_text(of, "value"), .unit = unit};
  return (struct report_value){.number = spot_any_number_or(of, "value", NAN), .unit = unit};
}

static void load_items(const struct spot *run, struct report_run *to)
{
  struct spot list = spot_list(run, "reported", MANY);
  unsigned n = run->loading->failed ? 0 : spot_items(&list);
  struct report_item *at = ARENA_ARRAY(run->loading->arena, struct report_item, n + 1);
  for (unsigned i = 0; i < n; i++) {
    struct spot item = spot_item(&list, i);
    at[i] = (struct report_item){.name = spot_text(&item, "name"), .value = load_value(&item)};
  }
  to->items = n, to->item = at;
}

static uint32_t load_line(const struct spot *of, const char *key)
{
  struct spot spot = {of->loading, of, key, 0, json_object_get(of->json, key)};
  uint64_t n = json_is_null(spot.json) ? 0 : spot_count(of, key);
  if (n > UINT32_MAX) spot_wrong(&spot, "is larger than any file has lines");
  return (uint32_t)n;
}

static struct report_expectation load_expectation(const struct spot *e)
{
  struct report_expectation to = {
    .text = spot_text(e, "text"), .passed = spot_bool(e, "passed"),
    .compares = !json_is_null(json_object_get(e->json, "left")),
    .why = spot_text_or_null(e, "why"), .file = spot_text_or_null(e, "file"),
    .line = load_line(e, "line"), .column = load_line(e, "column")};
  if (!to.compares) return to;
  struct spot left = spot_object(e, "left"), right = spot_object(e, "right");
  to.left = load_value(&left), to.right = load_value(&right);
  return to;
}

static void load_expectations(const struct spot *run, struct report_run *to)
{
  struct spot list = spot_list(run, "expectations", MANY);
  unsigned n = run->loading->failed ? 0 : spot_items(&list);
  struct report_expectation *at = ARENA_ARRAY(run->loading->arena, struct report_expectation, n + 1);
  for (unsigned i = 0; i < n; i++) {
    struct spot item = spot_item(&list, i);
    at[i] = load_expectation(&item);
  }
  to->expectations = n, to->expectation = at;
}

/* ---- the run ---- */

static void load_objectives(const struct spot *run, struct report_run *to)
{
  struct spot list = spot_list(run, "objective", MANY);
  unsigned n = run->loading->failed ? 0 : spot_items(&list);
  const char **objective = ARENA_ARRAY(run->loading->arena, const char *, n + 1);
  for (unsigned i = 0; i < n; i++) objective[i] = spot_item_text(&list, i);
  to->objectives = n, to->objective = objective;
}

static const struct model_arch *load_own_arch(const struct spot *run, unsigned archs,
                                              const struct model_arch *const *arch)
{
  uint64_t number = spot_count(run, "architecture");
  struct spot spot = {run->loading, run, "architecture", 0, NULL};
  if (number < archs) return arch[number];
  spot_wrong(&spot, "is no number of one of the `architectures`");
  return NULL;
}

static void check_count(const struct spot *run, uint64_t count)
{
  struct spot spot = {run->loading, run, "count", 0, NULL};
  if (!count) spot_wrong(&spot, "is 0");
}

struct report_run load_run(const struct spot *run, unsigned archs,
                           const struct model_arch *const *arch)
{
  struct report_run to = {
    .name = spot_text(run, "name"), .workload = spot_text(run, "workload"),
    .arch_name = spot_text(run, "arch"), .status = load_status(run),
    .count = spot_count(run, "count")};
  check_count(run, to.count);
  to.arch = load_own_arch(run, archs, arch);
  to.einsum = load_einsum(run, to.workload);
  if (run->loading->failed) return to;
  load_objectives(run, &to);
  to.search = load_search(run);
  to.result = load_result(run, &to);
  to.mapping = load_mapping(run, &to);
  load_found(run, &to);
  load_items(run, &to);
  load_expectations(run, &to);
  return to;
}
