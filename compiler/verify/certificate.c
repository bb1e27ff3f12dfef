/* Whether what a report says of all other mappings can be. */
#include "compiler/verify/inside.h"

#include <math.h>
#include <string.h>

struct claim {
  const char *status;
  double value, lower_bound, gap;
};

static bool read_number(json_t *of, const char *key, double *to)
{
  json_t *json = json_object_get(of, key);
  *to = json_number_value(json);
  return json_is_number(json);
}

static struct diag *unsound(struct checking *c, const char *why)
{
  struct diag *d = verify_wrong(c, E0853, "the certificate of `%s` does not hold", c->name);
  diag_note(d, "%s", why);
  return d;
}

#define SAY(c, ...) arena_printf((c)->v->arena, __VA_ARGS__)

static bool near(double a, double b) { return fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b)); }

static void check_words(struct checking *c, const struct claim *x)
{
  double gap = x->value > 0 ? (x->value - x->lower_bound) / x->value : 0;
  if (x->lower_bound > x->value * (1 + 1e-12))
    unsound(c, SAY(c, "the lower bound %.17g is above the value %.17g", x->lower_bound, x->value));
  if (fabs(gap - x->gap) > 1e-9)
    unsound(c, SAY(c, "the gap is said to be %.10g, and comes to %.10g", x->gap, gap));
  if (!strcmp(x->status, "optimal") && !near(x->value, x->lower_bound))
    unsound(c, "it is called optimal, but its lower bound is below its value");
  if (!strcmp(x->status, "given")) unsound(c, "its mapping is called given, but there is a search");
}

/* What was found here beside what the report says. */
static void check_bound(struct checking *c, const struct claim *x, const char *name)
{
  double energy, cycles, value;
  const struct eval_result *r = c->result;
  if (!verify_sought(c, name, r->energy_pJ, (double)r->cycles, r, &value)) {
    unsound(c, SAY(c, "nothing that could be sought is called `%s`", name));
    return;
  }
  if (!near(value, x->value))
    unsound(c, SAY(c, "`%s` is said to be %.17g, and comes to %.17g", name, x->value, value));
  verify_bound(c, &energy, &cycles);
  c->out->least_pJ = energy * (double)c->run->count;
  c->out->least_cycles = cycles * (double)c->run->count;
  verify_sought(c, name, energy, cycles, NULL, &c->out->bound);
  c->out->bounded = true;
  c->out->lower_bound = x->lower_bound;
  c->out->value = x->value;
  if (c->out->bound > x->value * (1 + 1e-9))
    unsound(c, SAY(c, "no mapping can be below %.10g, but this one is said to be %.10g", c->out->bound,
                   x->value));
}

void verify_certificate(struct checking *c)
{
  c->out->energy_pJ = c->result->energy_pJ * (double)c->run->count;
  c->out->cycles = (double)c->result->cycles * (double)c->run->count;
  json_t *search = json_object_get(c->json, "search");
  json_t *first = json_array_get(json_object_get(c->json, "objective"), 0);
  struct claim x = {.status = json_string_value(json_object_get(c->json, "status"))};
  if (!x.status) x.status = "nothing";
  if (!c->mapspace) {
    if (strcmp(x.status, "given"))
      unsound(c, SAY(c, "its mapping is given, but it is called %s", x.status));
    return;
  }
  if (!json_is_string(first) || !read_number(search, "value", &x.value) ||
      !read_number(search, "lower_bound", &x.lower_bound) || !read_number(search, "gap", &x.gap)) {
    unsound(c, "the report does not say what was sought, or how good it is");
    return;
  }
  check_words(c, &x);
  check_bound(c, &x, json_string_value(first));
}
