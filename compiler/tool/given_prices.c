#include "compiler/tool/given_prices.h"

#include "compiler/import/import.h"

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

static void tell_of_nothing(struct compilation *c, const struct price *given, const struct price_list *list)
{
  const char *last = price_last(given->name, &c->arena);
  struct suggest near = suggest_start(last);
  for (unsigned i = 0; i < list->n; i++) suggest_offer(&near, price_last(list->at[i].name, &c->arena));
  struct diag *d = diag_at(&c->diags, W0555, given->span, "nothing in the design is called `%s`", last);
  diag_label(d, given->span, "used by nothing");
  if (near.best && strcmp(near.best, last)) diag_help(d, "did you mean `%s`?", near.best);
  else if (near.best) diag_note(d, "several components are called so, or it has none of that number");
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

void given_prices_override(struct compilation *c, struct price_list *list, const struct price_list *given)
{
  for (unsigned i = 0; i < given->n; i++) {
    const struct price *from = &given->at[i];
    struct price *to = price_find(list, from->name);
    if (!to) {
      tell_of_nothing(c, from, list);
      continue;
    }
    for (unsigned k = 0; k < from->actions; k++) replace_action(c, to, &from->action[k]);
    if (!from->has_area) continue;
    to->has_area = true;
    to->area_m2 = from->area_m2;
  }
}

/* ---- in the place of what a level says ---- */

/* How Accelergy's components and Timeloop call what a level's actions are called, the first of
 * them that a table has. */
static const struct { enum ir_kind kind; const char *action, *names[6]; } called[] = {
  {IR_MEMORY, "read", {"random_read", "read"}},
  {IR_MEMORY, "write", {"random_fill", "random_write", "fill", "write"}},
  {IR_MEMORY, "update", {"random_update", "update"}},
  {IR_MEMORY, "leak", {"leak", "idle"}},
  {IR_COMPUTE, "compute", {"mac_random", "mult_random", "mac", "mult", "compute"}},
  {IR_COMPUTE, "leak", {"leak", "idle"}},
  {IR_NETWORK, "transfer", {"transfer_random", "transfer"}},
  {IR_NETWORK, "hop", {"hop"}},
  {IR_NETWORK, "route", {"route"}},
  {IR_NETWORK, "leak", {"leak", "idle"}},
  {IR_TRANSIT, "pass", {"pass", "convert"}},
  {IR_TRANSIT, "leak", {"leak", "idle"}},
};

static double dearest(const struct price_action *a)
{
  double most = 0;
  for (unsigned i = 0; i < a->rows; i++) most = fmax(most, a->row[i].energy_J);
  return most;
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
  for (unsigned i = 0; i < sizeof called / sizeof *called; i++) {
    const struct price_action *a = NULL;
    for (unsigned k = 0; called[i].kind == node->kind && k < 6 && called[i].names[k] && !a; k++)
      a = price_action_find(from, called[i].names[k]);
    if (a) set_action(c, node, called[i].action, a);
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

/* The nodes of an arch that cost something, by name. */
static struct price_list nodes_of(struct compilation *c, struct ir_arch *arch)
{
  struct price_list out = {.n = arch->nodes, .at = ARENA_ARRAY(&c->arena, struct price, arch->nodes)};
  for (unsigned i = 0; i < arch->nodes; i++)
    out.at[i] = (struct price){.name = node_path(c, arch, &arch->node[i])};
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
      used[i] = true;
      set_actions(c, node, from);
      if (from->has_area) set_area(c, node, from);
    }
    join(c, &all, &names);
  }
  for (unsigned i = 0; i < given->n; i++)
    if (!used[i] && design->archs) tell_of_nothing(c, &given->at[i], &all);
}
