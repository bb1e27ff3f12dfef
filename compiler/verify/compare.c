/* The numbers of a report beside those of an evaluation of its mapping. */
#include "compiler/verify/inside.h"

#include <math.h>
#include <string.h>

enum { WHOLE_LIST = 8 }; /* differences that are told of one run */

struct comparing {
  struct checking *c;
  struct diag *d;           /* of this run; NULL: nothing differs yet */
  unsigned told;
};

static void differs(struct comparing *x, const char *where, const char *key, const char *have,
                    const char *want)
{
  if (!x->d) x->d = verify_wrong(x->c, E0851, "the numbers of `%s` are not those of its mapping", x->c->name);
  if (x->told++ < WHOLE_LIST) diag_note(x->d, "%s%s: the report has %s, its evaluation %s", where, key, have, want);
}

static const char *number_text(struct comparing *x, double v)
{
  return isfinite(v) ? arena_printf(x->c->v->arena, "%.17g", v) : "null";
}

/* What was written with all digits reads back as it was; a little is allowed for other machines. */
static bool same_number(double a, double b)
{
  if (!isfinite(a) || !isfinite(b)) return !isfinite(a) && !isfinite(b);
  return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static void compare(struct comparing *x, json_t *of, const char *where, const char *key, double want)
{
  json_t *json = json_object_get(of, key);
  double have = json_is_number(json) ? json_number_value(json) : NAN;
  x->c->out->numbers++;
  if (json && same_number(have, want)) return;
  differs(x, where, key, json ? number_text(x, have) : "nothing", number_text(x, want));
}

static void compare_bool(struct comparing *x, json_t *of, const char *where, const char *key, bool want)
{
  json_t *json = json_object_get(of, key);
  x->c->out->numbers++;
  if (json_is_boolean(json) && json_is_true(json) == want) return;
  differs(x, where, key, json_is_true(json) ? "true" : json ? "false" : "nothing", want ? "true" : "false");
}

static void compare_word(struct comparing *x, json_t *of, const char *where, const char *key, const char *want)
{
  const char *have = json_string_value(json_object_get(of, key));
  if (have && want ? !strcmp(have, want) : have == want) return;
  differs(x, where, key, have ? have : "nothing", want ? want : "null");
}

/* ---- totals ---- */

static double whole(double known, bool is_known) { return is_known ? known : NAN; }

static void compare_totals(struct comparing *x)
{
  const struct eval_result *r = x->c->result;
  json_t *of = json_object_get(x->c->json, "totals");
  double times = (double)x->c->run->count;
  compare(x, x->c->json, "", "count", times);
  compare(x, of, "totals.", "computes", (double)r->computes * times);
  compare(x, of, "totals.", "cycles", (double)r->cycles * times);
  compare(x, of, "totals.", "seconds", whole(r->seconds * times, r->seconds > 0));
  compare(x, of, "totals.", "utilization", r->utilization);
  compare(x, of, "totals.", "energy_pJ", r->energy_pJ * times);
  compare(x, of, "totals.", "energy_per_compute_pJ", r->energy_pJ / (double)r->computes);
  compare(x, of, "totals.", "leakage_pJ", r->leakage_pJ * times);
  compare(x, of, "totals.", "area_um2", r->area_um2);
  compare(x, of, "totals.", "edp_pJ_cycles", r->energy_pJ * times * ((double)r->cycles * times));
}

/* ---- levels ---- */

static void compare_tensors(struct comparing *x, json_t *of, const char *level,
                            const struct level_result *l)
{
  const struct lowered *low = &x->c->lowered;
  json_t *tensors = json_object_get(of, "tensors");
  if (low->arch.node[l->node].kind == MODEL_COMPUTE) return;
  for (unsigned t = 0; t < low->einsum.tensors; t++) {
    const struct tensor_result *r = &l->tensor[t];
    json_t *json = json_array_get(tensors, t);
    const char *where = arena_printf(x->c->v->arena, "%s%s.", level, low->einsum.tensor[t].name);
    compare_word(x, json, where, "name", low->einsum.tensor[t].name);
    compare_bool(x, json, where, "kept", r->kept);
    compare(x, json, where, "tile_words", (double)r->tile_words);
    compare(x, json, where, "reads", (double)r->reads);
    compare(x, json, where, "fills", (double)r->fills);
    compare(x, json, where, "updates", (double)r->updates);
    compare(x, json, where, "multicast", (double)r->multicast);
    compare(x, json, where, "energy_pJ", r->energy_pJ);
  }
}

static void compare_actions(struct comparing *x, json_t *of, const char *level,
                            const struct level_result *l)
{
  json_t *actions = json_object_get(of, "actions");
  if (json_array_size(actions) != l->actions)
    differs(x, level, "actions", arena_printf(x->c->v->arena, "%zu of them", json_array_size(actions)),
            arena_printf(x->c->v->arena, "%u", l->actions));
  for (unsigned i = 0; i < l->actions; i++) {
    json_t *json = json_array_get(actions, i);
    const char *where = arena_printf(x->c->v->arena, "%s%s.", level, l->action[i].name);
    compare_word(x, json, where, "name", l->action[i].name);
    compare(x, json, where, "count", l->action[i].count);
    compare(x, json, where, "energy_pJ_each", l->action[i].each_pJ);
    compare(x, json, where, "energy_pJ", l->action[i].energy_pJ);
  }
}

static void compare_level(struct comparing *x, json_t *of, const struct level_result *l)
{
  const struct model_node *node = &x->c->lowered.arch.node[l->node];
  const char *where = arena_printf(x->c->v->arena, "%s.", node->name);
  compare_word(x, of, where, "name", node->name);
  compare_word(x, of, where, "class", node->component);
  compare(x, of, where, "instances", (double)l->instances);
  compare(x, of, where, "instances_used", l->instances_used);
  compare(x, of, where, "capacity_words", node->kind == MODEL_MEMORY ? l->capacity_words : NAN);
  compare(x, of, where, "cycles", (double)l->cycles);
  compare_bool(x, of, where, "bound", l->bound);
  compare(x, of, where, "energy_pJ", l->energy_pJ);
  compare(x, of, where, "leakage_pJ", l->leakage_pJ);
  compare(x, of, where, "area_um2", l->area_um2);
  compare_tensors(x, of, where, l);
  compare_actions(x, of, where, l);
}

static void compare_levels(struct comparing *x)
{
  const struct eval_result *r = x->c->result;
  json_t *levels = json_object_get(x->c->json, "levels");
  if (json_array_size(levels) != r->levels)
    differs(x, "", "levels", arena_printf(x->c->v->arena, "%zu of them", json_array_size(levels)),
            arena_printf(x->c->v->arena, "%u", r->levels));
  for (unsigned i = 0; i < r->levels; i++) compare_level(x, json_array_get(levels, i), &r->level[i]);
}

void verify_numbers(struct checking *c)
{
  struct comparing x = {.c = c};
  compare_word(&x, c->json, "", "workload", c->lowered.einsum.name);
  compare_word(&x, c->json, "", "arch", c->lowered.arch.name);
  compare_totals(&x);
  compare_levels(&x);
  if (x.told > WHOLE_LIST) diag_note(x.d, "and %u more", x.told - WHOLE_LIST);
}
