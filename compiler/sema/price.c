/* What the components of a design cost: every level of its archs, and every instance that a
 * `let` of the main file names; and energies that it names. */
#include "compiler/sema/arch.h"
#include "compiler/sema/beyond.h"
#include "compiler/sema/bounds.h"
#include "compiler/sema/component.h"
#include "compiler/sema/estimate.h"
#include "compiler/sema/leakage.h"
#include "compiler/sema/name.h"
#include "compiler/sema/needs.h"
#include "compiler/sema/object.h"
#include "compiler/sema/run.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/type.h"
#include "lang/base/vec.h"

/* An action of more rows is listed by its defaults. */
enum { ROWS_MAX = 4096, PARAMS_MAX = 16 };

struct pricing {
  struct sema *sm;
  VEC(struct price) all;
  VEC(struct price_value) values;
};

/* ---- quantities ---- */

static bool has_type(struct value v, const char *type)
{
  struct dim dim;
  return v.kind == V_NUMBER && v.known && dim_of_type(type, &dim) && dim_equal(v.dim, dim);
}

/* The length of a cycle where an object is, in s; 0: not known. */
static double cycle_of(struct sema *sm, struct object *o)
{
  struct symbol *s = object_attribute(o, intern_str(sm->names, "clock"));
  struct value v = s ? symbol_value(sm, s) : value_poison();
  return has_type(v, "freq") && value_double(v) > 0 ? 1 / value_double(v) : 0;
}

/* Energy as it is, and a power for as long as a cycle lasts. */
static bool energy_of_cycle(struct value v, double cycle, double *out)
{
  if (has_type(v, "energy")) return *out = value_double(v), true;
  if (!has_type(v, "power") || !cycle) return false;
  return *out = value_double(v) * cycle, true;
}

static bool power_of(struct value v, double cycle, double *out)
{
  if (has_type(v, "power")) return *out = value_double(v), true;
  if (!has_type(v, "energy") || !cycle) return false;
  return *out = value_double(v) / cycle, true;
}

/* ---- actions ---- */

/* The values that a parameter can have, if they are few. */
struct choices {
  struct node *param;
  struct value usual;       /* its default */
  uint64_t n;
  struct value *at;
};

struct combining {
  struct sema *sm;
  struct symbol *action;
  unsigned params;
  struct choices param[PARAMS_MAX];
  VEC(struct price_row) rows;
  unsigned usual;           /* the row of the defaults */
  double cycle;
};

static void only(struct choices *c, struct sema *sm, struct value v)
{
  c->n = 1;
  c->at = arena_copy(sm->arena, &v, sizeof v);
}

static void whole_numbers(struct choices *c, struct sema *sm, int64_t least, int64_t most)
{
  c->n = (uint64_t)most - (uint64_t)least + 1;
  c->at = ARENA_ARRAY(sm->arena, struct value, c->n);
  for (uint64_t i = 0; i < c->n; i++) c->at[i] = value_int(least + (int64_t)i);
}

/* Whole numbers within a range, and truth values; else only what it is by default.  `like` is
 * that default, or a value of the type. */
static void find_choices(struct combining *c, struct scope *scope, struct choices *to, struct value like)
{
  struct value least, most;
  struct sema *sm = c->sm;
  to->usual = like;
  only(to, sm, like);
  if (like.kind == V_BOOL) {
    to->n = 2;
    to->at = arena_copy(sm->arena, (struct value[]){value_bool(false), value_bool(true)},
                        2 * sizeof like);
  } else if (like.kind == V_NUMBER && (like.is_int || !like.known) &&
             bounds_read(sm, scope, to->param, like, &least, &most) && value_is_known_int(least) &&
             value_is_known_int(most) && most.u.i >= least.u.i && (uint64_t)most.u.i - (uint64_t)least.u.i < ROWS_MAX) {
    whole_numbers(to, sm, least.u.i, most.u.i);
  }
}

static const char *argument_text(struct sema *sm, struct value v)
{
  if (!v.known) return "";
  return v.kind == V_ENUM ? v.u.name->text : value_text(v, &sm->units, sm->arena);
}

/* What does not hold for some values is no row. */
static void add_row(struct combining *c, const struct value *values)
{
  struct sema *sm = c->sm;
  sm->steps = 0; /* each row may take as long as a whole program */
  struct value v = action_value_at(sm, c->action, values);
  struct price_row row = {.arguments = c->params};
  if (v.kind == V_POISON && c->params) return;
  row.argument = ARENA_ARRAY(sm->arena, struct price_argument, c->params);
  for (unsigned i = 0; i < c->params; i++)
    row.argument[i] = (struct price_argument){c->param[i].param->name->text,
                                              argument_text(sm, values[i])};
  row.known = energy_of_cycle(v, c->cycle, &row.energy_J);
  vec_push(&c->rows, row);
}

static bool is_default(const struct combining *c, const struct value *values)
{
  for (unsigned i = 0; i < c->params; i++) {
    struct value v = values[i], d = c->param[i].usual;
    bool same = v.kind == V_BOOL ? d.known && v.u.b == d.u.b
                                 : c->param[i].n == 1 || (value_is_known_int(v) && value_is_known_int(d) && v.u.i == d.u.i);
    if (!same) return false;
  }
  return true;
}

static void combine(struct combining *c, struct value *values, unsigned i)
{
  if (i == c->params) {
    if (is_default(c, values)) c->usual = c->rows.n;
    add_row(c, values);
    return;
  }
  for (uint64_t k = 0; k < c->param[i].n; k++) {
    values[i] = c->param[i].at[k];
    combine(c, values, i + 1);
  }
}

static struct price_action price_action(struct sema *sm, struct symbol *s, double cycle)
{
  struct combining c = {.sm = sm, .action = s, .cycle = cycle};
  struct price_action out = {.name = s->name->text, .span = s->where};
  struct value values[PARAMS_MAX];
  struct scope inner = {.outer = s->scope, .object = s->scope->object};
  action_defaults(sm, s, &inner);
  uint64_t rows = 1;
  for (struct node *p = s->is_sum ? NULL : s->node->slot[DECL_PARAMS]; p && c.params < PARAMS_MAX; p = p->next) {
    struct choices *to = &c.param[c.params++];
    to->param = p;
    find_choices(&c, &inner, to, scope_get(&inner, p->name)->value);
    rows *= rows <= ROWS_MAX ? to->n : 1;
  }
  out.cut = rows > ROWS_MAX;
  for (unsigned i = 0; out.cut && i < c.params; i++)
    only(&c.param[i], sm, scope_get(&inner, c.param[i].param->name)->value);
  combine(&c, values, 0);
  if (!c.rows.n) vec_push(&c.rows, (struct price_row){0});
  out.usual = c.usual < c.rows.n ? c.usual : 0;
  if (!c.rows.at[out.usual].known) out.needs = needs_of(sm, s);
  out.rows = c.rows.n;
  out.row = arena_copy(sm->arena, c.rows.at, c.rows.n * sizeof *c.rows.at);
  vec_free(&c.rows);
  return out;
}

/* In the order of the source, those of the level's own block behind those of its component. */
static void price_actions(struct sema *sm, struct object *o, double cycle, struct price *out)
{
  VEC(struct symbol *) found = {0};
  for (uint32_t i = 0; i < o->scope.names.cap; i++) {
    struct symbol *s = o->scope.names.slots[i].value;
    if (s && s->kind == S_ACTION) vec_push(&found, s);
  }
  for (uint32_t i = 1; i < found.n; i++)
    for (uint32_t j = i; j; j--) {
      struct symbol *a = found.at[j - 1], *b = found.at[j];
      if (a->where.file < b->where.file ||
          (a->where.file == b->where.file && a->where.start <= b->where.start))
        break;
      found.at[j - 1] = b, found.at[j] = a;
    }
  out->actions = found.n;
  out->action = ARENA_ARRAY(sm->arena, struct price_action, found.n);
  for (uint32_t i = 0; i < found.n; i++) out->action[i] = price_action(sm, found.at[i], cycle);
  vec_free(&found);
}

/* What is set as `leakage` is listed as the action that it stands for. */
static void price_leakage(struct sema *sm, struct symbol *said, double cycle, struct price *out)
{
  struct price_row *row = ARENA_NEW(sm->arena, struct price_row);
  *row = (struct price_row){0};
  row->known = energy_of_cycle(symbol_value(sm, said), cycle, &row->energy_J);
  struct price_action leak = {.name = "leak", .rows = 1, .row = row, .span = said->set_at}, *at;
  for (unsigned i = 0; i < out->actions; i++)
    if (!strcmp(out->action[i].name, leak.name)) {
      out->action[i] = leak;
      return;
    }
  at = ARENA_ARRAY(sm->arena, struct price_action, out->actions + 1);
  if (out->actions) memcpy(at, out->action, out->actions * sizeof *at);
  at[out->actions++] = leak;
  out->action = at;
}

/* ---- parts ---- */

struct part_walk {
  struct sema *sm;
  VEC(struct price_part) found;
};

static const char *array_text(struct sema *sm, const struct object *o, const char *name)
{
  struct strbuf b = {0};
  strbuf_puts(&b, name);
  int64_t n = 1;
  for (const struct axis *a = o->axes; a; a = a->next)
    n = price_times(n, value_is_known_int(a->size) && a->size.u.i > 0 ? a->size.u.i : 1);
  if (o->axes) strbuf_printf(&b, "[0..%lld]", (long long)(n - 1));
  return strbuf_take(&b, sm->arena);
}

/* Parts of parts, by `outer.inner`. */
static void find_parts(struct part_walk *w, struct object *o, const char *path, unsigned depth)
{
  enum { DEEPEST = 32 };
  unsigned before = w->found.n;
  for (struct node *n = o->decl->slot[DECL_ITEMS]; n && depth < DEEPEST; n = n->next) {
    if (n->kind != N_DECL || n->word != KW_part || !n->name) continue;
    struct symbol *s = scope_get(&o->scope, n->name);
    struct value v = s && s->node == n ? symbol_value(w->sm, s) : value_poison();
    if (v.kind != V_OBJECT) continue;
    const char *own = array_text(w->sm, v.u.object, n->name->text);
    if (*path) own = arena_printf(w->sm->arena, "%s.%s", path, own);
    find_parts(w, v.u.object, own, depth + 1);
  }
  if (w->found.n == before && *path)
    vec_push(&w->found, (struct price_part){path, o->of ? o->of->name->text : NULL});
}

static void price_parts(struct sema *sm, struct object *o, struct price *out)
{
  struct part_walk w = {.sm = sm};
  if (o->decl->word == KW_component) find_parts(&w, o, "", 0);
  out->parts = w.found.n;
  out->part = arena_copy(sm->arena, w.found.at, w.found.n * sizeof *w.found.at);
  vec_free(&w.found);
}

/* ---- instances ---- */

static enum price_kind price_kind(unsigned kind)
{
  switch (kind) {
  case K_MEMORY: return PRICE_MEMORY;
  case K_COMPUTE: return PRICE_COMPUTE;
  case K_NETWORK: return PRICE_NETWORK;
  case K_TRANSIT: return PRICE_TRANSIT;
  default: return PRICE_OTHER;
  }
}

/* That of the design, or else an estimator's. */
static void price_area(struct sema *sm, struct object *o, struct price *out)
{
  struct symbol *said = object_member(o, intern_str(sm->names, "area"));
  struct value area = said ? object_member_value(sm, o, "area") : estimate_area(sm, o);
  if ((out->has_area = has_type(area, "area"))) out->area_m2 = value_double(area);
}

/* `energy = none`: a run charges nothing. */
static bool is_free(struct sema *sm, struct object *o)
{
  struct symbol *s = object_member(o, intern_str(sm->names, "energy"));
  return s && s->kind == S_ATTRIBUTE;
}

static void make_free(struct price *out)
{
  out->is_free = true;
  out->has_leak = false;
  for (unsigned i = 0; i < out->actions; i++)
    for (unsigned k = 0; k < out->action[i].rows; k++) {
      out->action[i].row[k].known = true;
      out->action[i].row[k].energy_J = 0;
    }
}

static void price_energies(struct sema *sm, struct object *o, struct price *out)
{
  struct symbol *leakage = leakage_of(sm, o);
  out->cycle_s = cycle_of(sm, o);
  price_actions(sm, o, out->cycle_s, out);
  if (leakage) price_leakage(sm, leakage, out->cycle_s, out);
  struct value leak = leakage ? symbol_value(sm, leakage) : object_member_value(sm, o, "leak");
  out->has_leak = power_of(leak, out->cycle_s, &out->leak_W);
  if (is_free(sm, o)) make_free(out);
}

static void add_price(struct pricing *p, struct object *o, const char *name, struct span span)
{
  struct price out = {.name = name, .span = span, .kind = price_kind(o->kind)};
  if (o->of) {
    out.component = o->of->name->text;
    out.source = o->of->module->library ? o->of->module->name : NULL;
  }
  price_energies(p->sm, o, &out);
  price_parts(p->sm, o, &out);
  price_area(p->sm, o, &out);
  vec_push(&p->all, out);
}

/* "Machine.PE[0..3].buffer": arrays have a range, other nests only a name. */
static const char *level_path(struct sema *sm, const char *arch, const struct level *l)
{
  const char *path = l->name->text;
  for (const struct level *up = l->parent; up; up = up->parent) {
    if (!up->name) continue;
    int64_t n = 1;
    for (const struct axis *a = up->axes; a; a = a->next)
      n = price_times(n, value_is_known_int(a->size) && a->size.u.i > 0 ? a->size.u.i : 1);
    path = up->kind == K_ARRAY
             ? arena_printf(sm->arena, "%s[0..%lld].%s", up->name->text, (long long)(n - 1), path)
             : arena_printf(sm->arena, "%s.%s", up->name->text, path);
  }
  return arena_printf(sm->arena, "%s.%s", arch, path);
}

static void price_arch(struct pricing *p, struct object *arch, const char *name)
{
  if (arch->generic) return;
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l))
    if (l->kind & K_LEVELS && l->name)
      add_price(p, l->object, level_path(p->sm, name, l), l->name_at);
}

/* What is wrong with some rows is not told, but that they are extrapolated is. */
static void tell_extrapolated(struct sema *sm, struct symbol *s, struct object *o)
{
  sm->diags->muted--;
  tell_let_beyond(sm, s, o);
  sm->diags->muted++;
}

static void price_let(struct pricing *p, struct symbol *s)
{
  if (!s) return;
  struct value v = symbol_value(p->sm, s);
  if (has_type(v, "energy")) vec_push(&p->values, (struct price_value){s->name->text, value_double(v)});
  if (v.kind != V_OBJECT || !v.u.object->decl || v.u.object->generic) return;
  if (v.u.object->decl->word == KW_arch) price_arch(p, v.u.object, s->name->text);
  if (v.u.object->decl->word != KW_component) return;
  add_price(p, v.u.object, s->name->text, s->where);
  tell_extrapolated(p->sm, s, v.u.object);
}

static void price_item(struct pricing *p, struct module *m, struct node *n)
{
  if (n->kind == N_DECL && n->word == KW_arch && n->name) {
    struct symbol *s = scope_get(m->scope, n->name);
    if (s && s->node == n) price_arch(p, default_object(p->sm, s), n->name->text);
  }
  if (n->kind != N_BINDS || n->word != KW_let) return;
  for (struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next) price_let(p, scope_get(m->scope, b->name));
}

static bool is_priced(const struct pricing *p, const char *arch)
{
  size_t n = strlen(arch);
  for (uint32_t i = 0; i < p->all.n; i++)
    if (!strncmp(p->all.at[i].name, arch, n) && p->all.at[i].name[n] == '.') return true;
  return false;
}

/* What runs are made on, if its arch needs arguments: the first of each name. */
static void price_runs(struct pricing *p)
{
  for (const struct made_run *r = p->sm->runs; r; r = r->later)
    if (r->arch && r->arch->of && !r->study && !is_priced(p, object_name(r->arch)))
      price_arch(p, r->arch, object_name(r->arch));
}

struct price_list sema_prices(struct sema *sm)
{
  struct pricing p = {.sm = sm};
  struct module *m = sm->program->modules;
  uint64_t steps = sm->steps;
  sm->diags->muted++; /* what is wrong for some values of arguments makes no row */
  for (struct node *n = m->ast->root->slot[FILE_ITEMS]; n; n = n->next) price_item(&p, m, n);
  price_runs(&p);
  sm->diags->muted--;
  sm->steps = steps;
  struct price_list out = {
    .n = p.all.n, .at = arena_copy(sm->arena, p.all.at, p.all.n * sizeof *p.all.at),
    .values = p.values.n, .value = arena_copy(sm->arena, p.values.at, p.values.n * sizeof *p.values.at)};
  vec_free(&p.all);
  vec_free(&p.values);
  return out;
}
