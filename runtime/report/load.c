#include "runtime/report/load_inside.h"

#include "lang/base/map.h"

#include <math.h>
#include <string.h>

enum { MANY = 1 << 20 };

/* ---- the file ---- */

static struct diag *no_report(const struct loading *l, struct span where)
{
  struct diag *d = diag_at(l->diags, E0854, where, "`%s` is no report", l->source->path);
  diag_help(d, "`tlc --format json design.tl` prints one");
  return d;
}

/* Whole numbers beyond 63 bits are read with fewer digits. */
static json_t *parse(struct loading *l)
{
  json_error_t error;
  const struct source *source = l->source;
  json_t *json = json_loadb(source->text, source->size, JSON_REJECT_DUPLICATES, &error);
  if (!json && json_error_code(&error) == json_error_numeric_overflow)
    json = json_loadb(source->text, source->size,
                      JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
  if (json) return json;
  uint32_t at = error.position > 0 ? (uint32_t)error.position : 0;
  if (at > source->size) at = source->size;
  struct diag *d = no_report(l, (struct span){source->id, at ? at - 1 : 0, at});
  diag_note(d, "it is not JSON: %s", error.text);
  return NULL;
}

static bool is_of_schema(const struct entry *all)
{
  struct entry entry = {all->loading, all, "schema", 0, json_object_get(all->json, "schema")};
  const char *schema = json_string_value(entry.json);
  if (schema && !strcmp(schema, "tlc-report/1")) return true;
  struct diag *d = no_report(all->loading, entry_span(&entry));
  if (!schema) diag_note(d, "it does not say which `schema` it follows");
  else if (!strncmp(schema, "tlc-report/", 11))
    diag_note(d, "this tlc reads the schema `tlc-report/1`; this one is of another version");
  else diag_note(d, "it is of the schema `%s`, not of `tlc-report/1`", schema);
  return false;
}

/* ---- its parts ---- */

static const struct model_arch *const *load_archs(const struct entry *all, unsigned *n)
{
  struct loading *l = all->loading;
  struct entry list = entry_list(all, "architectures", MANY);
  *n = l->failed ? 0 : entry_items(&list);
  const struct model_arch **arch = ARENA_ARRAY(l->arena, const struct model_arch *, *n + 1);
  for (unsigned i = 0; i < *n && !l->failed; i++) {
    struct entry item = entry_item(&list, i);
    arch[i] = load_arch(&item);
  }
  return arch;
}

static void load_runs(const struct entry *all, struct report *to)
{
  struct loading *l = all->loading;
  struct interner names;
  struct map seen = {0};
  unsigned archs;
  const struct model_arch *const *arch = load_archs(all, &archs);
  struct entry list = entry_list(all, "runs", MANY);
  unsigned n = l->failed ? 0 : entry_items(&list);
  struct report_run *run = ARENA_ARRAY(l->arena, struct report_run, n + 1);
  interner_init(&names);
  for (unsigned i = 0; i < n && !l->failed; i++) {
    struct entry item = entry_item(&list, i);
    run[i] = load_run(&item, archs, arch);
    name_t key = intern_str(&names, run[i].name);
    if (map_get(&seen, key))
      entry_wrong_at(&item, "name", "is that of an earlier run too: `%s`", run[i].name);
    map_set(&seen, l->arena, key, &run[i]);
  }
  interner_free(&names);
  to->runs = n, to->run = run;
}

static struct report_network load_network(const struct entry *network)
{
  struct loading *l = network->loading;
  struct entry list = entry_list(network, "runs", MANY);
  unsigned n = l->failed ? 0 : entry_items(&list);
  const char **run = ARENA_ARRAY(l->arena, const char *, n + 1);
  for (unsigned i = 0; i < n; i++) run[i] = entry_item_text(&list, i);
  if (!n) entry_wrong(&list, "is empty");
  uint64_t searches = entry_count(network, "weighings");
  if (searches > UINT32_MAX)
    entry_wrong_at(network, "weighings", "is larger than any report has it");
  return (struct report_network){
    .objective = entry_text(network, "objective"), .status = load_status(network),
    .runs = n, .run = run, .energy_pJ = entry_number(network, "energy_pJ"),
    .cycles = entry_number(network, "cycles"), .value = entry_any_number_or(network, "value", NAN),
    .lower_bound = entry_any_number_or(network, "lower_bound", NAN),
    .gap = entry_any_number_or(network, "gap", NAN), .searches = (unsigned)searches};
}

static void load_networks(const struct entry *all, struct report *to)
{
  struct loading *l = all->loading;
  struct entry list = entry_list(all, "networks", MANY);
  unsigned n = l->failed ? 0 : entry_items(&list);
  struct report_network *network = ARENA_ARRAY(l->arena, struct report_network, n + 1);
  for (unsigned i = 0; i < n && !l->failed; i++) {
    struct entry item = entry_item(&list, i);
    network[i] = load_network(&item);
  }
  to->networks = n, to->network = network;
}

static void load_remarks(const struct entry *all, struct loaded_report *to)
{
  struct loading *l = all->loading;
  struct entry list = entry_list(all, "diagnostics", MANY);
  unsigned n = l->failed ? 0 : entry_items(&list);
  struct report_remark *remark = ARENA_ARRAY(l->arena, struct report_remark, n + 1);
  for (unsigned i = 0; i < n && !l->failed; i++) {
    struct entry item = entry_item(&list, i);
    remark[i] = (struct report_remark){
      .code = entry_text(&item, "code"), .name = entry_text(&item, "name"),
      .message = entry_text(&item, "message"), .file = entry_text_or_null(&item, "file")};
  }
  to->remarks = n, to->remark = remark;
}

bool report_load(struct arena *arena, struct diags *diags, const struct source *source,
                 struct loaded_report *out)
{
  struct loading l = {arena, diags, source, false};
  struct entry all = {&l, NULL, NULL, 0, parse(&l)};
  *out = (struct loaded_report){0};
  if (!all.json) return false;
  bool known = is_of_schema(&all);
  if (known) {
    out->report.design = entry_text(&all, "design");
    load_runs(&all, &out->report);
    load_networks(&all, &out->report);
    load_remarks(&all, out);
  }
  json_decref(all.json);
  return known && !l.failed;
}
