/* One Einsum: what it writes, what it reads, and whether `=` or `+=` is right. */
#include "compiler/sema/einsum.h"

#include "compiler/sema/eval.h"
#include "compiler/sema/index.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/workload.h"

#include <string.h>

/* ---- accesses ---- */

static const char *indices(struct sema *sm, uint32_t n)
{
  return n == 1 ? "1 index" : arena_printf(sm->arena, "%u indices", n);
}

static void unlike_ranks(struct reader *r, const struct tensor *t, const struct access *a)
{
  struct sema *sm = r->sm;
  struct span at = node_span(a->node), first = node_span(t->first->node);
  struct diag *d = diag_at(sm->diags, E0402, at, "`%s` has %s here and %s elsewhere", t->name->text,
                           indices(sm, a->n_ranks), indices(sm, t->first->n_ranks));
  diag_label(d, at, "%s", indices(sm, a->n_ranks));
  diag_label(d, first, "%s", indices(sm, t->first->n_ranks));
  diag_note(d, "each index of a tensor stands for one of its ranks, so their number is always "
               "the same");
}

/* An access with `args` for indices; NULL if an index is none. */
static struct access *access_read(struct reader *r, struct node *n, struct node *args, int tensor)
{
  struct access *a = ARENA_NEW(r->sm->arena, struct access);
  struct tensor *t = &r->workload->tensors[tensor];
  bool fine = true;
  *a = (struct access){.tensor = (unsigned)tensor, .node = n, .n_ranks = list_length(args)};
  a->ranks = ARENA_ARRAY(r->sm->arena, struct rank, a->n_ranks);
  t->used = true;
  for (struct rank *rank = a->ranks; args; args = args->next)
    fine &= index_read(r, args, rank++);
  if (!fine) return NULL;
  if (!t->first) t->first = a;
  if (t->first->n_ranks == a->n_ranks) return a;
  unlike_ranks(r, t, a);
  return NULL;
}

static void undeclared_tensor(struct reader *r, const struct node *n)
{
  if (map_get(&r->told, n->name)) return;
  map_set(&r->told, r->sm->arena, n->name, r);
  struct suggest near = suggest_start(n->name->text);
  workload_suggest_tensors(r->workload, &near);
  struct span at = node_name_span(n);
  struct diag *d =
      diag_at(r->sm->diags, E0406, at, "`%s` is not declared as a tensor", n->name->text);
  diag_label(d, at, "no `data` has this name");
  if (!diag_suggest(d, at, near.best))
    diag_help(d, "declare it: `data %s: 8 bit`", n->name->text);
}

/* ---- the right side ---- */

struct right_side {
  struct reader *r;
  struct access **end; /* of the accesses read so far */
  bool fine;
};

static void not_operand(struct right_side *s, const struct node *n, const char *what)
{
  struct diag *d =
      diag_at(s->r->sm->diags, E0426, node_span(n),
              "an Einsum computes with tensors and plain numbers, but this is %s", what);
  diag_label(d, node_span(n), "%s", what);
  add_trail(s->r->sm, d);
  s->fine = false;
}

static void constant_operand(struct right_side *s, struct node *n)
{
  struct sema *sm = s->r->sm;
  struct value v = eval(sm, s->r->scope, n);
  if (v.kind == V_POISON) s->fine = false;
  else if (!value_is_plain(v)) not_operand(s, n, value_describe(v, &sm->units, sm->arena));
}

static void tensor_operand(struct right_side *s, struct node *n, struct node *args, int tensor)
{
  struct access *a = access_read(s->r, n, args, tensor);
  const struct node *name = n->kind == N_INDEX ? n->slot[INDEX_BASE] : n;
  refer_tensor(s->r->sm, node_span(name), s->r->workload, tensor);
  if (!a) {
    s->fine = false;
    return;
  }
  *s->end = a;
  s->end = &a->next;
}

static void name_operand(struct right_side *s, struct node *n)
{
  int tensor = workload_tensor(s->r->workload, n->name);
  if (tensor >= 0) tensor_operand(s, n, NULL, tensor);
  else if (workload_dim(s->r->workload, n->name) >= 0) not_operand(s, n, "a dimension");
  else constant_operand(s, n);
}

static bool is_tensor(const struct reader *r, const struct node *n)
{
  return n->kind == N_NAME && workload_tensor(r->workload, n->name) >= 0;
}

static bool is_indexed_tensor(const struct reader *r, const struct node *n)
{
  while (n->kind == N_INDEX) n = n->slot[INDEX_BASE];
  return is_tensor(r, n);
}

/* `A[m][k]` */
static void indexed_twice(struct right_side *s, const struct node *n)
{
  struct span at = {n->file, n->slot[INDEX_BASE]->end, n->end};
  struct diag *d =
      diag_at(s->r->sm->diags, E0426, at, "a tensor has one pair of brackets for all its indices");
  diag_label(d, at, "a second pair");
  diag_help(d, "write `,` in place of `][`");
  s->fine = false;
}

/* `A[m, k]`, or an element of a list of numbers. */
static void index_operand(struct right_side *s, struct node *n)
{
  struct node *base = n->slot[INDEX_BASE];
  int tensor = base->kind == N_NAME ? workload_tensor(s->r->workload, base->name) : -1;
  if (base->kind == N_INDEX && is_indexed_tensor(s->r, base)) indexed_twice(s, n);
  else if (tensor >= 0) tensor_operand(s, n, n->slot[INDEX_ARGS], tensor);
  else if (base->kind != N_NAME || scope_find(s->r->scope, base->name)) constant_operand(s, n);
  else {
    undeclared_tensor(s->r, base);
    s->fine = false;
  }
}

static void operand_read(struct right_side *s, struct node *n);

static bool applies_to_elements(const char *name)
{
  static const char *const names[] = {"abs", "ceil", "floor", "round", "sqrt", "log2", "log10",
                                      "ln", "exp", "min", "max"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!strcmp(name, names[i])) return true;
  return false;
}

static bool finds_tensor(struct node *n, void *ctx)
{
  struct right_side *s = ctx;
  if (n->kind == N_NAME && workload_tensor(s->r->workload, n->name) >= 0) s->fine = false;
  return s->fine;
}

/* Whether there is a tensor anywhere in it. */
static bool has_tensor(struct right_side *s, struct node *n)
{
  struct right_side search = {.r = s->r, .fine = true};
  ast_walk(n, finds_tensor, &search);
  return !search.fine;
}

/* `A(m, k)` */
static void offer_indices(struct sema *sm, struct diag *d, const struct node *n)
{
  const struct node *first = n->slot[CALL_ARGS], *last = first;
  while (last->next) last = last->next;
  const char *name = n->slot[CALL_BASE]->name->text;
  const char *text = source_text(sm, (struct span){n->file, first->start, last->end});
  diag_help(d, "its indices stand in brackets: `%s[%s]`", name, text);
  diag_fix(d, DIAG_MAYBE, node_span(n), "%s[%s]", name, text);
}

static void call_operand(struct right_side *s, struct node *n)
{
  struct node *callee = n->slot[CALL_BASE];
  if (!has_tensor(s, n)) {
    constant_operand(s, n);
    return;
  }
  if (callee->kind == N_NAME && applies_to_elements(callee->name->text)) {
    for (struct node *a = n->slot[CALL_ARGS]; a; a = a->next) operand_read(s, a);
    return;
  }
  struct span at = node_span(callee);
  struct diag *d =
      diag_at(s->r->sm->diags, E0426, at, "`%s` cannot be applied to the elements of tensors",
              source_text(s->r->sm, at));
  bool tensor = is_tensor(s->r, callee);
  diag_label(d, at, tensor ? "a tensor, not a function" : "not a function of numbers");
  if (tensor && n->slot[CALL_ARGS]) offer_indices(s->r->sm, d, n);
  else
    diag_note(d,
              "an Einsum may use abs, ceil, exp, floor, ln, log2, log10, max, min, round and sqrt");
  s->fine = false;
}

static bool computes(int op)
{
  return op == '+' || op == '-' || op == '*' || op == '/' || op == '^';
}

static const char *describe(const struct node *n)
{
  switch ((enum node_kind)n->kind) {
  case N_IF: return "a choice";
  case N_LIST: case N_COMPREHENSION: return "a list";
  case N_BINARY: return "a comparison or a remainder";
  default: return "something else";
  }
}

static void operand_read(struct right_side *s, struct node *n)
{
  switch ((enum node_kind)n->kind) {
  case N_NAME: name_operand(s, n); return;
  case N_INDEX: index_operand(s, n); return;
  case N_CALL: call_operand(s, n); return;
  case N_ERROR: s->fine = false; return;
  case N_UNARY:
    if (n->op == '-') operand_read(s, n->slot[UNARY_A]);
    else not_operand(s, n, "a truth value");
    return;
  case N_BINARY:
    if (computes(n->op)) {
      operand_read(s, n->slot[BINARY_A]);
      operand_read(s, n->slot[BINARY_B]);
      return;
    }
    break;
  default: break;
  }
  if (has_tensor(s, n)) not_operand(s, n, describe(n));
  else constant_operand(s, n);
}

/* ---- `=` or `+=` ---- */

static bool indexed_by(const struct access *a, unsigned dim)
{
  for (uint32_t i = 0; i < a->n_ranks; i++)
    for (uint32_t k = 0; k < a->ranks[i].n; k++)
      if (a->ranks[i].terms[k].dim == dim) return true;
  return false;
}

/* The `=` between the two sides. */
static struct span equals_sign(struct sema *sm, const struct node *n)
{
  uint32_t at = n->slot[EINSUM_TARGET]->end;
  const struct source *source = source_of(sm->diags->sources, node_span(n));
  const char *sign = memchr(source->text + at, '=', source->size - at);
  if (sign) at = (uint32_t)(sign - source->text);
  return (struct span){n->file, at, at + 1};
}

struct place {
  struct reader *r;
  unsigned dim;
  struct span at;
};

static bool visit_name(struct node *n, void *ctx)
{
  struct place *p = ctx;
  if (n->kind == N_NAME && n->name == p->r->workload->dims[p->dim].name) p->at = node_span(n);
  return true;
}

/* Where the right side says a dimension last. */
static struct span last_mention(struct reader *r, struct node *n, unsigned dim)
{
  struct place p = {.r = r, .dim = dim, .at = node_span(n)};
  ast_walk(n->slot[EINSUM_VALUE], visit_name, &p);
  return p.at;
}

/* "3 times", or "once for every `r` and `s`" where no one knows yet. */
static const char *how_often(struct reader *r, const unsigned *dims, unsigned n, const char *names)
{
  struct value all = value_int(1);
  for (unsigned i = 0; i < n; i++) {
    struct value size = r->workload->dims[dims[i]].size;
    all.known = all.known && size.known && !__builtin_mul_overflow(all.u.i, size.u.i, &all.u.i);
  }
  if (all.known && all.u.i > 1) return arena_printf(r->sm->arena, "%lld times", (long long)all.u.i);
  return arena_printf(r->sm->arena, "once for every %s", names);
}

static void assignment_sums(struct reader *r, struct einsum *e, const unsigned *dims, unsigned n)
{
  struct sema *sm = r->sm;
  const char **names = ARENA_ARRAY(sm->arena, const char *, n);
  for (unsigned i = 0; i < n; i++) names[i] = r->workload->dims[dims[i]].name->text;
  const char *all = join_names(sm, names, n);
  struct span sign = equals_sign(sm, e->node);
  struct diag *d = diag_at(sm->diags, E0404, sign, "%s %s summed over, but this is an assignment",
                           all, n == 1 ? "is" : "are");
  diag_label(d, sign, "each `%s` would be written %s", source_text(sm, node_span(e->output->node)),
             how_often(r, dims, n, all));
  for (unsigned i = 0; i < n; i++)
    diag_label(d, last_mention(r, e->node, dims[i]), "`%s` is on the right only", names[i]);
  diag_help(d, "write `+=` to sum over %s", all);
  diag_fix(d, DIAG_CERTAIN, sign, "+=");
}

/* An assignment gives each element one value, so that every dimension of the
 * right side is there on the left. */
static void reduction_check(struct reader *r, struct einsum *e)
{
  unsigned n = 0, *dims = ARENA_ARRAY(r->sm->arena, unsigned, r->workload->n_dims);
  for (unsigned dim = 0; dim < r->workload->n_dims; dim++) {
    bool read = false;
    for (const struct access *a = e->inputs; a && !read; a = a->next) read = indexed_by(a, dim);
    if (read && !indexed_by(e->output, dim)) dims[n++] = dim;
  }
  if (n && !e->reduces) assignment_sums(r, e, dims, n);
}

/* ---- the whole ---- */

static void not_own_tensor(struct reader *r, const struct node *n)
{
  struct span at = node_span(n);
  struct diag *d = diag_at(r->sm->diags, E0406, at,
                           "an Einsum writes a tensor of its own workload, not `%s`",
                           source_text(r->sm, at));
  diag_label(d, at, "a path");
}

static struct access *output_read(struct reader *r, struct node *target)
{
  struct node *base = target->slot[INDEX_BASE];
  int tensor = base->kind == N_NAME ? workload_tensor(r->workload, base->name) : -1;
  refer_tensor(r->sm, node_span(base), r->workload, tensor);
  if (tensor >= 0) return access_read(r, target, target->slot[INDEX_ARGS], tensor);
  if (base->kind == N_NAME) undeclared_tensor(r, base);
  else if (base->kind == N_MEMBER) not_own_tensor(r, base);
  return NULL;
}

bool einsum_read(struct reader *r, struct node *n, struct einsum *out)
{
  *out = (struct einsum){.node = n, .reduces = n->op == OP_ADDEQ};
  struct right_side right = {.r = r, .end = &out->inputs, .fine = true};
  out->output = output_read(r, n->slot[EINSUM_TARGET]);
  if (n->slot[EINSUM_VALUE]) operand_read(&right, n->slot[EINSUM_VALUE]);
  else right.fine = false;
  if (!out->output || !right.fine) return false;
  reduction_check(r, out);
  return true;
}
