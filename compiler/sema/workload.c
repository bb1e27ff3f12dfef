/* Workloads: dimensions, tensors and their roles; Einsums are read in einsum.c. */
#include "compiler/sema/workload.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/einsum.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/requirement.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/shape.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/type.h"

int workload_dim(const struct workload *w, name_t name)
{
  for (uint32_t i = 0; i < w->n_dims; i++)
    if (w->dims[i].name == name) return (int)i;
  return -1;
}

static bool declares_dim(const struct node *workload, name_t name)
{
  for (const struct node *n = workload->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_BINDS || n->word != KW_dim) continue;
    for (const struct node *b = n->slot[BINDS_BINDINGS]; b; b = b->next)
      if (b->name == name) return true;
  }
  return false;
}

bool some_workload_has(const struct sema *sm, name_t dim)
{
  for (const struct module *m = sm->program->modules; m; m = m->next) {
    const struct node *n = m->failed ? NULL : m->ast->root->slot[FILE_ITEMS];
    for (; n; n = n->next)
      if (n->kind == N_DECL && n->word == KW_workload && declares_dim(n, dim)) return true;
  }
  return false;
}

int workload_tensor(const struct workload *w, name_t name)
{
  for (uint32_t i = 0; i < w->n_tensors; i++)
    if (w->tensors[i].name == name) return (int)i;
  return -1;
}

void workload_suggest_dims(const struct workload *w, struct suggest *to)
{
  for (uint32_t i = 0; i < w->n_dims; i++) suggest_offer(to, w->dims[i].name->text);
}

void workload_suggest_tensors(const struct workload *w, struct suggest *to)
{
  for (uint32_t i = 0; i < w->n_tensors; i++) suggest_offer(to, w->tensors[i].name->text);
}

const char *dimension_list(struct sema *sm, const struct workload *w)
{
  const char **names = ARENA_ARRAY(sm->arena, const char *, w->n_dims);
  for (uint32_t i = 0; i < w->n_dims; i++) names[i] = w->dims[i].name->text;
  return w->n_dims ? join_names(sm, names, w->n_dims) : NULL;
}

const char *tensor_list(struct sema *sm, const struct workload *w)
{
  const char **names = ARENA_ARRAY(sm->arena, const char *, w->n_tensors);
  for (uint32_t i = 0; i < w->n_tensors; i++) names[i] = w->tensors[i].name->text;
  return w->n_tensors ? join_names(sm, names, w->n_tensors) : NULL;
}

/* ---- declaring ---- */

static struct node *items_of(const struct reader *r)
{
  return r->workload->object->decl->slot[DECL_ITEMS];
}

static unsigned count_bindings(const struct reader *r, enum keyword word)
{
  unsigned n = 0;
  for (const struct node *i = items_of(r); i; i = i->next)
    if (i->kind == N_BINDS && i->word == word) n += list_length(i->slot[BINDS_BINDINGS]);
  return n;
}

/* Puts a name into the workload's scope; false if it was taken.  A dimension may
 * have the name of the parameter that gives its size: `dim m = m`. */
static bool declare(struct reader *r, enum symbol_kind kind, struct node *binding,
                    struct symbol **out)
{
  const struct symbol *same = scope_get(r->scope, binding->name);
  bool sized = kind == S_DIM && same && same->kind == S_PARAM;
  *out = NULL;
  if (sized && workload_dim(r->workload, binding->name) < 0) return true;
  *out = scope_declare(r->sm, r->scope, kind, binding->name, binding, node_name_span(binding));
  return !same;
}

static void declare_dims(struct reader *r, struct node *bindings)
{
  struct workload *w = r->workload;
  for (struct node *b = bindings; b; b = b->next) {
    struct symbol *s;
    if (!declare(r, S_DIM, b, &s)) continue;
    refer_to(r->sm, node_name_span(b), MEANS_DIM, b->name, node_name_span(b), w->object);
    w->dims[w->n_dims++] = (struct dimension){.name = b->name,
                                              .at = node_name_span(b),
                                              .binding = b,
                                              .size = value_unknown(DIM_NONE, true)};
    bool star = b->slot[BINDING_VALUE] && b->slot[BINDING_VALUE]->kind == N_STAR;
    if (s && b->op == '=' && !star) s->expr = b->slot[BINDING_VALUE];
  }
}

static void declare_tensors(struct reader *r, struct node *bindings)
{
  struct workload *w = r->workload;
  for (struct node *b = bindings; b; b = b->next) {
    struct symbol *s;
    if (!declare(r, S_DATA, b, &s)) continue;
    w->tensors[w->n_tensors++] = (struct tensor){
        .name = b->name, .at = node_name_span(b), .binding = b, .width = value_poison()};
    s->value = (struct value){.kind = V_TENSOR, .known = true, .u.name = b->name};
    s->state = DONE;
  }
}

static void declare_all(struct reader *r)
{
  struct workload *w = r->workload;
  w->dims = ARENA_ARRAY(r->sm->arena, struct dimension, count_bindings(r, KW_dim));
  w->tensors = ARENA_ARRAY(r->sm->arena, struct tensor, count_bindings(r, KW_data));
  for (struct node *i = items_of(r); i; i = i->next) {
    if (i->kind != N_BINDS) continue;
    if (i->word == KW_dim) declare_dims(r, i->slot[BINDS_BINDINGS]);
    if (i->word == KW_data) declare_tensors(r, i->slot[BINDS_BINDINGS]);
  }
}

/* ---- dimensions ---- */

static void no_size(struct reader *r, const struct dimension *d)
{
  struct node *b = d->binding;
  struct diag *g = diag_at(r->sm->diags, E0425, node_span(b), "`%s` needs one size", d->name->text);
  bool chosen = b->op == OP_IN,
       star = b->slot[BINDING_VALUE] && b->slot[BINDING_VALUE]->kind == N_STAR;
  diag_label(g, node_span(b),
             chosen ? "several sizes"
             : star ? "`*` is no size"
                    : "without a size");
  if (chosen) diag_help(g, "make it a parameter of the workload, and sweep that in a `study`");
  else
    diag_help(g, "write `%s = 16`, or make the size a parameter: `%s: int`", d->name->text,
              d->name->text);
}

static void size_dim(struct reader *r, struct dimension *d)
{
  struct node *b = d->binding, *value = b->slot[BINDING_VALUE];
  if (b->op != '=' || (value && value->kind == N_STAR)) {
    no_size(r, d);
    return;
  }
  struct symbol *s = scope_get(r->scope, d->name);
  bool own = s && s->kind == S_DIM;
  if (!value || (own && symbol_value(r->sm, s).kind == V_POISON)) return;
  const char *what = arena_printf(r->sm->arena, "the size of `%s`", d->name->text);
  struct value size = eval_whole(r->sm, r->scope, value, 1, what);
  if (size.kind == V_NUMBER) d->size = size.known ? size : value_unknown(DIM_NONE, true);
  if (own) s->value = d->size;
}

/* ---- tensors ---- */

static void has_value(struct reader *r, const struct tensor *t)
{
  struct node *value = t->binding->slot[BINDING_VALUE];
  if (!value) return;
  struct span at = node_span(value);
  struct diag *d = diag_at(r->sm->diags, E0429, at, "a tensor has a width and no value");
  diag_label(d, at, "given to `%s`", t->name->text);
  if (!t->binding->slot[BINDING_TYPE] && value->kind == N_NUMBER) {
    diag_help(d, "write the width behind a colon: `data %s: %s`", t->name->text,
              source_text(r->sm, at));
    diag_fix(d, DIAG_MAYBE, (struct span){at.file, t->at.end, at.start}, ": ");
  }
}

static void read_width(struct reader *r, struct tensor *t)
{
  struct sema *sm = r->sm;
  struct node *type = t->binding->slot[BINDING_TYPE];
  struct wanted_type bits = {.kind = V_NUMBER};
  dim_of_type("bits", &bits.dim);
  has_value(r, t);
  t->has_width = type != NULL;
  if (!type) return;
  struct value v = eval_as(sm, r->scope, type, &bits);
  if (v.kind == V_POISON) return;
  if (!type_fits(&bits, v)) {
    tell_misfit_at(sm, t->name->text, type, (struct span){0}, &bits, v);
  } else if (v.known && value_double(v) <= 0) {
    struct diag *d =
        diag_at(sm->diags, E0309, node_span(type), "`%s` must be wider than 0 bit, but this is %s",
                t->name->text, value_text(v, &sm->units, sm->arena));
    diag_label(d, node_span(type), "nothing fits");
    add_trail(sm, d);
  } else t->width = v;
}

static void unknown_role(struct reader *r, const struct tensor *t, struct node *n)
{
  struct diag *d = diag_at(r->sm->diags, E0427, node_span(n), "`%s` is not a role of a tensor",
                           source_text(r->sm, node_span(n)));
  diag_label(d, node_span(n), "what `%s` is for", t->name->text);
  if (n->kind == N_NAME) {
    struct suggest near = suggest_start(n->name->text);
#define TENSORS(word, roles, doc) if (roles != ROLE_ALL) suggest_offer(&near, #word);
#include "compiler/sema/tensors.def"
#undef TENSORS
    diag_suggest(d, node_span(n), near.best);
  }
  diag_note(d, "a tensor is `inputs`, `outputs`, `weights` or `intermediates`; without a word the "
               "Einsums tell");
}

static void read_role(struct reader *r, struct tensor *t)
{
  for (const struct node *c = t->binding->slot[BINDING_CLAUSES]; c; c = c->next) {
    struct node *n = c->slot[CLAUSE_VALUE];
    unsigned role = c->word == KW_is && n->kind == N_NAME ? role_of(n->name) : 0;
    if (role == ROLE_ALL) role = 0; /* which is of many, not of one */
    t->declared_role = true;
    t->role |= role;
    if (!role) unknown_role(r, t, n);
  }
}

/* ---- roles ---- */

enum use { WRITTEN = 1, READ = 2 };

static unsigned char *uses_of(struct reader *r)
{
  unsigned char *use = ARENA_ARRAY(r->sm->arena, unsigned char, r->workload->n_tensors);
  for (const struct einsum *e = r->workload->einsums; e; e = e->next) {
    use[e->output->tensor] |= WRITTEN;
    for (const struct access *a = e->inputs; a; a = a->next) use[a->tensor] |= READ;
  }
  return use;
}

static const char *what_happens(unsigned use)
{
  switch (use) {
  case WRITTEN: return "it is only written";
  case READ: return "it is only read";
  default: return "it is written by one Einsum and read by another";
  }
}

static bool role_fits(unsigned role, unsigned use)
{
  if (role & (ROLE_INPUT | ROLE_WEIGHTS)) return use == READ;
  if (role & ROLE_INTERMEDIATE) return use == (READ | WRITTEN);
  return !role || use & WRITTEN;
}

static void wrong_role(struct reader *r, const struct tensor *t, unsigned use)
{
  const struct node *word = t->binding->slot[BINDING_CLAUSES]->slot[CLAUSE_VALUE];
  struct span at = node_span(word);
  struct diag *d = diag_at(r->sm->diags, E0428, at, "`%s` is declared as `%s`, but %s",
                           t->name->text, word->name->text, what_happens(use));
  diag_label(d, at, "declared here");
  if (t->first)
    diag_label(d, node_span(t->first->node), use & WRITTEN ? "written here" : "read here");
  diag_note(d, "`inputs` and `weights` are only read, `outputs` are written, `intermediates` are "
               "both");
}

static void infer_roles(struct reader *r)
{
  const unsigned char *use = uses_of(r);
  for (uint32_t i = 0; i < r->workload->n_tensors; i++) {
    struct tensor *t = &r->workload->tensors[i];
    if (!t->declared_role && use[i])
      t->role = use[i] == READ ? ROLE_INPUT : use[i] == WRITTEN ? ROLE_OUTPUT : ROLE_INTERMEDIATE;
    if (t->declared_role && use[i] && !role_fits(t->role, use[i])) wrong_role(r, t, use[i]);
  }
}

/* ---- Einsums and the rest ---- */

static void read_einsums(struct reader *r)
{
  struct einsum **end = &r->workload->einsums;
  unsigned n = 0;
  for (struct node *i = items_of(r); i; i = i->next) {
    if (i->kind == N_ERROR) r->broken = true;
    if (i->kind != N_EINSUM) continue;
    struct einsum *e = ARENA_NEW(r->sm->arena, struct einsum);
    n++;
    if (einsum_read(r, i, e)) {
      *end = e;
      end = &e->next;
    } else r->broken = true;
  }
  bool told = r->broken || r->workload->object->broken;
  r->broken |= !n;
  if (n || told) return;
  struct span at = r->workload->object->of->where;
  struct diag *d = diag_at(r->sm->diags, E0423, at, "the workload `%s` computes nothing",
                           r->workload->object->of->name->text);
  diag_label(d, at, "no Einsum in it");
  diag_help(d, "say what it computes, such as `Z[m, n] += A[m, k] * B[k, n]`");
}

static void read_workload(struct reader *r)
{
  struct workload *w = r->workload;
  declare_all(r);
  check_requires(r->sm, w->object, items_of(r));
  for (uint32_t i = 0; i < w->n_dims; i++) size_dim(r, &w->dims[i]);
  for (uint32_t i = 0; i < w->n_tensors; i++) {
    read_width(r, &w->tensors[i]);
    read_role(r, &w->tensors[i]);
  }
  read_einsums(r);
  shapes_infer(r);
  if (!r->broken) infer_roles(r);
  evaluate_members(r->sm, w->object, items_of(r));
  w->understood = !r->broken;
}

void workload_build(struct sema *sm, struct object *o)
{
  struct workload *w = ARENA_NEW(sm->arena, struct workload);
  struct reader r = {.sm = sm, .workload = w, .scope = &o->scope};
  uint32_t before = sm->diags->n_errors;
  o->workload = w;
  w->object = o;
  read_workload(&r);
  if (r.broken || sm->diags->n_errors != before) o->broken = true;
}

/* ---- declarations ---- */

static void check_alias(struct sema *sm, struct symbol *s)
{
  struct node *value = s->node->slot[DECL_VALUE];
  struct wanted_type workload = {.kind = V_OBJECT, .decl_word = KW_workload};
  struct value v = symbol_value(sm, s);
  if (type_fits(&workload, v)) return;
  struct diag *d =
      diag_at(sm->diags, E0306, node_span(value), "`%s` must be a workload, but this is %s",
              s->name->text, value_describe(v, &sm->units, sm->arena));
  diag_label(d, node_span(value), "not a workload");
}

void check_workload(struct sema *sm, struct symbol *s)
{
  clauses_check(sm, s->node, (const enum keyword[]){KW_NONE});
  if (s->node->slot[DECL_VALUE]) check_alias(sm, s);
  else ensure_checked(sm, s);
}

/* ---- lints ---- */

static const struct workload *sound_workload(const struct symbol *s)
{
  struct workload *w = s->made ? s->made->workload : NULL;
  return w && w->understood ? w : NULL;
}

void lint_dimensions(struct sema *sm, struct symbol *s)
{
  const struct workload *w = sound_workload(s);
  for (uint32_t i = 0; w && i < w->n_dims; i++) {
    const struct dimension *dim = &w->dims[i];
    if (dim->used) continue;
    struct diag *d =
        diag_at(sm->diags, W0501, dim->at, "no Einsum runs over `%s`", dim->name->text);
    diag_label(d, dim->at, "indexes nothing");
    diag_help(d, "leave it out, or make it a `let` if only sizes are computed from it");
  }
}

void lint_tensors(struct sema *sm, struct symbol *s)
{
  const struct workload *w = sound_workload(s);
  for (uint32_t i = 0; w && i < w->n_tensors; i++) {
    const struct tensor *t = &w->tensors[i];
    if (t->used) continue;
    struct diag *d = diag_at(sm->diags, W0502, t->at, "no Einsum uses `%s`", t->name->text);
    diag_label(d, t->at, "neither read nor written");
    diag_help(d, "leave it out");
  }
}

/* ---- what only a run decides ---- */

static bool sets_word(struct sema *sm, const struct level *l)
{
  return object_attribute(l->object, intern_str(sm->names, "word")) != NULL;
}

void workload_check_run(struct sema *sm, struct object *workload, struct object *arch,
                        struct node *run)
{
  struct workload *w = workload ? workload->workload : NULL;
  struct level *l = arch ? outermost_memory(arch) : NULL;
  if (!w || !l || workload->broken || arch->broken || sets_word(sm, l)) return;
  for (uint32_t i = 0; i < w->n_tensors; i++) {
    const struct tensor *t = &w->tensors[i];
    if (t->has_width || !t->used) continue;
    struct diag *d =
        diag_at(sm->diags, E0424, t->at, "nothing says how wide a word of `%s` is", t->name->text);
    diag_label(d, t->at, "declared without a width");
    diag_help(d, "write the width here: `%s: 8 bit`", t->name->text);
    diag_note_at(d, l->name_at, "`%s` holds it and has no `word` either", l->name->text);
    diag_note_at(d, node_head_span(run), "needed by this run");
    diag_fix(d, DIAG_HOLES, span_end(t->at), ": 8 bit");
  }
}
