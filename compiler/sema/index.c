/* Index expressions: sums of dimensions, each times a whole constant. */
#include "compiler/sema/index.h"

#include "compiler/sema/builtin.h"
#include "compiler/sema/einsum.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/workload.h"
#include "lang/base/vec.h"

/* ---- numbers that may be unknown ---- */

static struct value whole(void) { return value_unknown(DIM_NONE, true); }

static struct value plus(struct value a, struct value b)
{
  int64_t i;
  bool known = a.known && b.known && !__builtin_add_overflow(a.u.i, b.u.i, &i);
  return known ? value_int(i) : whole();
}

static struct value times(struct value a, struct value b)
{
  int64_t i;
  bool known = a.known && b.known && !__builtin_mul_overflow(a.u.i, b.u.i, &i);
  return known ? value_int(i) : whole();
}

/* ---- what is a dimension ---- */

bool names_dimension(const struct reader *r, const struct node *n)
{
  if (n->kind != N_NAME || !n->name) return false;
  if (workload_dim(r->workload, n->name) >= 0) return true;
  return !scope_find(r->scope, n->name) && !builtin_find(n->name->text, scope_context(r->scope)) &&
         !names_equal(n->name, "none");
}

struct search {
  const struct reader *r;
  bool found;
};

/* What a member belongs to, what is called and what a comprehension binds are no
 * indices. */
static bool visit(struct node *n, void *ctx)
{
  struct search *s = ctx;
  if (names_dimension(s->r, n)) s->found = true;
  if (s->found || n->kind == N_MEMBER || n->kind == N_COMPREHENSION) return false;
  if (n->kind != N_CALL) return true;
  for (struct node *a = n->slot[CALL_ARGS]; a; a = a->next) ast_walk(a, visit, ctx);
  return false;
}

static bool has_dimension(const struct reader *r, struct node *n)
{
  struct search s = {.r = r};
  ast_walk(n, visit, &s);
  return s.found;
}

/* ---- mistakes ---- */

static void unknown_dimension(struct reader *r, struct node *n)
{
  if (!tell_member(r->sm, object_name(r->workload->object), n->name, n->file)) return;
  struct suggest near = suggest_start(n->name->text);
  workload_suggest_dims(r->workload, &near);
  struct span at = node_span(n);
  struct diag *d = diag_at(r->sm->diags, E0202, at, "unknown dimension `%s`", n->name->text);
  diag_label(d, at, "not declared in this workload");
  if (!diag_suggest(d, at, near.best))
    diag_help(d, "declare it: `dim %s = ...`", n->name->text);
}

static void not_whole(struct reader *r, struct node *n, struct value v)
{
  struct sema *sm = r->sm;
  bool fraction = value_is_plain(v);
  const char *is =
      fraction ? value_text(v, &sm->units, sm->arena) : value_describe(v, &sm->units, sm->arena);
  struct diag *d = diag_at(sm->diags, E0405, node_span(n),
                           "an index is made of dimensions and whole numbers, but this is %s", is);
  diag_label(d, node_span(n),
             fraction ? "not a whole number" : "neither a dimension nor a whole number");
  add_trail(sm, d);
}

/* `2p`: to the scanner a number and its unit. */
static bool is_product(struct reader *r, const struct node *n)
{
  int dim = n->kind == N_NUMBER && n->name ? workload_dim(r->workload, n->name) : -1;
  if (dim < 0) return false;
  r->workload->dims[dim].used = true;
  struct diag *d = diag_at(r->sm->diags, E0405, node_span(n),
                           "a `*` is missing between a number and a dimension");
  diag_label(d, node_span(n), "read as a number and its unit");
  int digits = (int)(node_number(n)->digits_end - n->start);
  const char *text = arena_printf(r->sm->arena, "%.*s * %s", digits,
                                  source_text(r->sm, node_span(n)), n->name->text);
  diag_help(d, "write `%s`", text);
  diag_fix(d, DIAG_CERTAIN, node_span(n), "%s", text);
  return true;
}

static void not_affine(struct reader *r, struct node *n, const char *why)
{
  struct diag *d = diag_at(r->sm->diags, E0403, node_span(n),
                           "the index `%s` is not a sum of dimensions",
                           source_text(r->sm, node_span(n)));
  diag_label(d, node_span(n), "%s", why);
  diag_note(d, "an index adds up dimensions, each times a whole constant, such as `2 * p + r - 1`");
  bool divides = n->kind == N_BINARY && (n->op == '/' || n->op == '%');
  if (divides)
    diag_help(d, "split the dimension in two, and multiply the outer one: `4 * outer + inner`");
}

static const char *why_not_affine(const struct node *n)
{
  if (n->kind == N_BINARY) switch (n->op) {
    case '*': return "multiplies dimensions by each other";
    case '/': return "divides a dimension";
    case '%': return "takes the remainder of a dimension";
    case '^': return "raises to a power";
    default: return "compares or combines dimensions";
    }
  switch ((enum node_kind)n->kind) {
  case N_CALL: return "a function of a dimension";
  case N_IF: return "a choice that depends on a dimension";
  case N_INDEX: return "looks something up by a dimension";
  default: return "not a sum";
  }
}

/* ---- reading ---- */

struct sum {
  VEC(struct term) terms;
  struct value offset;
  bool broken;
};

static void add_constant(struct reader *r, struct node *n, struct value factor, struct sum *s)
{
  struct value v = is_product(r, n) ? value_poison() : eval(r->sm, r->scope, n);
  bool fits = value_is_plain(v) && (v.is_int || !v.known);
  if (v.kind != V_POISON && !fits) not_whole(r, n, v);
  if (fits) s->offset = plus(s->offset, times(factor, v));
  else s->broken = true;
}

static void add_dimension(struct reader *r, struct node *n, struct value factor, struct sum *s)
{
  int dim = workload_dim(r->workload, n->name);
  if (dim < 0) {
    unknown_dimension(r, n);
    s->broken = true;
    return;
  }
  r->workload->dims[dim].used = true;
  refer_dim(r->sm, node_span(n), r->workload, dim);
  for (uint32_t i = 0; i < s->terms.n; i++)
    if (s->terms.at[i].dim == (unsigned)dim) {
      s->terms.at[i].coefficient = plus(s->terms.at[i].coefficient, factor);
      return;
    }
  vec_push(&s->terms, (struct term){.dim = (unsigned)dim, .coefficient = factor});
}

static void add_index(struct reader *r, struct node *n, struct value factor, struct sum *s);

/* One side is the constant. */
static void add_product(struct reader *r, struct node *n, struct value factor, struct sum *s)
{
  struct node *a = n->slot[BINARY_A], *b = n->slot[BINARY_B];
  bool second = has_dimension(r, b);
  if (second && has_dimension(r, a)) {
    not_affine(r, n, why_not_affine(n));
    s->broken = true;
    return;
  }
  struct sum constant = {.offset = value_int(0)};
  add_constant(r, second ? a : b, value_int(1), &constant);
  if (constant.broken) s->broken = true;
  add_index(r, second ? b : a, constant.broken ? whole() : times(factor, constant.offset), s);
}

static void add_index(struct reader *r, struct node *n, struct value factor, struct sum *s)
{
  struct value minus = times(factor, value_int(-1));
  if (names_dimension(r, n)) add_dimension(r, n, factor, s);
  else if (!has_dimension(r, n)) add_constant(r, n, factor, s);
  else if (n->kind == N_UNARY && n->op == '-') add_index(r, n->slot[UNARY_A], minus, s);
  else if (n->kind == N_BINARY && (n->op == '+' || n->op == '-')) {
    add_index(r, n->slot[BINARY_A], factor, s);
    add_index(r, n->slot[BINARY_B], n->op == '-' ? minus : factor, s);
  } else if (n->kind == N_BINARY && n->op == '*') add_product(r, n, factor, s);
  else {
    not_affine(r, n, why_not_affine(n));
    s->broken = true;
  }
}

static struct node *unnamed(struct reader *r, struct node *n)
{
  struct diag *d =
      diag_at(r->sm->diags, E0405, node_span(n),
              "an index is known by its place, and `%s =` gives it a name", n->name->text);
  diag_label(d, node_span(n), "named");
  diag_help(d, "write `%s`", source_text(r->sm, node_span(n->slot[ARG_VALUE])));
  diag_fix(d, DIAG_MAYBE, node_span(n), "%s", source_text(r->sm, node_span(n->slot[ARG_VALUE])));
  return n->slot[ARG_VALUE];
}

bool index_read(struct reader *r, struct node *n, struct rank *out)
{
  struct sum s = {.offset = value_int(0), .broken = n->kind == N_ARG};
  if (n->kind == N_ARG) n = unnamed(r, n);
  add_index(r, n, value_int(1), &s);
  *out = (struct rank){.n = s.terms.n, .offset = s.offset, .at = node_span(n)};
  out->terms = arena_copy(r->sm->arena, s.terms.at, s.terms.n * sizeof *s.terms.at);
  vec_free(&s.terms);
  return !s.broken;
}
