#include "compiler/verify/inside.h"

#include "runtime/eval/evaluate.h"

#include <stdarg.h>
#include <string.h>

struct diag *verify_wrong(struct checking *c, enum code code, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  char *text = arena_vprintf(c->v->arena, format, args);
  va_end(args);
  c->out->sound = false;
  struct diag *d = diag_at(c->v->diags, code, c->run->span, "%s", text);
  diag_label(d, c->run->span, "`%s` of the report", c->name);
  return d;
}

/* ---- what the report is ---- */

static struct diag *no_report(const struct verification *v, const char *why)
{
  struct diag *d = diag_at(v->diags, E0850, (struct span){0}, "`%s` is no report that can be verified",
                           v->path);
  diag_note(d, "%s", why);
  diag_help(d, "`tlc --format json design.tl` prints one");
  return d;
}

static json_t *read_report(const struct verification *v, const char *text, size_t size)
{
  json_error_t error;
  /* Whole numbers may be beyond 64 bits. */
  json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
  if (!json) {
    no_report(v, arena_printf(v->arena, "it is not JSON: line %d, %s", error.line, error.text));
    return NULL;
  }
  const char *schema = json_string_value(json_object_get(json, "schema"));
  const char *why = !json_is_object(json) || !schema ? "it does not say which `schema` it follows"
                  : strcmp(schema, "tlc-report/1") ? "it is not of the schema `tlc-report/1`"
                  : !json_is_array(json_object_get(json, "runs")) ? "it has no `runs`" : NULL;
  if (!why) return json;
  no_report(v, why);
  json_decref(json);
  return NULL;
}

/* ---- its runs ---- */

/* Runs of tests are called by both names where others are called the same. */
static bool is_called(const struct verification *v, const struct ir_run *run, const char *name)
{
  if (!strcmp(run->name, name)) return true;
  return run->test && !strcmp(arena_printf(v->arena, "%s: %s", run->test, run->name), name);
}

static const struct ir_run *find_run(const struct verification *v, const char *name)
{
  const struct ir_run *found = NULL;
  for (unsigned i = 0; i < v->design->runs; i++) {
    const struct ir_run *run = &v->design->run[i];
    if (is_called(v, run, name) && (!found || (found->test && !run->test))) found = run;
  }
  return found;
}

/* "Sizes.3.Layer" is of the third point of a study. */
static bool is_of_point(const char *name)
{
  const char *dot = strchr(name, '.');
  size_t n = dot ? strspn(dot + 1, "0123456789") : 0;
  return n && dot[1 + n] == '.';
}

static void tell_no_run(const struct verification *v, const char *name)
{
  struct diag *d = diag_at(v->diags, E0851, (struct span){0},
                           "the report has a run `%s`, and the design has none", name);
  struct suggest near = suggest_start(name);
  for (unsigned i = 0; i < v->design->runs; i++) suggest_offer(&near, v->design->run[i].name);
  if (near.best) diag_help(d, "did the design have `%s` when the report was made?", near.best);
  else if (is_of_point(name))
    diag_help(d, "points of studies are not verified; give this one a run of its own in the design");
}

static void evaluate_again(struct checking *c)
{
  const struct lowered *l = &c->lowered;
  struct eval_problem problem;
  struct evaluator *own = evaluator_new(&l->arch, l->compute, &l->einsum, &l->energy, &problem);
  if (own && l->sparse) evaluator_set_sparsity(own, &l->sparsity);
  const struct eval_result *result = own ? evaluate(own, &c->mapping, &problem) : NULL;
  if (result) c->result = eval_result_copy(c->v->arena, result);
  else {
    static const char *const WHY[] = {
      [EVAL_TOO_LARGE] = "a count is too large", [EVAL_STEPS] = "it takes too many steps",
      [EVAL_LIMIT] = "it is larger than the model takes",
      [EVAL_NO_COMPUTE] = "nothing computes",
      [EVAL_COVER] = "its loops do not come to the size of a dimension",
      [EVAL_LOOP_PLACE] = "a loop stands where it cannot",
      [EVAL_STORAGE_PLACE] = "a tile is kept where it cannot be",
      [EVAL_FANOUT] = "its loops ask for more instances than an array has",
      [EVAL_CAPACITY] = "its tiles do not fit a memory",
      [EVAL_EMPTY] = "its tiles leave a memory too empty",
      [EVAL_NOT_KEPT] = "no memory keeps a tensor"};
    struct diag *d = verify_wrong(c, E0852, "the mapping that the report has for `%s` cannot be", c->name);
    bool known = problem.status < (int)(sizeof WHY / sizeof *WHY) && WHY[problem.status];
    if (known)
      diag_note(d, "%s: %.10g, where the limit is %.10g", WHY[problem.status], problem.have, problem.limit);
    else diag_note(d, "the formats of its tensors, or what is left out, do not go with it");
  }
  evaluator_free(own);
}

static void check_run(struct checking *c)
{
  struct lower_problem problem;
  const struct ir_design *d = c->v->design;
  c->arch = &d->arch[c->run->arch];
  c->workload = &d->workload[c->run->workload];
  if (c->run->mapping < 0) {
    c->mapspace = &d->mapspace[c->run->mapspace];
    c->mapper = &d->mapper[c->run->mapper];
  }
  c->out->searched = c->mapspace != NULL;
  if (!lower_run(c->v->arena, d, c->run, &c->lowered, &problem)) {
    verify_wrong(c, E0851, "`%s` cannot be evaluated, but the report has results of it", c->name);
    return;
  }
  if (c->v->complete && !c->v->complete(c->v->context, &c->lowered)) {
    verify_wrong(c, E0851, "`%s` cannot be evaluated, but the report has results of it", c->name);
    return;
  }
  if (!verify_rebuild(c)) return;
  if (c->mapspace) verify_within(c);
  else verify_given(c);
  evaluate_again(c);
  if (!c->result) return;
  verify_numbers(c);
  verify_certificate(c);
}

static void check_one(const struct verification *v, json_t *json, struct verified *out)
{
  struct verified_run *to = &out->run[out->runs++];
  const char *name = json_string_value(json_object_get(json, "name"));
  *to = (struct verified_run){.name = name ? arena_printf(v->arena, "%s", name) : "?"};
  if (!name) {
    no_report(v, "one of its runs has no `name`");
    return;
  }
  struct checking c = {.v = v, .json = json, .run = find_run(v, name), .out = to, .name = to->name};
  to->sound = c.run != NULL;
  if (c.run) check_run(&c);
  else tell_no_run(v, name);
}

static bool is_reported(const struct verification *v, const struct verified *out,
                        const struct ir_run *run)
{
  for (unsigned i = 0; i < out->runs; i++)
    if (is_called(v, run, out->run[i].name)) return true;
  return false;
}

bool verify_report(const struct verification *v, const char *text, size_t size,
                   struct verified *out)
{
  *out = (struct verified){0};
  json_t *json = read_report(v, text, size), *runs = json_object_get(json, "runs"), *run;
  size_t i;
  if (!json) return false;
  out->run = ARENA_ARRAY(v->arena, struct verified_run, json_array_size(runs) + 1);
  json_array_foreach(runs, i, run) { check_one(v, run, out); }
  for (unsigned k = 0; k < v->design->runs; k++)
    out->missing += !is_reported(v, out, &v->design->run[k]);
  json_t *networks = json_object_get(json, "networks");
  out->network = ARENA_ARRAY(v->arena, struct verified_network, json_array_size(networks) + 1);
  json_array_foreach(networks, i, run) { verify_network(v, run, out); }
  bool sound = true;
  for (unsigned k = 0; k < out->runs; k++) sound &= out->run[k].sound;
  for (unsigned k = 0; k < out->networks; k++) sound &= out->network[k].sound;
  json_decref(json);
  return sound;
}
