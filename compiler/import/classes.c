#include "compiler/import/classes.h"

#include <stdlib.h>
#include <string.h>

bool is_old_accelergy(const struct importer *im)
{
  const struct spec *s = &im->spec;
  bool alone = s->arch && !s->problems.n && !s->mappings.n && !s->constraints.n && !s->costs.n && !s->mapper;
  return alone && *s->arch->version && strtod(s->arch->version, NULL) < 0.399;
}

/* ---- attributes ---- */

bool is_surrounding(const char *name)
{
  static const char *const names[] = {"technology", "global_cycle_seconds", "cycle_seconds", "voltage",
                                      "temperature", "latency", "action_latency_cycles", NULL};
  for (unsigned i = 0; names[i]; i++)
    if (!strcmp(names[i], name)) return true;
  return false;
}

struct class_attribute *class_attribute(const struct class *c, const char *name)
{
  for (uint32_t i = 0; i < c->attributes.n; i++)
    if (!strcmp(c->attributes.at[i].name, name)) return &c->attributes.at[i];
  return NULL;
}

static bool sounds_like_bits(const char *name)
{
  size_t n = strlen(name);
  return (n >= 5 && !strcmp(name + n - 5, "width")) || (n >= 4 && !strcmp(name + n - 4, "bits"));
}

static bool has_names(const struct expression *x)
{
  bool any = x->kind == X_NAME;
  for (unsigned i = 0; i < x->count; i++) any |= has_names(x->of[i]);
  return any;
}

static bool is_quantity(struct importer *im, const char *text, enum measure is)
{
  static const struct spelling nothing = {NULL, NULL};
  const char *why;
  struct expression *quoted = ARENA_NEW(im->arena, struct expression);
  *quoted = (struct expression){.kind = X_STRING, .text = text};
  return expression_write(im->arena, quoted, &nothing, is, &why) != NULL;
}

enum measure measure_of(struct importer *im, const char *name, const struct yaml *value, struct spec_scope *scope)
{
  const char *why, *text = value && value->kind == YAML_SCALAR ? value->text : "";
  struct expression *x = *text ? expression_read(im->arena, text, &why) : NULL;
  bool is;
  if (!x && is_quantity(im, text, AS_LENGTH)) return AS_LENGTH;
  if (!x && is_quantity(im, text, AS_TIME)) return AS_TIME;
  if (value && yaml_truth(value, &is)) return AS_TRUTH;
  if (x && x->kind == X_NAME && scope) {
    struct figure f = value_of(im, scope, (struct yaml *)value, name);
    if (f.kind == FIGURE_TRUTH || f.kind == FIGURE_TEXT) return f.kind == FIGURE_TRUTH ? AS_TRUTH : AS_TEXT;
  } else if (*text && (!x || x->kind == X_NAME || x->kind == X_STRING)) return AS_TEXT;
  return sounds_like_bits(name) ? AS_BITS : AS_NUMBER;
}

/* What a default comes to, by the attributes before it. */
struct inferring { struct importer *im; struct class *class; };

static struct written infer_name(void *of, const char *name)
{
  struct inferring *i = of;
  struct class_attribute *a = class_attribute(i->class, name);
  return a ? (struct written){name, a->is, 9} : (struct written){NULL, AS_NUMBER, 9};
}

static enum measure inferred(struct importer *im, struct class *c, const struct expression *x,
                             enum measure otherwise)
{
  struct inferring of = {im, c};
  const char *why;
  enum measure is;
  return expression_measure(im->arena, x, &(struct spelling){infer_name, &of}, &is, &why) ? is : otherwise;
}

/* Whether some name is an attribute of the class; if none is, it is no expression. */
static bool speaks_of(const struct class *c, const struct expression *x)
{
  bool any = x->kind == X_NAME && class_attribute(c, x->text);
  for (unsigned i = 0; i < x->count; i++) any |= speaks_of(c, x->of[i]);
  return any;
}

static bool must_be_given(const struct yaml *y)
{
  return yaml_is_null(y) || (y->kind == YAML_SCALAR && !strcmp(y->text, "must_specify"));
}

static void read_attribute(struct importer *im, struct class *c, struct yaml_entry *e,
                           struct taken *taken)
{
  struct class_attribute a = {.name = e->key->text, .value = e->value};
  const char *why;
  e->used = true;
  if (is_surrounding(a.name)) return;
  if (e->value->kind != YAML_SCALAR) {
    tell_type(im, e->value, SAY(im, "the attribute `%s`", a.name), "a number or an expression");
    return;
  }
  a.legal = legal_name(im, taken, a.name);
  if (must_be_given(e->value)) a.value = NULL;
  a.is = measure_of(im, a.name, a.value, NULL);
  struct expression *any = a.value ? expression_read(im->arena, a.value->text, &why) : NULL;
  if (any && has_names(any)) a.is = speaks_of(c, any) ? AS_NUMBER : AS_TEXT;
  struct expression *x = a.value && e->value->plain ? expression_read(im->arena, e->value->text, &why) : NULL;
  a.derived = x && has_names(x) && a.is != AS_TEXT;
  if (a.derived) a.is = inferred(im, c, x, a.is);
  double n;
  a.whole = a.value ? yaml_number(a.value, &n) && is_whole(n) : !strstr(a.name, "scale");
  KEEP(im, &c->attributes, a);
}

/* ---- classes ---- */

struct class *find_class(struct importer *im, const char *name)
{
  return map_get(&im->classes_by_name, intern_str(im->names, name));
}

static struct class *add_class(struct importer *im, const char *name)
{
  struct class *c = ARENA_NEW(im->arena, struct class);
  map_set(&im->classes_by_name, im->arena, intern_str(im->names, name), c);
  KEEP(im, &im->classes, c);
  return c;
}

static void add_action(struct importer *im, struct class *c, const char *name)
{
  for (uint32_t i = 0; i < c->actions.n; i++)
    if (!strcmp(c->actions.at[i], name)) return;
  KEEP(im, &c->actions, name);
}

static bool has_action(const struct class *c, const char *name)
{
  for (uint32_t i = 0; i < c->actions.n; i++)
    if (!strcmp(c->actions.at[i], name)) return true;
  return false;
}

/* A class that somebody uses, with an action that is asked of it. */
static struct class *use_class(struct importer *im, const char *name)
{
  struct class *c = find_class(im, name);
  if (!c) {
    c = add_class(im, name);
    *c = (struct class){.name = name, .library = library_class(name, is_old_accelergy(im))};
  }
  return c;
}

static void find_kind(struct class *c)
{
  bool reads = has_action(c, "read") || has_action(c, "write");
  bool computes = has_action(c, "compute") || has_action(c, "mac") || has_action(c, "mac_random") ||
                  has_action(c, "mult") || has_action(c, "mult_random");
  bool carries = has_action(c, "transfer") || has_action(c, "transfer_random");
  c->has_kind = reads || computes || carries;
  c->kind = reads ? SPEC_MEMORY : computes ? SPEC_COMPUTE : SPEC_NETWORK;
}

bool compound_kind(struct importer *im, const char *name, enum spec_kind *kind)
{
  for (uint32_t i = 0; i < im->spec.compounds.n; i++) {
    struct yaml *y = im->spec.compounds.at[i], *classes = y->kind == YAML_MAP ? yaml_get(y, "classes") : y;
    for (unsigned k = 0; k < list_count(classes); k++) {
      struct yaml *map = list_member(classes, k), *actions = yaml_get(map, "actions");
      const struct yaml *own = yaml_peek(map, "name");
      struct class c = {.name = name};
      if (!own || strcmp(own->text, name)) continue;
      for (unsigned a = 0; a < list_count(actions); a++) {
        const struct yaml *action = yaml_peek(list_member(actions, a), "name");
        if (action) add_action(im, &c, action->text);
      }
      find_kind(&c);
      *kind = c.kind;
      return c.has_kind;
    }
  }
  return false;
}

static void read_class(struct importer *im, struct yaml *y)
{
  y = want_map(im, y, "a class");
  const char *name = y ? want_name(im, y, "name", "a class") : NULL;
  struct taken taken = {0};
  if (!name) return;
  struct class *old = find_class(im, name), *c = old ? old : add_class(im, name);
  if (old && old->map) tell_lost(im, old->map->span, SAY(im, "one of two classes `%s`", name),
                                 "the one that is read last holds");
  *c = (struct class){.name = name, .map = y};
  struct yaml *attributes = want_map(im, yaml_get(y, "attributes"), SAY(im, "the attributes of `%s`", name));
  for (unsigned i = 0; attributes && i < attributes->count; i++)
    read_attribute(im, c, &attributes->entry[i], &taken);
  struct yaml *actions = yaml_get(y, "actions");
  for (unsigned i = 0; i < list_count(actions); i++) {
    struct yaml *a = want_map(im, list_member(actions, i), "an action");
    const char *action = a ? want_name(im, a, "name", SAY(im, "an action of `%s`", name)) : NULL;
    if (action) add_action(im, c, action);
  }
  find_kind(c);
}

static void read_classes(struct importer *im)
{
  static const char *const keys[] = {"version", "classes", NULL};
  for (uint32_t i = 0; i < im->spec.compounds.n; i++) {
    struct yaml *y = im->spec.compounds.at[i];
    if (y->kind == YAML_LIST) {
      for (unsigned k = 0; k < y->count; k++) read_class(im, y->entry[k].value);
      continue;
    }
    y = want_map(im, y, "compound components");
    struct yaml *classes = yaml_get(y, "classes");
    if (y) yaml_get(y, "version");
    for (unsigned k = 0; k < list_count(classes); k++) read_class(im, list_member(classes, k));
    tell_unknown_keys(im, y, "a list of components", keys);
  }
}

/* ---- what is used ---- */

static struct yaml *part_of(struct class *c, const char *name)
{
  struct yaml *parts = yaml_get(c->map, "subcomponents");
  size_t n = strcspn(name, "[");
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = list_member(parts, i);
    const struct yaml *own = part->kind == YAML_MAP ? yaml_peek(part, "name") : NULL;
    if (own && strcspn(own->text, "[") == n && !strncmp(own->text, name, n)) return part;
  }
  return NULL;
}

/* An action that the library's component of a class does not have: all of the class is left to
 * an estimator then, which is told where it is asked for. */
static void check_action_of_library(struct importer *im, struct class *of, const struct yaml *action)
{
  if (!of->library || library_action(of->library, action->text) || has_action(of, action->text)) return;
  struct suggest near = suggest_start(action->text);
  struct diag *d = tell_at(im, W0541, action, "the class `%s` of the library has no action `%s`", of->name,
                           action->text);
  diag_label(d, action->span, "not known");
  diag_note(d, "what `%s` costs is left to an estimator", of->name);
  suggest_library_action(of->library, &near);
  if (near.best && strcmp(near.best, action->text)) diag_suggest(d, action->span, near.best);
  of->told = true;
}

static void use_part_actions(struct importer *im, struct class *c, struct yaml *action)
{
  struct yaml *parts = yaml_get(action, "subcomponents");
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *sub = list_member(parts, i);
    const struct yaml *name = sub->kind == YAML_MAP ? yaml_peek(sub, "name") : NULL;
    struct yaml *part = name ? part_of(c, name->text) : NULL;
    const struct yaml *class = part ? yaml_peek(part, "class") : NULL;
    struct yaml *wanted = sub->kind == YAML_MAP ? yaml_get(sub, "actions") : NULL;
    for (unsigned k = 0; class && k < list_count(wanted); k++) {
      struct yaml *a = list_member(wanted, k);
      const struct yaml *its = a->kind == YAML_MAP ? yaml_peek(a, "name") : NULL;
      struct class *of = use_class(im, class->text);
      if (its && !of->map) check_action_of_library(im, of, its);
      if (its && !of->map) add_action(im, of, its->text);
    }
  }
}

static void use_parts(struct importer *im, struct class *c, unsigned depth);

static void mark_used(struct importer *im, struct class *c, unsigned depth)
{
  if (c->used || depth > 50) return;
  c->used = true;
  if (c->map) use_parts(im, c, depth + 1);
}

static void use_parts(struct importer *im, struct class *c, unsigned depth)
{
  struct yaml *parts = yaml_get(c->map, "subcomponents"), *actions = yaml_get(c->map, "actions");
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = list_member(parts, i);
    const struct yaml *class = part->kind == YAML_MAP ? yaml_peek(part, "class") : NULL;
    struct class *of = class && class->kind == YAML_SCALAR ? use_class(im, class->text) : NULL;
    if (of && !of->where) of->where = class;
    if (of) mark_used(im, of, depth);
  }
  for (unsigned i = 0; i < list_count(actions); i++)
    if (list_member(actions, i)->kind == YAML_MAP) use_part_actions(im, c, list_member(actions, i));
}

/* A level asks for the actions of its kind. */
static void use_for_level(struct importer *im, struct spec_level *l)
{
  static const char *const of_kind[][5] = {
    [SPEC_MEMORY] = {"read", "write", "update", "leak", NULL}, [SPEC_COMPUTE] = {"compute", "leak", NULL},
    [SPEC_NETWORK] = {"transfer", "leak", NULL}};
  static const char *const deep[] = {"depth", "entries", NULL};
  struct class *c = use_class(im, l->class);
  const struct yaml *class = l->node ? yaml_peek(l->node, "subclass") : NULL;
  if (l->node && (!class || yaml_is_null(class))) class = yaml_peek(l->node, "class");
  if (!c->where && class && class->kind == YAML_SCALAR) c->where = class;
  if (c->library && !strcmp(c->library->name, "register") && has_attribute(l->scope, deep))
    c->library = library_class("regfile", is_old_accelergy(im)); /* more than one word */
  mark_used(im, c, 0);
  if (c->map) {
    c->has_kind = true;
    c->kind = l->kind;
    return;
  }
  for (unsigned i = 0; of_kind[l->kind][i]; i++) add_action(im, c, of_kind[l->kind][i]);
  c->has_kind = true;
  c->kind = l->kind;
}

/* ---- stand-ins ---- */

/* What one user of a stand-in gives it, which may be a class itself.  It takes what all of
 * them give. */
static void learn(struct importer *im, struct class *c, const struct taken *names,
                  struct yaml *const *values, const struct class *user, struct spec_scope *scope)
{
  struct taken taken = {0};
  for (uint32_t i = 0; !c->learnt && i < names->names.n; i++) {
    double n;
    struct class_attribute a = {.name = names->names.at[i], 
                                .is = measure_of(im, names->names.at[i], values[i], scope)};
    a.legal = legal_name(im, &taken, a.name);
    a.whole = yaml_number(values[i], &n) && is_whole(n);
    const struct class_attribute *same = user ? class_attribute(user, values[i]->text) : NULL;
    if (same) a.is = same->is, a.whole = same->whole;
    KEEP(im, &c->attributes, a);
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < c->attributes.n; i++) {
    bool given = false;
    for (uint32_t k = 0; k < names->names.n; k++)
      given |= !strcmp(names->names.at[k], c->attributes.at[i].name);
    if (given) c->attributes.at[kept++] = c->attributes.at[i];
  }
  c->attributes.n = kept;
  c->learnt = true;
}

struct given { struct taken names; VEC(struct yaml *) values; };

static void add_given(struct importer *im, struct given *g, const char *name, struct yaml *value)
{
  if (is_surrounding(name) || value->kind != YAML_SCALAR || yaml_is_null(value)) return;
  KEEP(im, &g->names.names, name);
  KEEP(im, &g->values, value);
}

static bool is_stand_in(const struct class *c) { return c && !c->map && !c->library; }

static void learn_from_level(struct importer *im, const struct spec_level *l)
{
  struct class *c = find_class(im, l->class);
  struct given g = {0};
  if (!is_stand_in(c) || !c->used) return;
  for (uint32_t i = 0; i < l->scope->attributes.n; i++) {
    const struct spec_attribute *a = &l->scope->attributes.at[i];
    if (!is_of_model(a->name)) add_given(im, &g, a->name, a->value);
  }
  learn(im, c, &g.names, g.values.at, NULL, l->scope);
}

static void learn_from_parts(struct importer *im, struct class *of)
{
  struct yaml *parts = yaml_get(of->map, "subcomponents");
  for (unsigned i = 0; of->used && i < list_count(parts); i++) {
    struct yaml *part = list_member(parts, i);
    const struct yaml *class = part->kind == YAML_MAP ? yaml_peek(part, "class") : NULL;
    struct yaml *map = part->kind == YAML_MAP ? yaml_get(part, "attributes") : NULL;
    struct class *c = class && class->kind == YAML_SCALAR ? find_class(im, class->text) : NULL;
    struct given g = {0};
    if (!is_stand_in(c)) continue;
    for (unsigned k = 0; map && map->kind == YAML_MAP && k < map->count; k++)
      add_given(im, &g, map->entry[k].key->text, map->entry[k].value);
    learn(im, c, &g.names, g.values.at, of, NULL);
  }
}

/* ---- all of them ---- */

/* A class whose actions the library does not have stands for itself. */
static void choose(struct class *c)
{
  for (uint32_t i = 0; c->library && i < c->actions.n; i++)
    if (!library_action(c->library, c->actions.at[i])) c->library = NULL;
}

/* Attributes that somebody gives are parameters, whatever they follow from otherwise; those
 * that have to be given are what they are given. */
static void give(struct importer *im, struct class *c, struct spec_scope *scope)
{
  for (uint32_t i = 0; c && i < c->attributes.n; i++)
    for (uint32_t k = 0; k < scope->attributes.n; k++) {
      struct class_attribute *a = &c->attributes.at[i];
      const struct spec_attribute *given = &scope->attributes.at[k];
      if (strcmp(given->name, a->name)) continue;
      a->derived = false;
      if (!a->value && !yaml_is_null(given->value)) a->is = measure_of(im, a->name, given->value, scope);
    }
}

static void give_to_parts(struct importer *im, struct class *c)
{
  struct yaml *parts = yaml_get(c->map, "subcomponents");
  for (unsigned i = 0; i < list_count(parts); i++) {
    struct yaml *part = list_member(parts, i);
    const struct yaml *class = part->kind == YAML_MAP ? yaml_peek(part, "class") : NULL;
    struct yaml *attributes = part->kind == YAML_MAP ? yaml_get(part, "attributes") : NULL;
    struct class *of = class ? find_class(im, class->text) : NULL;
    for (unsigned k = 0; of && attributes && attributes->kind == YAML_MAP && k < attributes->count; k++) {
      struct class_attribute *a = class_attribute(of, attributes->entry[k].key->text);
      if (a) a->derived = false;
    }
  }
}

/* Levels whose costs the tables know need no component; without an architecture the
 * components are what there is. */
void find_classes(struct importer *im)
{
  const struct spec_arch *arch = im->spec.arch;
  read_classes(im);
  for (uint32_t i = 0; arch && i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (is_made_of_component(im, l)) use_for_level(im, l);
  }
  uint32_t given = im->classes.n;
  for (uint32_t i = 0; !arch && i < given; i++) mark_used(im, im->classes.at[i], 0);
  for (uint32_t i = 0; i < im->classes.n; i++) choose(im->classes.at[i]);
  for (uint32_t i = 0; i < im->classes.n; i++)
    if (im->classes.at[i]->map) give_to_parts(im, im->classes.at[i]);
  for (uint32_t i = 0; arch && i < arch->levels.n; i++)
    if (arch->levels.at[i]->kind != SPEC_ARRAY)
      give(im, find_class(im, arch->levels.at[i]->class), arch->levels.at[i]->scope);
  for (uint32_t i = 0; arch && i < arch->levels.n; i++)
    if (is_made_of_component(im, arch->levels.at[i])) learn_from_level(im, arch->levels.at[i]);
  for (uint32_t i = 0; i < im->classes.n; i++)
    if (im->classes.at[i]->map) learn_from_parts(im, im->classes.at[i]);
  for (uint32_t i = 0; i < im->classes.n; i++) {
    struct class *c = im->classes.at[i];
    if (c->used && !c->library) c->legal = legal_name(im, &im->taken, c->name);
  }
}
