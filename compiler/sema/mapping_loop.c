/* Reading loops: `for m = 4, k = *`, `par x over m, c`, `order m, k`. */
#include "compiler/sema/mapping_loop.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/core.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"
#include "lang/base/vec.h"
#include "lang/syntax/parse.h"

static struct diag *tell(struct mapping *m, enum code code, struct span at, const char *message)
{
  return diag_at(m->target.sm->diags, code, at, "%s", message);
}

#define TEXT(m, ...) arena_printf((m)->target.sm->arena, __VA_ARGS__)

/* ---- words ---- */

bool same_slot(const struct slot *a, const struct slot *b)
{
  return a->level == b->level && a->space == b->space && a->axis == b->axis;
}

const char *slot_text(const struct mapping *m, const struct slot *s)
{
  if (s->space && s->axis && s->axis->name)
    return TEXT(m, "across %s of `%s`", s->axis->name->text, s->level->name->text);
  return TEXT(m, "at `%s`", s->level->name->text);
}

const char *bound_label(const struct mapping *m, const struct bound *b)
{
  if (b->rest) return TEXT(m, "takes what is left, which is %lld", (long long)b->low);
  if (b->exact) return TEXT(m, "asks for %lld", (long long)b->low);
  if (b->choices) return "asks for one of these";
  if (b->high == INT64_MAX) return TEXT(m, "asks for at least %lld", (long long)b->low);
  if (b->low <= 1) return TEXT(m, "allows at most %lld", (long long)b->high);
  return TEXT(m, "asks for %lld to %lld", (long long)b->low, (long long)b->high);
}

/* ---- levels of the wrong kind ---- */

static const char *what_belongs(const struct node *n)
{
  switch ((enum keyword)n->word) {
  case KW_for: return "a `for` runs in time, around what a memory holds";
  case KW_par: return "a `par` spreads steps over the instances of an array";
  case KW_order: return "an `order` is about the loops of a memory or an array";
  case KW_refetch: return "a `refetch` is about the tiles that a memory fetches";
  case KW_preload: return "a `preload` is about the sums that a memory keeps";
  case KW_unicast: return "a `unicast` is about what an array brings to its instances";
  case KW_direct: return "a `direct` is about what the instances of an array hand on";
  default: return "only memories keep tensors";
  }
}

/* What may take its place at an array, or around a compute. */
static const char *instead(struct mapping *m, const struct level *l, const struct node *n)
{
  const struct object *arch = m->target.arch;
  if (n->word == KW_for && l->kind == K_ARRAY)
    return TEXT(m, "write `par` to use its instances side by side");
  if (n->word == KW_par && l->kind == K_MEMORY)
    return "write `for` to take the steps one after the other";
  bool across = n->word == KW_par || n->word == KW_unicast || n->word == KW_direct;
  const char *names = level_list(m->target.sm, arch, across ? K_ARRAY : K_MEMORY);
  if (!names) return NULL;
  return TEXT(m, "the %s of `%s`: %s", across ? "arrays" : "memories", object_name(arch), names);
}

/* It was told that it is made of another kind of thing, or sized as an array is. */
static bool of_unclear_kind(const struct level *l)
{
  bool sized = l->kind != K_ARRAY && l->node->slot[DECL_EXTENT];
  return sized || (l->object->broken && !l->object->of);
}

void wrong_level(struct mapping *m, const struct level *l, const struct node *n)
{
  if (of_unclear_kind(l)) {
    m->target.symbol->broken = true;
    return;
  }
  if (map_get(&m->target.told, n)) return; /* one message, however many levels */
  map_set(&m->target.told, m->target.sm->arena, n, m);
  struct span word = node_word_span(n);
  struct diag *d = tell(m, E0414, word, TEXT(m, "`%s` cannot stand at `%s`, which is %s",
                                             keyword_text(n->word), l->name->text, level_kind(l)));
  diag_label(d, word, "not for %s", level_kind(l));
  diag_note(d, "%s", what_belongs(n));
  const char *help = instead(m, l, n);
  if (help) diag_help(d, "%s", help);
  diag_note_at(d, l->name_at, "`%s` is %s", l->name->text, level_kind(l));
}

/* ---- axes ---- */

static const char *axis_list(struct mapping *m, const struct level *l, struct suggest *near)
{
  unsigned n = 0;
  for (const struct axis *a = l->axes; a; a = a->next) n += a->name != NULL;
  const char **names = ARENA_ARRAY(m->target.sm->arena, const char *, n);
  n = 0;
  for (const struct axis *a = l->axes; a; a = a->next) {
    if (!a->name) continue;
    names[n++] = a->name->text;
    if (near) suggest_offer(near, a->name->text);
  }
  return n ? join_names(m->target.sm, names, n) : NULL;
}

static void unknown_axis(struct mapping *m, const struct level *l, const struct node *n)
{
  struct span at = node_name_span(n);
  struct suggest near = suggest_start(n->name->text);
  const char *names = axis_list(m, l, &near);
  struct diag *d = tell(
      m, E0206, at, TEXT(m, "the array `%s` has no dimension `%s`", l->name->text, n->name->text));
  diag_label(d, at, "not found");
  diag_suggest(d, at, near.best);
  if (names) diag_note_at(d, l->name_at, "the dimensions of `%s` are %s", l->name->text, names);
  else diag_note_at(d, l->name_at, "the dimensions of `%s` have no names", l->name->text);
}

static void which_axis(struct mapping *m, const struct level *l, const struct node *n)
{
  struct span word = {n->file, n->start, n->start + 3};
  struct diag *d = tell(
      m, E0415, word,
      TEXT(m, "`%s` has several dimensions, and this does not say across which", l->name->text));
  diag_label(d, word, "across which of them?");
  diag_help(d, "name it: `par %s ...`", l->axes->name ? l->axes->name->text : "x");
  diag_note_at(d, l->name_at, "the dimensions of `%s` are %s", l->name->text,
               axis_list(m, l, NULL));
}

/* `par x = 4`, where x is the array's dimension and not one of the workload. */
static bool names_axis(struct mapping *m, const struct level *l, const struct node *n)
{
  const struct axis *a = l->kind == K_ARRAY ? l->axes : NULL;
  const struct object *w = m->target.workload;
  while (a && a->name != n->name) a = a->next;
  if (!a || !w || workload_dim(w->workload, n->name) >= 0) return false;
  struct diag *d = tell(m, E0202, node_name_span(n),
                        TEXT(m, "`%s` is a dimension of the array `%s`, not of the workload",
                             n->name->text, l->name->text));
  diag_label(d, node_name_span(n), "which loop runs across it is missing");
  diag_help(d, "name the dimension that is spread over it: `par %s m = ...`", n->name->text);
  return true;
}

/* A name that no axis has, where one has none: that it has none was told.  So it is
 * called like this, or if others took them all, it is not known which is meant. */
static bool name_nameless(struct mapping *m, const struct level *l, name_t name, struct axis **axis)
{
  bool any = false;
  for (struct axis *a = l->axes; a; a = a->next) {
    any |= a->nameless;
    if (!a->nameless || a->name || *axis) continue;
    a->name = name;
    *axis = a;
  }
  if (any && !*axis) m->target.symbol->broken = true;
  return any;
}

/* The axis that a `par` is about; false, and told, if there is none.  Without a
 * name `over` and `reuse` are about all axes, and steps about the only one. */
static bool find_axis(struct mapping *m, const struct level *l, const struct node *n,
                      struct axis **axis)
{
  *axis = l->axes;
  if (!n->name) {
    bool several = l->axes && l->axes->next;
    const struct node *first = n->slot[LOOP_LOOPS];
    if (several && first && !names_axis(m, l, first)) which_axis(m, l, n);
    return !several || !first;
  }
  while (*axis && (*axis)->name != n->name) *axis = (*axis)->next;
  if (!*axis && !name_nameless(m, l, n->name, axis)) {
    m->target.symbol->broken = true;
    if (l->axes && tell_member(m->target.sm, l->name->text, n->name, n->file))
      unknown_axis(m, l, n);
  }
  if (*axis)
    refer_to(m->target.sm, node_name_span(n), MEANS_AXIS, n->name, (*axis)->at, l->object);
  return *axis != NULL;
}

/* ---- numbers of steps ---- */

static struct span list_span(const struct node *n)
{
  struct span at = node_span(n);
  for (; n; n = n->next) at.end = n->end;
  return at;
}

struct span factors_span(const struct bound *product) { return list_span(product->factors); }

bool is_factor(const struct bound *product, name_t name)
{
  const struct node *f = product->factors;
  while (f && f->name != name) f = f->next;
  return f != NULL;
}

/* What takes the steps: `m`, or `m * k`. */
static const char *whose_steps(const struct mapping *m, const struct bound *b)
{
  return b->factors ? source_text(m->target.sm, factors_span(b)) : b->name->text;
}

static void read_choices(struct mapping *m, struct bound *b, struct node *n)
{
  struct sema *sm = m->target.sm;
  struct value v = eval(sm, m->target.scope, n);
  if (v.kind == V_POISON) return;
  struct value_list *list = v.kind == V_LIST && v.known ? v.u.list : NULL;
  int64_t *choices = ARENA_ARRAY(sm->arena, int64_t, list ? list->n : 0);
  b->known = list && list->n;
  b->low = INT64_MAX;
  b->high = 0;
  for (uint32_t i = 0; list && i < list->n; i++) {
    if (value_is_known_int(list->at[i]) && list->at[i].u.i >= 1) choices[i] = list->at[i].u.i;
    else if (list->at[i].known) list = NULL;
    else b->known = false;
    if (!list || !b->known) break;
    if (choices[i] < b->low) b->low = choices[i];
    if (choices[i] > b->high) b->high = choices[i];
  }
  if (list || (v.kind == V_LIST && !v.known)) {
    b->choices = choices;
    b->n_choices = list ? list->n : 0;
    return;
  }
  b->known = false;
  struct diag *d =
      tell(m, E0301, node_span(n),
           TEXT(m, "the steps of `%s` must be chosen from whole numbers", whose_steps(m, b)));
  diag_label(d, node_span(n), "not a list of whole numbers from 1 upwards");
}

static void read_range(struct mapping *m, struct bound *b, struct node *n, const char *what)
{
  struct value low = eval_whole(m->target.sm, m->target.scope, n->slot[RANGE_A], 1, what);
  struct value high = eval_whole(m->target.sm, m->target.scope, n->slot[RANGE_B], 1, what);
  b->known = value_is_known_int(low) && value_is_known_int(high);
  if (!b->known) return;
  b->low = low.u.i;
  b->high = high.u.i;
  if (b->low <= b->high) return;
  b->known = false;
  struct diag *d = tell(m, E0309, node_span(n), TEXT(m, "no number of steps is from %lld to %lld",
                                                     (long long)b->low, (long long)b->high));
  diag_label(d, node_span(n), "ends before it starts");
}

static void read_number(struct mapping *m, struct bound *b, int op, struct node *value,
                        const char *what)
{
  struct value v = eval_whole(m->target.sm, m->target.scope, value, op == '<' ? 2 : 1, what);
  b->known = value_is_known_int(v);
  if (!b->known) return;
  switch (op) {
  case '=': b->low = b->high = v.u.i; break;
  case OP_LE: b->high = v.u.i; break;
  case '<': b->high = v.u.i - 1; break;
  case OP_GE: b->low = v.u.i; break;
  default: b->low = v.u.i < INT64_MAX ? v.u.i + 1 : v.u.i; break;
  }
}

static void read_steps(struct mapping *m, struct bound *b, int op, struct node *value)
{
  const char *what = TEXT(m, "the number of steps of `%s`", whose_steps(m, b));
  if (!value || value->kind == N_ERROR) return;
  b->exact = op == '=';
  b->rest = value->kind == N_STAR && !b->factors;
  if (b->rest) return;
  if (op != OP_IN) read_number(m, b, op, value, what);
  else if (value->kind == N_RANGE && !value->slot[RANGE_STEP]) read_range(m, b, value, what);
  else read_choices(m, b, value);
}

/* ---- a mapping must choose ---- */

static void open_steps(struct mapping *m, const struct node *n)
{
  struct diag *d = tell(m, E0412, node_span(n),
                        TEXT(m, "a mapping must choose how many steps `%s` takes", n->name->text));
  diag_label(d, node_span(n), "leaves it open");
  diag_help(d, "write `%s = ...`, or make this a `mapspace`", n->name->text);
  if ((n->op == OP_LE || n->op == OP_GE) && n->slot[LOOP_BIND_VALUE]) {
    struct span sign = {n->file, node_name_span(n).end, n->slot[LOOP_BIND_VALUE]->start};
    diag_fix(d, DIAG_MAYBE, sign, " = ");
  }
}

static void open_dims(struct mapping *m, struct span at, const char *what)
{
  struct diag *d = tell(
      m, E0412, at, TEXT(m, "a mapping must choose its loops, and `%s` leaves them open", what));
  diag_label(d, at, "no number of steps");
  diag_help(d, "write loops such as `m = 4`, or make this a `mapspace`");
}

/* ---- dimensions ---- */

/* What is written for any workload may speak of dimensions that this one lacks, as
 * long as it asks for no steps of them.  A name that no workload has, whatever file
 * it is in, is a slip; of what comes from another file we do not know for whom it
 * was written. */
static bool may_lack(const struct mapping *m, name_t name)
{
  const struct target *t = &m->target;
  if (!t->run || t->workload_at.file) return false;
  return t->run->file != t->symbol->node->file || some_workload_has(t->sm, name);
}

static int dimension_of(struct mapping *m, const struct node *n)
{
  const struct object *w = m->target.workload;
  int dim = w ? workload_dim(w->workload, n->name) : -1;
  if (w) refer_dim(m->target.sm, node_name_span(n), w->workload, dim);
  if (dim >= 0 || may_lack(m, n->name)) return dim;
  return target_dimension(&m->target, n->name, node_name_span(n));
}

/* ---- loops ---- */

static struct bound *new_bound(struct mapping *m, const struct slot *slot, const struct node *n)
{
  struct bound *b = ARENA_NEW(m->target.sm->arena, struct bound);
  *b = (struct bound){
      .from = m, .slot = *slot, .name = n->name, .at = node_span(n), .low = 1, .high = INT64_MAX};
  b->dim = dimension_of(m, n);
  vec_push(&m->bounds, b);
  return b;
}

static bool name_twice(struct mapping *m, struct node *names, const struct node *n,
                       const char *where);

/* `m * k <= 64`. */
static void read_product(struct mapping *m, const struct slot *slot, struct node *n)
{
  struct node *factors = n->slot[LOOP_PRODUCT_FACTORS];
  if (m->one) {
    open_dims(m, node_span(n), source_text(m->target.sm, list_span(factors)));
    return;
  }
  struct bound *b = ARENA_NEW(m->target.sm->arena, struct bound);
  *b = (struct bound){.from = m, .slot = *slot, .name = factors->name, .at = node_span(n),
                      .dim = -1, .low = 1, .high = INT64_MAX, .factors = factors};
  for (struct node *f = factors; f; f = f->next) {
    if (names_axis(m, slot->level, f) || name_twice(m, factors, f, "product")) return;
    int dim = dimension_of(m, f);
    if (dim >= 0 && dim < IR_SET) b->dims |= UINT64_C(1) << dim;
  }
  read_steps(m, b, n->op, n->slot[LOOP_PRODUCT_VALUE]);
  vec_push(&m->products, b);
}

static void read_binds(struct mapping *m, const struct slot *slot, struct node *binds)
{
  for (struct node *n = binds; n; n = n->next) {
    if (n->kind == N_LOOP_PRODUCT) read_product(m, slot, n);
    if (n->kind != N_LOOP_BIND || names_axis(m, slot->level, n)) continue;
    struct bound *b = new_bound(m, slot, n);
    if (m->one && n->op != '=') open_steps(m, n);
    else read_steps(m, b, n->op, n->slot[LOOP_BIND_VALUE]);
    if (b->known && b->low > 1) target_dimension(&m->target, n->name, node_name_span(n));
  }
}

static const bool *read_reuse(struct mapping *m, struct node *paths)
{
  const struct workload *w = m->target.workload ? m->target.workload->workload : NULL;
  bool *all = w ? ARENA_ARRAY(m->target.sm->arena, bool, w->n_tensors) : NULL;
  for (struct node *p = paths; p; p = p->next) {
    const bool *in = tensor_set(&m->target, p);
    for (uint32_t i = 0; w && in && i < w->n_tensors; i++) all[i] |= in[i];
  }
  return all;
}

static void read_only(struct mapping *m, const struct slot *slot, struct node *n)
{
  struct node *over = n->slot[LOOP_OVER], *reuse = n->slot[LOOP_REUSE];
  if (m->one) {
    open_dims(m, node_span(n), over ? "over" : "reuse");
    for (struct node *d = over; d; d = d->next) new_bound(m, slot, d);
    return;
  }
  struct only *o = ARENA_NEW(m->target.sm->arena, struct only);
  *o = (struct only){.from = m, .slot = *slot, .at = list_span(over ? over : reuse), .names = over};
  for (struct node *d = over; d; d = d->next) dimension_of(m, d);
  if (reuse) {
    o->still = read_reuse(m, reuse);
    o->still_at = list_span(reuse);
  }
  vec_push(&m->onlys, o);
  if (!slot->space || n->name) return;
  for (struct axis *a = slot->axis ? slot->axis->next : NULL; a; a = a->next) {
    struct only *other = arena_copy(m->target.sm->arena, o, sizeof *o);
    other->slot.axis = a;
    vec_push(&m->onlys, other);
  }
}

/* `for x m = 4`. */
static void check_for(struct mapping *m, const struct node *n)
{
  if (!n->name) return;
  struct span at = node_name_span(n);
  struct diag *d =
      tell(m, E0435, at, TEXT(m, "a `for` runs in time, not across `%s`", n->name->text));
  diag_label(d, at, "a dimension of an array");
  diag_help(d, "leave `%s` out, or write `par` at the array that has it", n->name->text);
}

static void no_block(struct mapping *m, const struct node *n)
{
  struct diag *d = tell(m, E0210, node_head_span(n), "a loop of a mapping has no block");
  diag_label(d, node_head_span(n), "a `{` follows");
  diag_help(d, "what stands further right or further down is further inside: `for m = 4, k = 8`");
}

void loop_read(struct mapping *m, struct level *l, unsigned position, struct node *n)
{
  struct slot slot = {.level = l, .position = position, .space = n->word == KW_par};
  if (n->has_block) {
    no_block(m, n);
    return;
  }
  if (l->kind != (slot.space ? K_ARRAY : K_MEMORY)) {
    wrong_level(m, l, n);
    return;
  }
  if (!slot.space) check_for(m, n);
  else if (!find_axis(m, l, n, &slot.axis)) return;
  read_binds(m, &slot, n->slot[LOOP_LOOPS]);
  if (n->slot[LOOP_OVER] || (slot.space && n->slot[LOOP_REUSE])) read_only(m, &slot, n);
}

/* ---- orders ---- */

static bool name_twice(struct mapping *m, struct node *names, const struct node *n,
                       const char *where)
{
  struct node *first = names;
  while (first->name != n->name) first = first->next;
  if (first == n) return false;
  struct diag *d = tell(m, E0433, node_span(n), TEXT(m, "`%s` stands twice in one %s",
                                                     n->name ? n->name->text : "*", where));
  diag_label(d, node_span(n), "again here");
  diag_label(d, node_span(first), "here already");
  return true;
}

static bool order_names(struct mapping *m, struct node *names)
{
  bool fine = true;
  for (struct node *n = names; n; n = n->next) {
    if (n->kind == N_NAME) dimension_of(m, n);
    if (n->kind == N_NAME || n->kind == N_STAR) {
      fine &= !name_twice(m, names, n, "order");
      continue;
    }
    struct diag *d = tell(m, E0202, node_span(n), TEXT(m, "`%s` is no dimension",
                                                       source_text(m->target.sm, node_span(n))));
    diag_label(d, node_span(n), "an order names dimensions, outermost first, and `*` for all others");
    fine = false;
  }
  return fine;
}

void order_read(struct mapping *m, struct level *l, unsigned position, struct node *n)
{
  struct node *names = n->slot[NAMES_VALUES];
  if (!names) return;
  if (l->kind != K_MEMORY && l->kind != K_ARRAY) {
    wrong_level(m, l, n);
    return;
  }
  if (m->one) {
    struct diag *d = tell(m, E0412, node_span(n),
                          "a mapping has its loops in the order in which they are written");
    diag_label(d, node_span(n), "a constraint, for a `mapspace`");
    diag_help(d, "write the loops in this order and leave `order` out");
    return;
  }
  if (!order_names(m, names)) return;
  struct order *o = ARENA_NEW(m->target.sm->arena, struct order);
  *o = (struct order){.from = m,
                      .slot = {.level = l, .position = position},
                      .names = names,
                      .at = list_span(names)};
  vec_push(&m->orders, o);
}
