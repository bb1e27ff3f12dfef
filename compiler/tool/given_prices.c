#include "compiler/tool/given_prices.h"

#include "compiler/import/import.h"
#include "compiler/tool/charged.h"

#include <math.h>
#include <string.h>

/* ---- reading ---- */

static void join(struct compilation *c, struct price_list *out, const struct price_list *more)
{
  if (!more->n) return;
  struct price *at = ARENA_ARRAY(&c->arena, struct price, out->n + more->n);
  if (out->n) memcpy(at, out->at, out->n * sizeof *at);
  memcpy(at + out->n, more->at, more->n * sizeof *at);
  *out = (struct price_list){.n = out->n + more->n, .at = at};
}

/* Areas of those that have energies already go there. */
static void add_areas(struct compilation *c, struct price_list *out, struct price_list *areas)
{
  struct map by_name = {0};
  unsigned left = 0;
  for (unsigned i = 0; i < out->n; i++)
    map_set(&by_name, &c->arena, intern_str(&c->names, out->at[i].name), &out->at[i]);
  for (unsigned i = 0; i < areas->n; i++) {
    struct price *to = map_get(&by_name, intern_str(&c->names, areas->at[i].name));
    if (to) to->has_area = true, to->area_m2 = areas->at[i].area_m2;
    else areas->at[left++] = areas->at[i];
  }
  areas->n = left;
}

static enum exit_code read_some(struct compilation *c, const char **paths, unsigned n,
                                enum price_input wanted, struct price_list *out)
{
  struct import import = {&c->arena, &c->names, &c->diags, &c->sources};
  struct price_list found;
  struct price_counts counts;
  const char *path;
  enum source_status unread;
  if (!n) return EXIT_DONE;
  if (import_prices(&import, paths, n, wanted, &found, &counts, &path, &unread) == IMPORT_UNREADABLE)
    return tell_unreadable(path, unread);
  if (wanted == INPUT_ART) add_areas(c, out, &found);
  join(c, out, &found);
  return EXIT_DONE;
}

enum exit_code given_prices_read(const struct options *o, struct compilation *c, struct price_list *out)
{
  *out = (struct price_list){0};
  enum exit_code status = read_some(c, o->erts, o->n_erts, INPUT_ERT, out);
  return status == EXIT_DONE ? read_some(c, o->arts, o->n_arts, INPUT_ART, out) : status;
}

static bool is_called(const struct price_list *list, const char *last, struct arena *a)
{
  for (unsigned i = 0; i < list->n; i++)
    if (!strcmp(price_last(list->at[i].name, a), last)) return true;
  return false;
}

void say_what_is_called(struct compilation *c, struct diag *d, const struct price_list *list,
                        const char *name)
{
  const char *last = price_last(name, &c->arena);
  const char *outside = price_out_of_range(list, name, &c->arena);
  struct suggest near = suggest_start(last);
  for (unsigned i = 0; i < list->n; i++) suggest_offer(&near, price_last(list->at[i].name, &c->arena));
  if (outside) diag_note(d, "%s", outside);
  else if (is_called(list, last, &c->arena)) diag_note(d, "several are called `%s`: write the whole name", last);
  else if (near.best) diag_help(d, "did you mean `%s`?", near.best);
}

static void tell_of_nothing(struct compilation *c, const struct price *given, const struct price_list *list)
{
  const char *last = price_last(given->name, &c->arena);
  struct diag *d = diag_at(&c->diags, W0555, given->span, "nothing in the design is called `%s`",
                           is_called(list, last, &c->arena) ? given->name : last);
  diag_label(d, given->span, "used by nothing");
  say_what_is_called(c, d, list, given->name);
}

static double dearest(const struct price_action *a)
{
  double most = 0;
  for (unsigned i = 0; i < a->rows; i++) most = fmax(most, a->row[i].energy_J);
  return most;
}

/* ---- in the place of prices ---- */

static void replace_action(struct compilation *c, struct price *p, const struct price_action *given)
{
  struct price_action *own = price_action_find(p, given->name);
  if (own) {
    *own = *given;
    return;
  }
  struct price_action *at = ARENA_ARRAY(&c->arena, struct price_action, p->actions + 1);
  if (p->actions) memcpy(at, p->action, p->actions * sizeof *at);
  at[p->actions++] = *given;
  p->action = at;
}

/* What a run charges for an action stands under the name of the action.  Somebody who counts
 * may mean another row, if the table has one of that name.  What has no `update` is written
 * anyhow. */
static void replace_charged(struct compilation *c, struct price *to, const struct price *table, bool counting)
{
  for (unsigned i = 0; charged_name(i); i++) {
    const char *name = charged_name(i);
    const struct price_action *a = charged_row(table, to->kind, i);
    bool as_written = !strcmp(name, "update") && !price_action_find(to, name);
    if (!a || as_written || (counting && price_action_find(table, name))) continue;
    struct price_action now = *a;
    now.name = name;
    replace_action(c, to, &now);
  }
}

/* A table has what leaks in one cycle. */
static void replace_leak(struct price *to)
{
  const struct price_action *leak = price_action_find(to, "leak");
  to->has_leak = leak && leak->row[0].known && to->cycle_s > 0;
  if (to->has_leak) to->leak_W = dearest(leak) / to->cycle_s;
}

static void override(struct compilation *c, struct price *to, const struct price *table, bool counting)
{
  bool leaks = price_action_find(table, "leak") || price_action_find(table, "idle");
  check_charged(c, table, to);
  for (unsigned k = 0; k < table->actions; k++) replace_action(c, to, &table->action[k]);
  replace_charged(c, to, table, counting);
  if (leaks) replace_leak(to);
}

void given_prices_override(struct compilation *c, struct price_list *list, const struct price_list *given,
                           bool counting)
{
  for (unsigned i = 0; i < given->n; i++) {
    const struct price *from = &given->at[i];
    struct price *to = price_find(list, from->name);
    if (!to) {
      tell_of_nothing(c, from, list);
      continue;
    }
    if (!to->is_free) override(c, to, from, counting);
    if (!from->has_area) continue;
    to->has_area = true;
    to->area_m2 = from->area_m2;
  }
}

/* ---- in the place of what a level says ---- */

static enum price_kind kind_of(enum ir_kind kind)
{
  switch (kind) {
  case IR_MEMORY: return PRICE_MEMORY;
  case IR_COMPUTE: return PRICE_COMPUTE;
  case IR_NETWORK: return PRICE_NETWORK;
  case IR_TRANSIT: return PRICE_TRANSIT;
  default: return PRICE_OTHER;
  }
}

static void set_action(struct compilation *c, struct ir_node *node, const char *name,
                       const struct price_action *from)
{
  struct ir_action now = {.name = name, .value = dearest(from), .unit = "J", .span = from->span};
  for (unsigned i = 0; i < node->actions; i++)
    if (!strcmp(node->action[i].name, name)) {
      node->action[i] = now;
      return;
    }
  struct ir_action *at = ARENA_ARRAY(&c->arena, struct ir_action, node->actions + 1);
  if (node->actions) memcpy(at, node->action, node->actions * sizeof *at);
  at[node->actions++] = now;
  node->action = at;
}

static void set_actions(struct compilation *c, struct ir_node *node, const struct price *from)
{
  for (unsigned i = 0; charged_name(i); i++) {
    const struct price_action *a = charged_row(from, kind_of(node->kind), i);
    if (a) set_action(c, node, charged_name(i), a);
  }
}

static void set_area(struct compilation *c, struct ir_node *node, const struct price *from)
{
  struct ir_attribute now = {.key = "area", .value = from->area_m2, .unit = "m^2", .span = from->span};
  for (unsigned i = 0; i < node->attributes; i++)
    if (!strcmp(node->attribute[i].key, now.key)) {
      node->attribute[i] = now;
      return;
    }
  struct ir_attribute *at = ARENA_ARRAY(&c->arena, struct ir_attribute, node->attributes + 1);
  if (node->attributes) memcpy(at, node->attribute, node->attributes * sizeof *at);
  at[node->attributes++] = now;
  node->attribute = at;
}

static const char *node_path(struct compilation *c, const struct ir_arch *arch, const struct ir_node *node)
{
  const char *path = node->name;
  for (int up = node->parent; up >= 0; up = arch->node[up].parent) {
    const struct ir_node *array = &arch->node[up];
    int64_t n = 1;
    for (unsigned i = 0; i < array->axes; i++) n = price_times(n, array->axis[i].size);
    path = arena_printf(&c->arena, "%s[0..%lld].%s", array->name, (long long)n - 1, path);
  }
  return arena_printf(&c->arena, "%s.%s", arch->name, path);
}

static struct price price_of(struct compilation *c, const struct ir_arch *arch, const struct ir_node *node)
{
  struct price p = {.name = node_path(c, arch, node), .kind = kind_of(node->kind)};
  p.actions = node->actions;
  p.action = ARENA_ARRAY(&c->arena, struct price_action, p.actions);
  for (unsigned i = 0; i < p.actions; i++) p.action[i] = (struct price_action){.name = node->action[i].name};
  return p;
}

/* The nodes of an arch that cost something, with their names and those of their actions. */
static struct price_list nodes_of(struct compilation *c, struct ir_arch *arch)
{
  struct price_list out = {.n = arch->nodes, .at = ARENA_ARRAY(&c->arena, struct price, arch->nodes)};
  for (unsigned i = 0; i < arch->nodes; i++)
    out.at[i] = price_of(c, arch, &arch->node[i]);
  return out;
}

void given_prices_lower(struct compilation *c, struct ir_design *design, const struct price_list *given)
{
  struct price_list all = {0};
  if (!given->n) return;
  bool *used = ARENA_ARRAY(&c->arena, bool, given->n);
  for (unsigned i = 0; i < given->n; i++) used[i] = false;
  for (unsigned k = 0; k < design->archs; k++) {
    struct ir_arch *arch = &design->arch[k];
    struct price_list names = nodes_of(c, arch);
    for (unsigned i = 0; i < given->n; i++) {
      const struct price *from = &given->at[i], *found = price_find(&names, from->name);
      if (!found) continue;
      struct ir_node *node = &arch->node[found - names.at];
      if (!used[i]) check_charged(c, from, found);
      used[i] = true;
      set_actions(c, node, from);
      if (from->has_area) set_area(c, node, from);
    }
    join(c, &all, &names);
  }
  for (unsigned i = 0; i < given->n; i++)
    if (!used[i] && design->archs) tell_of_nothing(c, &given->at[i], &all);
}
