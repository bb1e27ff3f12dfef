/* Sums over runs whose mappings were chosen together. */
#include "compiler/verify/inside.h"

#include <math.h>
#include <string.h>

struct summing {
  const struct verification *v;
  json_t *json;
  const struct verified *all;
  struct verified_network *out;
  double energy, cycles, least_pJ, least_cycles;
};

static void wrong(struct summing *s, const char *why)
{
  struct diag *d = diag_at(s->v->diags, E0853, (struct span){0},
                           "what the report says of a network of %u runs does not hold", s->out->runs);
  diag_note(d, "%s", why);
  s->out->sound = false;
}

#define SAY(s, ...) arena_printf((s)->v->arena, __VA_ARGS__)

static const struct verified_run *run_named(const struct verified *all, const char *name)
{
  for (unsigned i = 0; name && i < all->runs; i++)
    if (!strcmp(all->run[i].name, name)) return &all->run[i];
  return NULL;
}

static bool add_up(struct summing *s)
{
  json_t *item;
  size_t i;
  json_array_foreach(json_object_get(s->json, "runs"), i, item) {
    const struct verified_run *r = run_named(s->all, json_string_value(item));
    s->out->runs++;
    if (!r) return wrong(s, SAY(s, "it has no run %s", json_string_value(item))), false;
    if (!r->sound) return s->out->sound = false;
    s->energy += r->energy_pJ, s->cycles += r->cycles;
    s->least_pJ += r->least_pJ, s->least_cycles += r->least_cycles;
  }
  return true;
}

static bool near(double a, double b) { return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b)); }

static double number(const struct summing *s, const char *key)
{
  json_t *json = json_object_get(s->json, key);
  return json_is_number(json) ? json_number_value(json) : NAN;
}

static void check(struct summing *s, const char *key, double want)
{
  if (!near(number(s, key), want))
    wrong(s, SAY(s, "`%s` is said to be %.17g, and comes to %.17g", key, number(s, key), want));
}

static void check_objective(struct summing *s)
{
  struct verified_network *o = s->out;
  double value;
  o->lower_bound = number(s, "lower_bound");
  o->value = number(s, "value");
  if (!verify_objective(o->objective, s->energy, s->cycles, &value)) return;
  check(s, "value", value);
  verify_objective(o->objective, s->least_pJ, s->least_cycles, &o->bound);
  o->bounded = true;
  if (!(o->lower_bound <= o->value * (1 + 1e-12)))
    wrong(s, SAY(s, "the lower bound %.17g is above the value %.17g", o->lower_bound, o->value));
  if (!(fabs((o->value - o->lower_bound) / o->value - number(s, "gap")) <= 1e-9))
    wrong(s, "the gap is not that of the value and the lower bound");
}

void verify_network(const struct verification *v, json_t *json, struct verified *out)
{
  struct summing s = {.v = v, .json = json, .all = out, .out = &out->network[out->networks++]};
  const char *objective = json_string_value(json_object_get(json, "objective"));
  *s.out = (struct verified_network){.objective = objective ? SAY(&s, "%s", objective) : "?", .sound = true};
  if (!add_up(&s)) return;
  check(&s, "energy_pJ", s.energy);
  check(&s, "cycles", s.cycles);
  check_objective(&s);
}
