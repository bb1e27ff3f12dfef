/* The attributes: attributes.def as a table, with the types that its rows name. */
#include "compiler/sema/attribute.h"

#include "compiler/sema/object.h"
#include "compiler/sema/trail.h"

#include <math.h>
#include <string.h>

enum { INSIDE = K_ARCH | K_ARRAY | K_GROUP | K_PARALLEL | K_LEVELS | K_PART };

#define OF(...) {.kind = V_NUMBER, .dim = {.e = {__VA_ARGS__}}}
#define EITHER(one, other) \
  {.kind = V_NUMBER, .dim = {.e = one}, .has_or_dim = true, .or_dim = {.e = other}}
#define PER(a, b) {[a] = 1, [b] = -1}

#define REAL OF(0)
#define WHOLE {.kind = V_NUMBER, .whole = true}
#define LENGTH OF([U_LENGTH] = 1)
#define AREA OF([U_LENGTH] = 2)
#define TIME OF([U_TIME] = 1)
#define FREQUENCY OF([U_TIME] = -1)
#define VOLTAGE OF([U_ENERGY] = 1, [U_TIME] = -1, [U_CURRENT] = -1)
#define TEMPERATURE OF([U_TEMPERATURE] = 1)
#define BITS OF([U_INFO] = 1)
#define BANDWIDTH EITHER(PER(U_INFO, U_CYCLE), PER(U_INFO, U_TIME))
#define THROUGHPUT EITHER({[U_CYCLE] = -1}, {[U_TIME] = -1})
#define LATENCY EITHER({[U_TIME] = 1}, {[U_CYCLE] = 1})
#define LEAKAGE EITHER(PER(U_ENERGY, U_TIME), {[U_ENERGY] = 1})
#define TEXT {.kind = V_STRING}
#define BOOL {.kind = V_BOOL}
#define ONE_OF(...) {.kind = V_ENUM, .members = (const char *const[]){__VA_ARGS__, NULL}}
#define DECLARATION(word) {.kind = V_DECL, .decl_word = word}

static const struct attribute attributes[] = {
#define ATTRIBUTE(path, type, kinds, flows, least, most, doc) \
  {path, type, kinds, flows, least, most, doc},
#include "compiler/sema/attributes.def"
};
enum { N_ATTRIBUTES = sizeof attributes / sizeof *attributes };

const struct attribute *attribute_find(const char *path, unsigned kinds)
{
  for (unsigned i = 0; i < N_ATTRIBUTES; i++)
    if (attributes[i].kinds & kinds && !strcmp(attributes[i].path, path)) return &attributes[i];
  return NULL;
}

void attributes_init(struct sema *sm)
{
  for (unsigned i = N_ATTRIBUTES; i-- > 0;)
    map_set(&sm->attributes, sm->arena, intern_str(sm->names, attributes[i].path),
            (void *)&attributes[i]);
}

const struct attribute *attribute_named(const struct sema *sm, name_t path, unsigned kinds)
{
  const struct attribute *first = map_get(&sm->attributes, path);
  return !first || first->kinds & kinds ? first : attribute_find(path->text, kinds);
}

const char *const *attribute_paths(unsigned kind, struct arena *a)
{
  const char **paths = ARENA_ARRAY(a, const char *, N_ATTRIBUTES + 1), **next = paths;
  for (unsigned i = 0; i < N_ATTRIBUTES; i++)
    if (attributes[i].kinds & kind) *next++ = attributes[i].path;
  return paths;
}

void attribute_suggest(struct suggest *to, unsigned kinds)
{
  for (unsigned i = 0; i < N_ATTRIBUTES; i++)
    if (attributes[i].kinds & kinds) suggest_offer(to, attributes[i].path);
}

struct value in_range(struct sema *sm, const struct attribute *a, struct value v, struct span where)
{
  if (v.kind != V_NUMBER || !v.known || (a->least == 0 && a->most == 0)) return v;
  double x = value_double(v);
  if (x >= a->least && x <= a->most) return v;
  const char *limit = quantity_text(x < a->least ? a->least : a->most, v.dim, &sm->units,
                                    sm->arena);
  struct diag *d = diag_at(sm->diags, E0309, where, "`%s` must be at %s %s, but this is %s",
                           a->path, x < a->least ? "least" : "most", limit,
                           value_text(v, &sm->units, sm->arena));
  diag_label(d, where, "too %s", x < a->least ? "small" : "large");
  diag_note(d, "`%s`: %s", a->path, a->doc);
  add_trail(sm, d);
  return value_poison();
}
