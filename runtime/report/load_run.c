/* Runs of a report. */
#include "runtime/report/load_inside.h"

#include <math.h>
#include <string.h>

enum { MANY = 1 << 20 }; /* items of lists that have no limit of their own */

enum report_status load_status(const struct entry *of)
{
  static const char *const STATUS[] = {
    [REPORT_GIVEN] = "given", [REPORT_OPTIMAL] = "optimal", [REPORT_BOUNDED] = "bounded",
    [REPORT_STOPPED] = "stopped"};
  const char *status = entry_text(of, "status");
  for (unsigned i = 0; i < sizeof STATUS / sizeof *STATUS; i++)
    if (!strcmp(STATUS[i], status)) return (enum report_status)i;
  entry_wrong_at(of, "status", "is no status: `%s`", status);
  return REPORT_GIVEN;
}

/* ---- searches ---- */

static const struct report_rejected *load_rejects(const struct entry *search, unsigned *n)
{
  struct entry list = entry_list(search, "rejected", MANY);
  *n = search->loading->failed ? 0 : entry_items(&list);
  struct report_rejected *to = ARENA_ARRAY(search->loading->arena, struct report_rejected, *n + 1);
  for (unsigned i = 0; i < *n; i++) {
    struct entry item = entry_item(&list, i);
    to[i] = (struct report_rejected){
      .by = entry_text(&item, "by"), .level = entry_text(&item, "level"),
      .times = entry_count(&item, "times"), .nearest = entry_any_number_or(&item, "nearest", NAN),
      .limit = entry_any_number_or(&item, "limit", NAN)};
  }
  return to;
}

static const struct report_search *load_search(const struct entry *run)
{
  struct loading *l = run->loading;
  if (json_is_null(json_object_get(run->json, "search"))) return NULL;
  struct entry search = entry_object(run, "search"), pruned = entry_object(&search, "pruned");
  struct report_search *to = ARENA_NEW(l->arena, struct report_search);
  *to = (struct report_search){
    .value = entry_any_number_or(&search, "value", NAN),
    .lower_bound = entry_any_number_or(&search, "lower_bound", NAN),
    .gap = entry_any_number_or(&search, "gap", NAN),
    .mapspace_log10 = entry_any_number_or(&search, "mapspace_log10", NAN),
    .evaluated = entry_count(&search, "evaluated"), .labels = entry_count(&search, "labels"),
    .strategy = entry_text(&search, "strategy"), .ended = entry_text_or_null(&search, "ended_by"),
    .of_network = entry_bool(&search, "of_network"),
    .shared_with = entry_text_or_null(&search, "shared_with"),
    .pruned_bound = entry_count(&pruned, "bound"),
    .pruned_dominated = entry_count(&pruned, "dominated"),
    .pruned_limit = entry_count(&pruned, "limit")};
  to->reject = load_rejects(&search, &to->rejects);
  return to;
}

static struct report_found load_one_found(const struct entry *found, const struct report_run *known)
{
  struct entry list = entry_list(found, "values", MANY);
  double *value = ARENA_ARRAY(found->loading->arena, double, known->objectives + 1);
  if (entry_items(&list) != known->objectives)
    entry_wrong(&list, "has no value for each objective");
  for (unsigned i = 0; i < known->objectives; i++) value[i] = entry_item_number_or(&list, i, NAN);
  return (struct report_found){.value = value, .energy_pJ = entry_number(found, "energy_pJ"),
                               .cycles = entry_count(found, "cycles"),
                               .mapping = load_mapping(found, known)};
}

static void load_found(const struct entry *run, struct report_run *to)
{
  const char *asked = entry_text_or_null(run, "asked");
  struct entry list = entry_list(run, "found", MANY);
  unsigned n = entry_items(&list);
  struct report_found *at = ARENA_ARRAY(run->loading->arena, struct report_found, n + 1);
  to->front = asked && !strcmp(asked, "front");
  for (; to->found < n && !run->loading->failed; to->found++) {
    struct entry item = entry_item(&list, to->found);
    at[to->found] = load_one_found(&item, to);
  }
  to->at = at;
}

/* ---- what was asked ---- */

static struct report_value load_value(const struct entry *of)
{
  const char *unit = entry_text_or_null(of, "unit");
  if (json_is_string(json_object_get(of->json, "value")))
    return (struct report_value){.text = entry_text(of, "value"), .unit = unit};
  return (struct report_value){.number = entry_any_number_or(of, "value", NAN), .unit = unit};
}

static void load_items(const struct entry *run, struct report_run *to)
{
  struct entry list = entry_list(run, "reported", MANY);
  unsigned n = run->loading->failed ? 0 : entry_items(&list);
  struct report_item *at = ARENA_ARRAY(run->loading->arena, struct report_item, n + 1);
  for (unsigned i = 0; i < n; i++) {
    struct entry item = entry_item(&list, i);
    at[i] = (struct report_item){.name = entry_text(&item, "name"), .value = load_value(&item)};
  }
  to->items = n, to->item = at;
}

static uint32_t load_line(const struct entry *of, const char *key)
{
  struct entry entry = {of->loading, of, key, 0, json_object_get(of->json, key)};
  uint64_t n = json_is_null(entry.json) ? 0 : entry_count(of, key);
  if (n > UINT32_MAX) entry_wrong(&entry, "is larger than any file has lines");
  return (uint32_t)n;
}

static struct report_expectation load_expectation(const struct entry *e)
{
  struct report_expectation to = {
    .text = entry_text(e, "text"), .passed = entry_bool(e, "passed"),
    .compares = !json_is_null(json_object_get(e->json, "left")),
    .why = entry_text_or_null(e, "why"), .file = entry_text_or_null(e, "file"),
    .line = load_line(e, "line"), .column = load_line(e, "column")};
  if (!to.compares) return to;
  struct entry left = entry_object(e, "left"), right = entry_object(e, "right");
  to.left = load_value(&left), to.right = load_value(&right);
  return to;
}

static void load_expectations(const struct entry *run, struct report_run *to)
{
  struct entry list = entry_list(run, "expectations", MANY);
  unsigned n = run->loading->failed ? 0 : entry_items(&list);
  struct report_expectation *at =
    ARENA_ARRAY(run->loading->arena, struct report_expectation, n + 1);
  for (unsigned i = 0; i < n; i++) {
    struct entry item = entry_item(&list, i);
    at[i] = load_expectation(&item);
  }
  to->expectations = n, to->expectation = at;
}

/* ---- the run ---- */

static void load_objectives(const struct entry *run, struct report_run *to)
{
  struct entry list = entry_list(run, "objective", MANY);
  unsigned n = run->loading->failed ? 0 : entry_items(&list);
  const char **objective = ARENA_ARRAY(run->loading->arena, const char *, n + 1);
  for (unsigned i = 0; i < n; i++) objective[i] = entry_item_text(&list, i);
  to->objectives = n, to->objective = objective;
}

static const struct model_arch *load_own_arch(const struct entry *run, unsigned archs,
                                              const struct model_arch *const *arch)
{
  uint64_t number = entry_count(run, "architecture");
  if (number < archs) return arch[number];
  entry_wrong_at(run, "architecture", "is no number of one of the `architectures`");
  return NULL;
}

struct report_run load_run(const struct entry *run, unsigned archs,
                           const struct model_arch *const *arch)
{
  struct report_run to = {
    .name = entry_text(run, "name"), .workload = entry_text(run, "workload"),
    .arch_name = entry_text(run, "arch"), .status = load_status(run),
    .count = entry_count(run, "count")};
  if (!to.count) entry_wrong_at(run, "count", "is 0");
  to.arch = load_own_arch(run, archs, arch);
  to.einsum = load_einsum(run, to.workload);
  if (run->loading->failed) return to;
  load_objectives(run, &to);
  to.search = load_search(run);
  to.result = load_result(run, &to);
  load_sources(run, &to);
  to.mapping = load_mapping(run, &to);
  load_found(run, &to);
  load_items(run, &to);
  load_expectations(run, &to);
  return to;
}
