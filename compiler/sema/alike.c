#include "compiler/sema/alike.h"

#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/setting.h"

/* What flows inwards; who asks estimators is no part of this. */
static const char *const flowing[FLOWING] = {"tech", "clock", "voltage", "temperature"};
static const char *const demands[] = {"estimator", "min_accuracy"};

/* Those made at one place: the last of them, so that looking takes no longer if they are many. */
enum { REMEMBERED = 64 };
struct alike {
  struct likeness *at;
  uint32_t cap;                 /* at most REMEMBERED */
  uint32_t n;                   /* ever made */
};

/* ---- values ---- */

static uint64_t mix(uint64_t hash, uint64_t more)
{
  hash = (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15);
  return hash ^ hash >> 32;
}

/* Whether it is what it looks like: no list, no instance. */
static bool is_simple(const struct value *v)
{
  return v->kind == V_NUMBER || v->kind == V_BOOL || v->kind == V_STRING || v->kind == V_ENUM ||
         v->kind == V_DECL;
}

/* What there is of it beside its dimension. */
static uint64_t content(const struct value *v)
{
  if (!v->known) return v->is_int + 2 * v->share;
  return v->kind == V_BOOL ? v->u.b : (uint64_t)v->u.i;
}

static uint64_t hash_value(uint64_t hash, const struct value *v)
{
  return mix(mix(hash, v->kind + 256u * v->known + 512u * v->is_int), content(v));
}

static bool same(const struct value *a, const struct value *b)
{
  return a->kind == b->kind && a->known == b->known && a->is_int == b->is_int &&
         content(a) == content(b) && dim_equal(a->dim, b->dim);
}

/* ---- what flows in ---- */

/* What is written as a number is worked out if nobody did yet; of all else that has not been
 * asked for, nobody can say here what asking would lead to. */
static bool is_settled(struct sema *sm, struct symbol *s)
{
  if (s->state == UNSEEN && s->expr && s->expr->kind == N_NUMBER) symbol_value(sm, s);
  return s->state == DONE && is_simple(&s->value);
}

static bool read_inflow(struct sema *sm, struct object *outer, const struct symbol **in)
{
  for (size_t i = 0; i < sizeof demands / sizeof *demands; i++)
    if (object_attribute(outer, intern_str(sm->names, demands[i]))) return false;
  for (size_t i = 0; i < FLOWING; i++) {
    struct symbol *s = object_attribute(outer, intern_str(sm->names, flowing[i]));
    if (s && !is_settled(sm, s)) return false;
    in[i] = s;
  }
  return true;
}

static bool same_inflow(const struct symbol *const *a, const struct symbol *const *b)
{
  for (size_t i = 0; i < FLOWING; i++)
    if (a[i] != b[i] && (!a[i] || !b[i] || a[i]->kind != b[i]->kind ||
                         memcmp(&a[i]->set_at, &b[i]->set_at, sizeof a[i]->set_at) != 0 ||
                         !same(&a[i]->value, &b[i]->value)))
      return false;
  return true;
}

/* ---- instances ---- */

static bool is_part(const struct object *o)
{
  return o->decl->word == KW_component && o->made_by && !o->generic && !o->amendments &&
         o->outer && o->outer->decl->word == KW_component && !o->outer->generic;
}

static bool hash_settings(const struct object *o, uint64_t *hash)
{
  for (const struct setting *s = o->settings; s; s = s->next) {
    if (!s->evaluated || !is_simple(&s->value)) return false;
    *hash = hash_value(mix(*hash, (uintptr_t)s->path), &s->value);
  }
  return true;
}

static bool same_settings(const struct object *a, const struct object *b)
{
  const struct setting *s = a->settings, *t = b->settings;
  for (; s && t; s = s->next, t = t->next)
    if (s->path != t->path || s->expr != t->expr || s->amends != t->amends || s->by != t->by ||
        memcmp(&s->path_at, &t->path_at, sizeof s->path_at) != 0 || !same(&s->value, &t->value))
      return false;
  return s == t;
}

/* What was made in silence tells nothing the next time either, but only in silence. */
static bool is_like(const struct likeness *a, const struct likeness *b)
{
  const struct object *o = a->object, *p = b->object;
  return a->hash == b->hash && o->of == p->of && o->muted == p->muted && same_settings(o, p) &&
         same_inflow(a->in, b->in);
}

struct object *alike_find(struct sema *sm, struct object *o, struct likeness *to)
{
  const struct symbol **in = to->in;
  uint64_t hash = 0;
  *to = (struct likeness){.found = sm->diags->all.n, .allowed = sm->diags->n_allowed};
  if (sm->program->has_estimators || sm->naming || !is_part(o) || !hash_settings(o, &hash) ||
      !read_inflow(sm, o->outer, in))
    return NULL;
  for (size_t i = 0; i < FLOWING; i++)
    hash = in[i] ? hash_value(hash, &in[i]->value) : mix(hash, i);
  to->object = o;
  to->hash = hash;
  const struct alike *all = map_get(&sm->alike, o->made_by);
  for (uint32_t i = 0; all && i < all->n && i < all->cap; i++)
    if (is_like(&all->at[i], to)) return all->at[i].object;
  return NULL;
}

void alike_keep(struct sema *sm, const struct likeness *of)
{
  struct object *o = of->object;
  if (!o || o->broken || sm->gave_up || sm->diags->all.n != of->found ||
      sm->diags->n_allowed != of->allowed)
    return;
  struct alike *all = map_get(&sm->alike, o->made_by);
  if (!all) {
    all = ARENA_NEW(sm->arena, struct alike);
    map_set(&sm->alike, sm->arena, o->made_by, all);
  }
  if (all->n == all->cap && all->cap < REMEMBERED) {
    uint32_t cap = all->cap ? 2 * all->cap : 4;
    struct likeness *more = ARENA_ARRAY(sm->arena, struct likeness, cap);
    if (all->n) memcpy(more, all->at, all->n * sizeof *more);
    all->at = more;
    all->cap = cap;
  }
  all->at[all->n++ % REMEMBERED] = *of;
}
