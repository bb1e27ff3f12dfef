#include "compiler/session/estimation.h"

#include <string.h>
#include <unistd.h>

/* ---- what goes wrong ---- */

static const enum code codes[] = {[TROUBLE_START] = W0550,
                                  [TROUBLE_CRASH] = W0551,
                                  [TROUBLE_TIME] = W0552,
                                  [TROUBLE_GARBAGE] = W0553,
                                  [TROUBLE_VALUE] = W0554};

/* It has happened, even if what is being looked at is looked at in silence. */
static void hear(void *context, const struct estimator *e, enum estimate_trouble what,
                 const char *text)
{
  struct estimation *x = context;
  struct diags *ds = &x->compilation->diags;
  uint32_t muted = ds->muted;
  ds->muted = 0;
  struct diag *d = diag_at(ds, codes[what], x->asking, "the estimator `%s` %s", e->name, text);
  diag_label(d, x->asking, "asked for this");
  if (strcmp(e->name, e->origin)) diag_note(d, "it is `%s`", e->origin);
  ds->muted = muted;
}

/* ---- making ---- */

struct estimation *compilation_estimation(struct compilation *c)
{
  if (c->estimation) return c->estimation;
  struct estimation *x = ARENA_NEW(&c->arena, struct estimation);
  *x = (struct estimation){.compilation = c, .limit_ms = PLUGIN_LIMIT_MS};
  estimators_init(&x->set);
  x->set.tell = hear;
  x->set.context = x;
  return c->estimation = x;
}

void estimation_free(struct compilation *c)
{
  if (c->estimation) estimators_free(&c->estimation->set);
  c->estimation = NULL;
}

static bool ends_in(const char *text, const char *end)
{
  size_t n = strlen(text), m = strlen(end);
  return n >= m && !strcmp(text + n - m, end);
}

/* A name that stands for a file in the directory of those that come with the program. */
static const char *own_plugin(struct arena *a, const struct estimation *x, const char *what)
{
  if (!x->plugins || what[strcspn(what, "/ \t'\"")]) return NULL;
  const char *file = arena_printf(a, "%s/%s.py", x->plugins, what);
  return access(file, R_OK) ? NULL : arena_printf(a, "python3 '%s'", file);
}

void compilation_estimator(struct compilation *c, const char *what)
{
  struct estimation *x = compilation_estimation(c);
  struct plugin_options options = {x->limit_ms, &x->cache};
  const char *own = own_plugin(&c->arena, x, what);
  struct estimator *e = ends_in(what, ".so") && !strchr(what, ' ')
                          ? plugin_library(&c->arena, what, &options)
                          : plugin_command(&c->arena, own ? own : what, what, &options);
  estimators_add(&x->set, e);
  c->program.has_estimators = true;
}

/* ---- asking ---- */

static struct estimate_attribute *convert(struct arena *a, const struct sema_attribute *at,
                                          unsigned n)
{
  struct estimate_attribute *to = ARENA_ARRAY(a, struct estimate_attribute, n);
  for (unsigned i = 0; i < n; i++)
    to[i] = (struct estimate_attribute){at[i].name, at[i].word, at[i].number};
  return to;
}

static struct estimator *find(const struct estimation *x, const char *name)
{
  for (unsigned i = 0; i < x->set.n; i++)
    if (!strcmp(x->set.at[i]->name, name)) return x->set.at[i];
  return NULL;
}

/* A demand that stands further out is about what the estimator knows, and one of the
 * instance about those of its actions that it knows, if it knows it at all. */
static bool holds_here(struct estimation *x, const struct sema_query *query,
                       struct estimate_query *q)
{
  const char *reason = NULL;
  struct estimate_query any = {.component = q->component, .action = "area"};
  if (!strcmp(query->estimator, ESTIMATOR_COMPONENT)) return query->has_own || query->estimator_here;
  estimators_open(&x->set);
  struct estimator *e = find(x, query->estimator);
  if (!e || e->claims(e, q, &reason) || reason) return true;
  if (e->claims(e, &any, &reason) || reason) return false;
  return query->estimator_here;
}

/* "1.2 pJ" */
static const char *value_text(struct arena *a, const char *action, double value)
{
  struct dim dim;
  dim_of_type(!strcmp(action, "area") ? "area" : !strcmp(action, "leak") ? "power" : "energy", &dim);
  return quantity_text(value, dim, NULL, a);
}

/* What became of one that is not the one, as the end of a sentence. */
static const char *why_not(struct arena *a, const char *action, const struct estimate_attempt *t)
{
  const char *value = value_text(a, action, t->answer.value);
  switch (t->state) {
  case ESTIMATE_CHOSEN: return NULL;
  case ESTIMATE_ANSWERED:
    return arena_printf(a, "says %s, with an accuracy of %.4g%% (%s)", value, t->answer.accuracy,
                        exactness_text(t->answer.exactness));
  case ESTIMATE_INACCURATE:
    return arena_printf(a, "says %s, with an accuracy of only %.4g%%", value, t->answer.accuracy);
  case ESTIMATE_UNWANTED: return "is not the one that is demanded";
  case ESTIMATE_UNKNOWN: return "does not know it";
  default: return t->reason ? arena_printf(a, "cannot tell: %s", t->reason) : "cannot tell";
  }
}

static void describe(struct arena *a, const char *action, const struct estimate_outcome *o,
                     struct sema_estimate *out)
{
  const struct estimate_attempt *won = o->chosen;
  struct sema_other *other = ARENA_ARRAY(a, struct sema_other, o->attempts);
  *out = (struct sema_estimate){.own = true, .other = other};
  if (won)
    *out = (struct sema_estimate){.value = won->answer.value,
                                  .own = !strcmp(won->estimator, ESTIMATOR_COMPONENT),
                                  .estimator = won->estimator,
                                  .accuracy = won->answer.accuracy / 100,
                                  .exactness = exactness_text(won->answer.exactness),
                                  .note = won->answer.note,
                                  .other = other};
  /* That nobody else knows what a component says itself is nothing to tell. */
  for (unsigned i = 0; i < o->attempts; i++)
    if (&o->attempt[i] != won && !(out->own && o->attempt[i].state == ESTIMATE_UNKNOWN))
      other[out->others++] = (struct sema_other){o->attempt[i].estimator,
                                                  why_not(a, action, &o->attempt[i])};
}

/* ---- demands that are not met ---- */

static void add_reasons(struct compilation *c, struct diag *d, const struct sema_query *q,
                        const struct estimate_outcome *o)
{
  for (unsigned i = 0; i < o->attempts; i++)
    if (o->attempt[i].state != ESTIMATE_UNWANTED)
      diag_note(d, "`%s` %s", o->attempt[i].estimator, why_not(&c->arena, q->action, &o->attempt[i]));
}

static void tell_no_such(struct estimation *x, const struct sema_query *q)
{
  struct suggest near = suggest_start(q->estimator);
  struct diag *d = diag_at(&x->compilation->diags, E0730, q->estimator_at,
                           "there is no estimator `%s`", q->estimator);
  diag_label(d, q->estimator_at, "demanded here");
  suggest_offer_unordered(&near, ESTIMATOR_COMPONENT);
  for (unsigned i = 0; i < x->set.n; i++) {
    suggest_offer_unordered(&near, x->set.at[i]->name);
    diag_note(d, "there is `%s`", x->set.at[i]->name);
  }
  if (near.best) diag_help(d, "did you mean `%s`?", near.best);
  else diag_help(d, "`--estimator` names those that are asked, and `component` is what the "
                    "component says itself");
}

static void tell_no_answer(struct estimation *x, const struct sema_query *q,
                           const struct estimate_outcome *o)
{
  struct compilation *c = x->compilation;
  struct diag *d = diag_at(&c->diags, E0731, q->estimator_at,
                           "the estimator `%s` does not say what `%s` of `%s` comes to",
                           q->estimator, q->action, q->component);
  diag_label(d, q->estimator_at, "demanded here");
  diag_note_at(d, q->where, "in this instance");
  add_reasons(c, d, q, o);
  diag_help(d, "leave `estimator` away to have the best of all that can tell");
}

static void tell_inaccurate(struct estimation *x, const struct sema_query *q,
                            const struct estimate_outcome *o)
{
  struct compilation *c = x->compilation;
  struct diag *d = diag_at(&c->diags, E0732, q->least_at,
                           "nobody says with an accuracy of %.4g%% what `%s` of `%s` comes to",
                           100 * q->least, q->action, q->component);
  diag_label(d, q->least_at, "demanded here");
  diag_note_at(d, q->where, "in this instance");
  add_reasons(c, d, q, o);
  diag_help(d, "demand less, add an estimator (`--estimator`), or say what it costs where it is used");
}

/* Somebody has answered, and was not accurate enough. */
static bool is_inaccurate(const struct estimate_outcome *o)
{
  for (unsigned i = 0; i < o->attempts; i++)
    if (o->attempt[i].state == ESTIMATE_INACCURATE) return true;
  return false;
}

bool estimation_ask(const struct program *p, const struct sema_query *query,
                    struct sema_estimate *out)
{
  struct compilation *c = p->context;
  struct estimation *x = compilation_estimation(c);
  struct estimate_query q = {.component = query->component,
                             .action = query->action,
                             .attributes = query->attributes,
                             .arguments = query->arguments,
                             .attribute = convert(&c->arena, query->attribute, query->attributes),
                             .argument = convert(&c->arena, query->argument, query->arguments)};
  struct estimate_answer own = {.value = query->own, .accuracy = 100 * query->own_accuracy};
  if (query->own_exactness) own.exactness = exactness_find(query->own_exactness);
  x->asking = query->where;
  bool forced = query->estimator && holds_here(x, query, &q);
  struct estimate_demand demand = {
    .estimator = forced ? query->estimator : NULL,
    .accuracy = 100 * query->least,
    .own = query->has_own ? &own : NULL,
    .own_provider = query->library ? PROVIDER_BUILT_IN : PROVIDER_DESIGN};
  const struct estimate_outcome *o = estimators_ask(&x->set, &q, &demand);
  bool poor = !o->chosen && query->least > 0 && is_inaccurate(o);
  describe(&c->arena, query->action, o, out);
  if (o->chosen || (!forced && !poor)) return true;
  if (forced && o->estimator_missing) tell_no_such(x, query);
  else if (forced) tell_no_answer(x, query, o);
  else tell_inaccurate(x, query, o);
  return false;
}
