#include "runtime/energy/estimator.h"

#include <math.h>
#include <string.h>

static const char *const exactnesses[N_EXACTNESSES] = {"exact", "interpolated", "scaled",
                                                       "extrapolated"};

const char *exactness_text(enum exactness e) { return exactnesses[e]; }

enum exactness exactness_find(const char *text)
{
  unsigned e = 0;
  while (e < N_EXACTNESSES && strcmp(exactnesses[e], text)) e++;
  return (enum exactness)e;
}

/* ---- answers ---- */

const char *estimate_unit(const char *action)
{
  return !strcmp(action, "area") ? "m^2" : !strcmp(action, "leak") ? "W" : "J";
}

/* Above anything that one action takes, or one component leaks or covers: a picojoule that is
 * told as a joule is found out. */
static double most(const char *action)
{
  return !strcmp(action, "area") ? 1 : !strcmp(action, "leak") ? 1e3 : 1e-1;
}

const char *estimate_fault(const struct estimate_query *q, const struct estimate_answer *a)
{
  if (isnan(a->value)) return "which is no number";
  if (a->value < 0) return "which is below 0";
  if (a->value > most(q->action)) return "which is more than anything can have";
  if (!(a->accuracy >= 0 && a->accuracy <= 100)) return "with an accuracy that is not from 0 to 100";
  if ((unsigned)a->exactness >= N_EXACTNESSES) return "of an exactness that there is not";
  return NULL;
}

/* ---- the set ---- */

/* A question that was answered, with what was demanded. */
struct estimate_entry {
  uint64_t hash;
  struct estimate_query query;
  struct estimate_demand demand;
  struct estimate_answer own;
  struct estimate_outcome outcome;
};

void estimators_init(struct estimators *set)
{
  *set = (struct estimators){0};
  arena_init(&set->arena);
}

void estimators_free(struct estimators *set)
{
  for (unsigned i = 0; i < set->n; i++)
    if (set->at[i]->close) set->at[i]->close(set->at[i]);
  xfree(set->at);
  xfree(set->slots);
  arena_free(&set->arena);
}

void estimators_add(struct estimators *set, struct estimator *e)
{
  set->at = xrealloc(set->at, (set->n + 1) * sizeof *set->at);
  set->at[set->n++] = e;
  e->set = set;
}

void estimator_trouble(struct estimator *e, enum estimate_trouble what, const char *text)
{
  if (e->set->tell) e->set->tell(e->set->context, e, what, text);
}

void estimators_open(struct estimators *set)
{
  for (unsigned i = 0; i < set->n; i++) {
    struct estimator *e = set->at[i];
    if (e->opened) continue;
    e->opened = true;
    if (e->open) e->open(e);
  }
}

/* ---- questions as keys ---- */

static void sort_attributes(struct estimate_attribute *at, unsigned n)
{
  for (unsigned i = 1; i < n; i++)
    for (unsigned j = i; j && strcmp(at[j - 1].name, at[j].name) > 0; j--) {
      struct estimate_attribute swap = at[j];
      at[j] = at[j - 1];
      at[j - 1] = swap;
    }
}

static uint64_t hash_bytes(uint64_t h, const void *bytes, size_t n)
{
  const unsigned char *at = bytes;
  while (n--) h = (h ^ *at++) * 0x100000001b3u;
  return h;
}

static uint64_t hash_text(uint64_t h, const char *text)
{
  return text ? hash_bytes(h, text, strlen(text) + 1) : h * 31 + 1;
}

static uint64_t hash_number(uint64_t h, double x)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  h = (h ^ bits) * 0x9e3779b97f4a7c15u;
  return h ^ h >> 29;
}

static uint64_t hash_attributes(uint64_t h, const struct estimate_attribute *at, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    h = hash_text(h, at[i].name);
    h = at[i].word ? hash_text(h, at[i].word) : hash_number(h, at[i].number);
  }
  return h * 31 + n;
}

static uint64_t hash_question(const struct estimate_query *q, const struct estimate_demand *d)
{
  uint64_t h = hash_text(0xcbf29ce484222325u, q->component);
  h = hash_text(h, q->action);
  h = hash_attributes(h, q->attribute, q->attributes);
  h = hash_attributes(h, q->argument, q->arguments);
  h = hash_number(hash_text(h, d->estimator), d->accuracy);
  if (d->own) h = hash_number(hash_number(h, d->own->value), d->own->accuracy);
  return h ^ h >> 32;
}

static bool same_text(const char *a, const char *b) { return a == b || (a && b && !strcmp(a, b)); }

/* Bit by bit, as of a key.
 * NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
static bool same_number(double a, double b) { return !memcmp(&a, &b, sizeof a); }

static bool same_attributes(const struct estimate_attribute *a, const struct estimate_attribute *b,
                            unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    if (!same_text(a[i].name, b[i].name) || !same_text(a[i].word, b[i].word) ||
        (!a[i].word && !same_number(a[i].number, b[i].number)))
      return false;
  return true;
}

static bool same_query(const struct estimate_query *a, const struct estimate_query *b)
{
  return a->attributes == b->attributes && a->arguments == b->arguments &&
         same_text(a->component, b->component) && same_text(a->action, b->action) &&
         same_attributes(a->attribute, b->attribute, a->attributes) &&
         same_attributes(a->argument, b->argument, a->arguments);
}

static bool same_demand(const struct estimate_demand *a, const struct estimate_demand *b)
{
  if (!same_text(a->estimator, b->estimator) || !same_number(a->accuracy, b->accuracy)) return false;
  if (!a->own || !b->own) return a->own == b->own;
  return same_number(a->own->value, b->own->value) && a->own_provider == b->own_provider &&
         same_number(a->own->accuracy, b->own->accuracy) &&
         a->own->exactness == b->own->exactness && same_text(a->own->note, b->own->note);
}

static struct estimate_entry *find_entry(const struct estimators *set, uint64_t hash,
                                         const struct estimate_query *q,
                                         const struct estimate_demand *d)
{
  struct estimate_entry *e;
  if (!set->cap) return NULL;
  for (uint32_t i = (uint32_t)hash & (set->cap - 1); (e = set->slots[i]); i = (i + 1) & (set->cap - 1))
    if (e->hash == hash && same_query(&e->query, q) && same_demand(&e->demand, d)) return e;
  return NULL;
}

static void put_entry(struct estimate_entry **slots, uint32_t cap, struct estimate_entry *e)
{
  uint32_t i = (uint32_t)e->hash & (cap - 1);
  while (slots[i]) i = (i + 1) & (cap - 1);
  slots[i] = e;
}

static void keep_entry(struct estimators *set, struct estimate_entry *e)
{
  if (2 * (set->entries + 1) > set->cap) {
    uint32_t cap = set->cap ? 2 * set->cap : 64;
    struct estimate_entry **slots = xcalloc(cap, sizeof *slots);
    for (uint32_t i = 0; i < set->cap; i++)
      if (set->slots[i]) put_entry(slots, cap, set->slots[i]);
    xfree(set->slots);
    set->slots = slots;
    set->cap = cap;
  }
  put_entry(set->slots, set->cap, e);
  set->entries++;
}

static const char *copy_text(struct arena *a, const char *text)
{
  return text ? arena_strndup(a, text, strlen(text)) : NULL;
}

static struct estimate_attribute *copy_attributes(struct arena *a,
                                                  const struct estimate_attribute *at, unsigned n)
{
  struct estimate_attribute *copy = ARENA_ARRAY(a, struct estimate_attribute, n);
  for (unsigned i = 0; i < n; i++)
    copy[i] = (struct estimate_attribute){copy_text(a, at[i].name), copy_text(a, at[i].word),
                                          at[i].number};
  return copy;
}

static struct estimate_entry *make_entry(struct arena *a, uint64_t hash,
                                         const struct estimate_query *q,
                                         const struct estimate_demand *d)
{
  struct estimate_entry *e = ARENA_NEW(a, struct estimate_entry);
  e->hash = hash;
  e->query = (struct estimate_query){.component = copy_text(a, q->component),
                                     .action = copy_text(a, q->action),
                                     .attributes = q->attributes,
                                     .arguments = q->arguments,
                                     .attribute = copy_attributes(a, q->attribute, q->attributes),
                                     .argument = copy_attributes(a, q->argument, q->arguments)};
  e->demand = *d;
  e->demand.estimator = copy_text(a, d->estimator);
  if (d->own) {
    e->own = *d->own;
    e->own.note = copy_text(a, d->own->note);
    e->demand.own = &e->own;
  }
  return e;
}

/* ---- ranking ---- */

static bool answered(enum estimate_state s)
{
  return s == ESTIMATE_ANSWERED || s == ESTIMATE_CHOSEN || s == ESTIMATE_INACCURATE;
}

static int order(double a, double b) { return (a > b) - (a < b); }

/* Below 0 if `a` is better. */
static int compare_answers(const struct estimate_answer *a, const struct estimate_answer *b)
{
  int c = order(b->accuracy, a->accuracy);
  if (!c) c = order(a->exactness, b->exactness);
  if (!c) c = order(b->matched, a->matched);
  return c ? c : order(a->defaulted, b->defaulted);
}

/* Two of one name and kind are told apart by what they say, and never by which came first. */
static int compare_attempts(const struct estimate_attempt *a, const struct estimate_attempt *b)
{
  bool has = answered(a->state), other = answered(b->state);
  if (has != other) return has ? -1 : 1;
  int c = has ? compare_answers(&a->answer, &b->answer) : 0;
  if (!c) c = order(a->provider, b->provider);
  if (!c) c = strcmp(a->estimator, b->estimator);
  if (!c) c = order(a->answer.value, b->answer.value);
  return c ? c : strcmp(a->reason ? a->reason : "", b->reason ? b->reason : "");
}

static void rank(struct estimate_outcome *o)
{
  for (unsigned i = 1; i < o->attempts; i++)
    for (unsigned j = i; j && compare_attempts(&o->attempt[j - 1], &o->attempt[j]) > 0; j--) {
      struct estimate_attempt swap = o->attempt[j];
      o->attempt[j] = o->attempt[j - 1];
      o->attempt[j - 1] = swap;
    }
  for (unsigned i = 0; i < o->attempts && !o->chosen; i++)
    if (o->attempt[i].state == ESTIMATE_ANSWERED) {
      o->attempt[i].state = ESTIMATE_CHOSEN;
      o->chosen = &o->attempt[i];
    }
}

/* ---- asking ---- */

static void attempt(struct estimator *e, const struct estimate_query *q,
                    const struct estimate_demand *d, struct estimate_attempt *out)
{
  *out = (struct estimate_attempt){.estimator = e->name, .provider = e->provider};
  if (d->estimator && strcmp(d->estimator, e->name)) {
    out->state = ESTIMATE_UNWANTED;
    return;
  }
  if (!e->claims(e, q, &out->reason)) {
    out->state = out->reason ? ESTIMATE_REFUSED : ESTIMATE_UNKNOWN;
    return;
  }
  out->state = e->estimate(e, q, &out->answer, &out->reason);
  if (out->state == ESTIMATE_ANSWERED && out->answer.accuracy < d->accuracy)
    out->state = ESTIMATE_INACCURATE;
}

static void add_own(const struct estimate_demand *d, struct estimate_attempt *out)
{
  *out = (struct estimate_attempt){.estimator = ESTIMATOR_COMPONENT, .provider = d->own_provider,
                                   .answer = *d->own};
  if (d->estimator && strcmp(d->estimator, ESTIMATOR_COMPONENT)) out->state = ESTIMATE_UNWANTED;
  else if (d->own->accuracy < d->accuracy) out->state = ESTIMATE_INACCURATE;
}

static void ask_all(struct estimators *set, const struct estimate_query *q,
                    const struct estimate_demand *d, struct estimate_outcome *o)
{
  o->attempt = ARENA_ARRAY(&set->arena, struct estimate_attempt, set->n + 1);
  o->estimator_missing = d->estimator && strcmp(d->estimator, ESTIMATOR_COMPONENT);
  for (unsigned i = 0; i < set->n; i++) {
    attempt(set->at[i], q, d, &o->attempt[o->attempts++]);
    if (d->estimator && !strcmp(set->at[i]->name, d->estimator)) o->estimator_missing = false;
  }
  if (d->own) add_own(d, &o->attempt[o->attempts++]);
  rank(o);
}

/* An outcome without attempts, for a question that must not be asked. */
static bool is_refused(const struct estimators *set, const struct estimate_query *q)
{
  if (set->depth >= ESTIMATE_DEPTH) return true;
  for (unsigned i = 0; i < set->depth; i++)
    if (same_query(set->stack[i], q)) return true;
  return false;
}

const struct estimate_outcome *estimators_ask(struct estimators *set, struct estimate_query *q,
                                              const struct estimate_demand *demand)
{
  static const struct estimate_outcome nothing = {.attempts = 0};
  sort_attributes(q->attribute, q->attributes);
  sort_attributes(q->argument, q->arguments);
  uint64_t hash = hash_question(q, demand);
  set->asked++;
  struct estimate_entry *e = find_entry(set, hash, q, demand);
  if (e) {
    set->hits++;
    return &e->outcome;
  }
  if (is_refused(set, q)) return &nothing;
  estimators_open(set);
  e = make_entry(&set->arena, hash, q, demand);
  set->stack[set->depth++] = &e->query;
  ask_all(set, &e->query, &e->demand, &e->outcome);
  set->depth--;
  /* Inside of another question, whoever asks that one could not be asked: the answer may be
   * another one elsewhere. */
  if (!set->depth) keep_entry(set, e);
  return &e->outcome;
}
