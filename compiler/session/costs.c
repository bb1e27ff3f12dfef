#include "compiler/session/costs.h"

#include "compiler/session/trouble.h"

#include <math.h>
#include <string.h>

static bool has(const struct evaluated_run *r, int node, const char *action)
{
  return !isnan(energy_of(&r->lowered.energy, r->lowered.arch.node[node].energy, action));
}

/* Words that a memory gates or skips cost nothing unless it says so. */
static bool is_left_out(const struct evaluated_run *r, int node, const char *action)
{
  return r->lowered.arch.node[node].kind == MODEL_MEMORY &&
         (!strncmp(action, "gated_", 6) || !strncmp(action, "skipped_", 8));
}

/* An update may cost a write; a network says by words or by distance what it costs; metadata that
 * lie with the words cost what these do. */
static bool is_known(const struct evaluated_run *r, int node, const struct action_result *a)
{
  if (a->count <= 0 || a->each_pJ > 0 || has(r, node, a->name) || is_left_out(r, node, a->name))
    return true;
  if (!strcmp(a->name, "update")) return has(r, node, "write");
  return !strcmp(a->name, "transfer") && (has(r, node, "hop") || has(r, node, "route"));
}

/* Its design leaves the energy out on purpose. */
static bool is_free(const struct evaluation *e, const struct evaluated_run *r, int node)
{
  const struct ir_node *n = &e->design->arch[r->run->arch].node[node];
  for (unsigned i = 0; i < n->attributes; i++)
    if (!strcmp(n->attribute[i].key, "energy") && n->attribute[i].word) return true;
  return false;
}

bool costs_known(const struct evaluated_run *r, const struct level_result *level)
{
  if (is_free(r->evaluation, r, level->node)) return true;
  for (unsigned i = 0; i < level->actions; i++)
    if (!is_known(r, level->node, &level->action[i])) return false;
  return true;
}

bool costs_all_known(const struct evaluated_run *r)
{
  for (unsigned i = 0; i < r->result->levels; i++)
    if (!costs_known(r, &r->result->level[i])) return false;
  return true;
}

/* ---- telling ---- */

/* "`read` and `write`": what a level was charged for nothing. */
static const char *unknown_actions(const struct evaluation *e, const struct evaluated_run *r,
                                   const struct level_result *level, const char **first)
{
  const char *text = "", *names[RESULT_ACTIONS] = {NULL};
  unsigned n = 0;
  for (unsigned i = 0; i < level->actions; i++)
    if (!is_known(r, level->node, &level->action[i])) names[n++] = level->action[i].name;
  *first = names[0];
  for (unsigned i = 0; i < n; i++)
    text = arena_printf(&e->compilation->arena, "%s%s`%s`", text,
                        !i ? "" : i + 1 < n ? ", " : " and ", names[i]);
  return text;
}

/* Whether a component leaks a power that no clock makes an energy of. */
static bool leaks_unseen(const struct ir_node *node)
{
  for (unsigned i = 0; i < node->attributes; i++)
    if (!strcmp(node->attribute[i].key, "energy") && node->attribute[i].word) return false;
  for (unsigned i = 0; i < node->actions; i++)
    if (!strcmp(node->action[i].name, "leak") && !strcmp(node->action[i].unit, "W") &&
        node->action[i].value > 0)
      return true;
  return false;
}

/* Once for an arch: at the first of its levels. */
static void tell_unseen_leakage(struct evaluation *e, const struct evaluated_run *r)
{
  struct compilation *c = e->compilation;
  struct ir_arch *arch = &e->design->arch[r->run->arch];
  const struct ir_node *first = NULL;
  unsigned n = 0;
  for (unsigned i = 0; i < arch->nodes && !r->lowered.has_clock; i++) {
    if (!leaks_unseen(&arch->node[i])) continue;
    if (!n++) first = &arch->node[i];
  }
  if (!n || map_get(&e->told, arch)) return;
  map_set(&e->told, &c->arena, arch, arch);
  struct diag *d = diag_at(&c->diags, W0532, first->made,
                           "the leakage of `%s`%s is left out: it is a power, and the arch has no clock",
                           first->name, n > 1 ? " and of others" : "");
  diag_label(d, first->made, "for how many seconds?");
  diag_help(d, "give the arch a clock: `clock = 1 GHz`");
}

/* What an arch lacks that the costs of the library's components follow from; NULL: nothing. */
static const char *lacks(const struct ir_arch *arch)
{
  static const char *const key[] = {"tech", "clock"};
  bool has[2] = {false};
  for (unsigned i = 0; i < arch->attributes; i++)
    for (unsigned k = 0; k < 2; k++) has[k] |= !strcmp(arch->attribute[i].key, key[k]);
  if (has[0] && has[1]) return NULL;
  return has[0] ? "clock = 1 GHz" : has[1] ? "tech = 45 nm" : "tech = 45 nm; clock = 1 GHz";
}

/* A component leaves an action to whoever knows the arch; else somebody has to say it. */
static void help_with_cost(struct diag *d, const struct ir_arch *arch, const struct ir_node *node,
                           const char *action)
{
  const char *missing = node->component ? lacks(arch) : NULL;
  diag_help(d, "give it: `action %s = 1.2 pJ`, or say `energy = none`", action);
  if (missing)
    diag_help(d, "if it is made of the library's components: what they cost follows from the arch, which "
                 "lacks `%s`", missing);
}

void tell_unknown_costs(struct evaluation *e, const struct evaluated_run *r)
{
  tell_unseen_leakage(e, r);
  struct compilation *c = e->compilation;
  for (unsigned i = 0; i < r->result->levels; i++) {
    const struct level_result *level = &r->result->level[i];
    struct ir_node *node = &e->design->arch[r->run->arch].node[level->node];
    /* Once, whatever else runs there. */
    if (costs_known(r, level) || map_get(&e->told, node)) continue;
    map_set(&e->told, &c->arena, node, node);
    const char *first, *actions = unknown_actions(e, r, level, &first);
    struct diag *d = diag_at(&c->diags, W0531, node->made, "nothing says what %s of `%s` cost%s",
                             actions, node->name, strstr(actions, " and ") ? "" : "s");
    diag_label(d, node->made, "its energy is not counted");
    help_with_cost(d, &e->design->arch[r->run->arch], node, first);
  }
}
