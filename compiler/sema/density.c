/* The words for densities and formats, and what they take. */
#include "compiler/sema/density.h"

#include "compiler/sema/core.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/sparsity.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/type.h"
#include "compiler/sema/workload.h"

#include <string.h>

/* What an argument is. */
enum argument { NOTHING, SHARE, COUNT, FILE_NAME, BITS, DIMENSION };

enum { ARGUMENTS_MAX = 3 };

struct model {
  const char *name;
  const char *signature;
  int kind;                 /* enum ir_density_kind or enum ir_rank_kind */
  struct { const char *name; enum argument type; bool needed; } takes[ARGUMENTS_MAX];
};

static const struct model densities[] = {
  {"dense", "dense", IR_DENSE, {{0}}},
  {"constant", "constant(0.5)", IR_CONSTANT, {{"share", SHARE, true}}},
  {"uniform", "uniform(0.5)", IR_UNIFORM, {{"share", SHARE, true}}},
  {"structured", "structured(2, of = 4)", IR_STRUCTURED,
   {{"count", COUNT, true}, {"of", COUNT, true}, {"along", DIMENSION, false}}},
  {"banded", "banded(width = 3)", IR_BANDED, {{"width", COUNT, true}}},
  {"from", "from(\"matrix.mtx\")", IR_DATA, {{"file", FILE_NAME, true}}},
};

/* Of any number of dimensions, and perhaps of widths. */
#define WIDTHS {{"bits", BITS, false}, {"payload", BITS, false}}
static const struct model formats[] = {
  {"uncompressed", "uncompressed(m)", IR_UNCOMPRESSED, {{0}}},
  {"coordinate", "coordinate(k, bits = 2 bit)", IR_COORDINATES, WIDTHS},
  {"bitmask", "bitmask(k)", IR_BITMASK, WIDTHS},
  {"flags", "flags(k)", IR_FLAGS, WIDTHS},
  {"rle", "rle(k, bits = 4 bit)", IR_RUNS, WIDTHS},
  {"offsets", "offsets(m)", IR_OFFSETS, WIDTHS},
};

enum {
  N_DENSITIES = sizeof densities / sizeof *densities,
  N_FORMATS = sizeof formats / sizeof *formats
};

static struct diag *tell(struct sparsity *s, enum code code, const struct node *n,
                         const char *message)
{
  struct diag *d = diag_at(s->target.sm->diags, code, node_span(n), "%s", message);
  target_where(&s->target, d);
  return d;
}

#define TEXT(s, ...) arena_printf((s)->target.sm->arena, __VA_ARGS__)

/* ---- which one ---- */

static const struct node *callee_of(const struct node *n)
{
  return n->kind == N_CALL ? n->slot[CALL_BASE] : n;
}

static const char *all_names(struct sparsity *s, const struct model *models, unsigned n)
{
  const char **names = ARENA_ARRAY(s->target.sm->arena, const char *, n);
  for (unsigned i = 0; i < n; i++) names[i] = models[i].name;
  return join_names(s->target.sm, names, n);
}

static void unknown_model(struct sparsity *s, const struct node *n, enum code code,
                          const char *what)
{
  const struct model *models = code == E0502 ? densities : formats;
  unsigned count = code == E0502 ? N_DENSITIES : N_FORMATS;
  const struct node *callee = callee_of(n);
  struct span at = node_span(callee);
  struct diag *d =
      tell(s, code, callee, TEXT(s, "`%s` is no %s", source_text(s->target.sm, at), what));
  diag_label(d, at, "not a %s", what);
  struct suggest near = suggest_start(callee->kind == N_NAME ? callee->name->text : "");
  for (unsigned i = 0; i < count; i++) suggest_offer(&near, models[i].name);
  if (code == E0502 && n->kind == N_NUMBER) {
    const char *share = source_text(s->target.sm, at);
    if (!n->name && node_number(n)->d > 1) share = TEXT(s, "%s%%", share);
    diag_help(d,
              "write `constant(%s)` if every tile has this share, `uniform(%s)` if chance decides",
              share, share);
    diag_fix(d, DIAG_MAYBE, at, "constant(%s)", share);
  } else diag_suggest(d, at, near.best);
  diag_note(d, "there are %s", all_names(s, models, count));
}

static const struct model *find_model(const struct model *models, unsigned n,
                                      const struct node *callee)
{
  for (unsigned i = 0; callee->kind == N_NAME && i < n; i++)
    if (names_equal(callee->name, models[i].name)) return &models[i];
  return NULL;
}

/* ---- arguments ---- */

struct arguments {
  struct node *at[ARGUMENTS_MAX];
  struct value value[ARGUMENTS_MAX];
};

static void note_signature(struct diag *d, const struct model *m)
{
  diag_note(d, "it is written `%s`", m->signature);
}

/* Which parameter an argument is for; -1 and told if it is none. */
static int parameter_of(struct sparsity *s, const struct model *m, const struct node *arg,
                        unsigned position)
{
  for (int i = 0; i < ARGUMENTS_MAX && m->takes[i].name; i++)
    if (arg->kind == N_ARG ? names_equal(arg->name, m->takes[i].name) : (unsigned)i == position)
      return i;
  struct diag *d =
      tell(s, E0304, arg,
           arg->kind == N_ARG ? TEXT(s, "`%s` has no parameter `%s`", m->name, arg->name->text)
                              : TEXT(s, "`%s` takes fewer arguments", m->name));
  diag_label(d, node_span(arg), "nothing takes this");
  note_signature(d, m);
  return -1;
}

static bool place_named(struct sparsity *s, const struct model *m, struct node *arg,
                        struct arguments *a)
{
  unsigned position = 0;
  bool fine = true;
  for (; arg; arg = arg->next) {
    int i = parameter_of(s, m, arg, position);
    position += arg->kind != N_ARG;
    if (i < 0) fine = false;
    else if (!a->at[i]) a->at[i] = arg->kind == N_ARG ? arg->slot[ARG_VALUE] : arg;
    else {
      struct diag *d = tell(s, E0314, arg, TEXT(s, "`%s` is given twice", m->takes[i].name));
      diag_label(d, node_span(arg), "again here");
      diag_label(d, node_span(a->at[i]), "given here");
      fine = false;
    }
  }
  return fine;
}

static bool place_arguments(struct sparsity *s, const struct model *m, struct node *n,
                            struct arguments *a)
{
  bool fine = place_named(s, m, n->kind == N_CALL ? n->slot[CALL_ARGS] : NULL, a);
  for (int i = 0; i < ARGUMENTS_MAX && fine; i++) {
    if (!m->takes[i].needed || a->at[i]) continue;
    struct diag *d =
        tell(s, E0305, n, TEXT(s, "`%s` needs a value for `%s`", m->name, m->takes[i].name));
    diag_label(d, node_span(n), "missing `%s`", m->takes[i].name);
    note_signature(d, m);
    fine = false;
  }
  return fine;
}

/* A number of a kind; false if it is not fit or not known. */
static bool number(struct sparsity *s, const struct model *m, struct arguments *a, int i)
{
  struct sema *sm = s->target.sm;
  enum argument type = m->takes[i].type;
  if (type == DIMENSION) return true;
  struct wanted_type t = {.kind = type == FILE_NAME ? V_STRING : V_NUMBER, .whole = type == COUNT};
  if (type == BITS) dim_of_type("bits", &t.dim);
  struct value v = a->value[i] = eval_as(sm, s->target.scope, a->at[i], &t);
  if (v.kind == V_POISON) return false;
  if (type_fits(&t, v)) return v.known;
  tell_misfit_at(sm, m->takes[i].name, a->at[i], (struct span){0}, &t, v);
  return false;
}

/* ---- densities ---- */

static void out_of_range(struct sparsity *s, const struct node *n, const char *message,
                         const char *label)
{
  struct diag *d = tell(s, E0501, n, message);
  diag_label(d, node_span(n), "%s", label);
}

static void check_share(struct sparsity *s, const struct arguments *a)
{
  struct sema *sm = s->target.sm;
  double share = value_double(a->value[0]);
  if (share >= 0 && share <= 1) return;
  const char *is = value_text(a->value[0], &sm->units, sm->arena);
  struct diag *d =
      tell(s, E0501, a->at[0], TEXT(s, "a density is from 0 to 1, but this is %s", is));
  diag_label(d, node_span(a->at[0]), share < 0 ? "less than nothing" : "more than all");
  if (share >= 2 && share <= 100 && a->at[0]->kind == N_NUMBER) {
    diag_help(d, "if this is per cent, write `%s%%`", is);
    diag_fix(d, DIAG_MAYBE, node_span(a->at[0]), "%s%%", is);
  }
}

enum { GROUP_MAX = 256 };

static void check_structure(struct sparsity *s, const struct arguments *a)
{
  long long count = a->value[0].u.i, of = a->value[1].u.i;
  if (count < 0) out_of_range(s, a->at[0], "a density cannot be negative", "less than nothing");
  else if (of < 1) out_of_range(s, a->at[1], "a group has at least one element", "no element");
  else if (of > GROUP_MAX)
    out_of_range(s, a->at[1], TEXT(s, "a group has at most %d elements", GROUP_MAX), "too many to tell apart");
  else if (count > of) {
    struct diag *d =
        tell(s, E0501, a->at[0], TEXT(s, "%lld of %lld elements cannot differ from 0", count, of));
    diag_label(d, node_span(a->at[0]), "more than there are");
    diag_label(d, node_span(a->at[1]), "in each group");
  }
}

static void check_band(struct sparsity *s, unsigned tensor, const struct arguments *a,
                       const struct node *n)
{
  const struct tensor *t = &s->target.workload->workload->tensors[tensor];
  if (a->value[0].known && a->value[0].u.i < 0)
    out_of_range(s, a->at[0], "a band cannot have a negative width", "less than nothing");
  if (!t->first || !t->extents) return;
  bool square = t->first->n_ranks == 2;
  if (square && t->extents[0].known && t->extents[1].known)
    square = t->extents[0].u.i == t->extents[1].u.i;
  if (square) return;
  struct diag *d = tell(
      s, E0509, n, TEXT(s, "only a square matrix has a band, and `%s` is none", t->name->text));
  diag_label(d, node_span(n), "a band along the diagonal");
  if (t->first->n_ranks != 2) {
    diag_note_at(d, node_span(t->first->node), "`%s` has %u rank%s", t->name->text,
                 t->first->n_ranks, plural(t->first->n_ranks));
  } else
    diag_note_at(d, node_span(t->first->node), "`%s` is %lld by %lld", t->name->text,
                 (long long)t->extents[0].u.i, (long long)t->extents[1].u.i);
}

/* Whether the Einsum that a tensor is seen in first sums over a rank of it. */
static bool is_contracted(const struct workload *w, const struct access *first,
                          const struct rank *rank)
{
  const struct einsum *e = w->einsums;
  const struct access *a = NULL;
  for (; e && !a; e = a ? e : e->next)
    for (a = e->output == first ? first : e->inputs; a && a != first;) a = a->next;
  for (uint32_t i = 0; e && i < rank->n; i++)
    for (uint32_t r = 0; r < e->output->n_ranks; r++)
      for (uint32_t k = 0; k < e->output->ranks[r].n; k++)
        if (e->output->ranks[r].terms[k].dim == rank->terms[i].dim) return false;
  return e != NULL;
}

/* What nobody says: the last of the ranks that are summed over, or else the last of all. */
static unsigned usual_rank(const struct workload *w, const struct access *a)
{
  for (uint32_t i = a->n_ranks; i--;)
    if (is_contracted(w, a, &a->ranks[i])) return i;
  return a->n_ranks ? a->n_ranks - 1 : 0;
}

/* The rank of a tensor that a dimension indexes by itself. */
static unsigned rank_along(struct sparsity *s, const struct tensor *t, struct node *n)
{
  const struct access *a = t->first;
  if (!a) return 0;
  if (!n) return usual_rank(s->target.workload->workload, a);
  int dim = n->kind == N_NAME ? target_dimension(&s->target, n->name, node_span(n)) : -1;
  if (dim < 0 && n->kind == N_NAME) return 0; /* told */
  for (uint32_t i = 0; i < a->n_ranks; i++)
    if (a->ranks[i].n == 1 && a->ranks[i].terms[0].dim == (unsigned)dim) return i;
  struct diag *d = tell(s, E0504, n, TEXT(s, "no rank of `%s` is indexed by `%s` alone",
                                          t->name->text, source_text(s->target.sm, node_span(n))));
  diag_label(d, node_span(n), "groups lie along one rank");
  diag_note_at(d, node_span(a->node), "the ranks of `%s`", t->name->text);
  return 0;
}

/* The path of a file as it is found from where `tlc` runs; NULL, and told, if there is none. */
static const char *file_of(struct sparsity *s, struct node *n, const struct value *name)
{
  const struct program *p = s->target.sm->program;
  const char *found = NULL, *text = name->u.name->text;
  if (p->find_beside) found = p->find_beside(p, s->target.symbol->module, text);
  if (found || !p->find_beside) return found ? found : text;
  struct diag *d = tell(s, E0510, n, TEXT(s, "there is no file `%s`", text));
  diag_label(d, node_span(n), "not found");
  diag_note(d, "the path is relative to the directory of the file that it stands in");
  return NULL;
}

static void read_density(struct sparsity *s, unsigned tensor, const struct arguments *a,
                         struct ir_density *out)
{
  const struct tensor *t = &s->target.workload->workload->tensors[tensor];
  switch (out->kind) {
  case IR_CONSTANT: case IR_UNIFORM:
    check_share(s, a);
    out->share = value_double(a->value[0]);
    break;
  case IR_STRUCTURED:
    check_structure(s, a);
    out->count = a->value[0].u.i, out->of = a->value[1].u.i;
    out->rank = rank_along(s, t, a->at[2]);
    break;
  case IR_BANDED: out->width = a->value[0].u.i; break;
  case IR_DATA: out->file = file_of(s, a->at[0], &a->value[0]); break;
  case IR_DENSE: case IR_DENSITIES: break;
  }
}

void density_check(struct sparsity *s, unsigned tensor, struct node *n, struct ir_density *out)
{
  const struct model *m = find_model(densities, N_DENSITIES, callee_of(n));
  struct arguments a = {0};
  bool known = true;
  if (n->kind == N_ERROR) return;
  if (!m) {
    unknown_model(s, n, E0502, "density");
    return;
  }
  if (!place_arguments(s, m, n, &a)) return;
  for (int i = 0; i < ARGUMENTS_MAX; i++)
    if (a.at[i]) known &= number(s, m, &a, i);
  if (m->kind == IR_BANDED) check_band(s, tensor, &a, n);
  if (!known) return;
  struct ir_density read = {.kind = (enum ir_density_kind)m->kind, .span = node_span(n)};
  read_density(s, tensor, &a, &read);
  *out = read;
}

/* ---- formats ---- */

static bool has_rank(const struct tensor *t, int dim)
{
  for (uint32_t i = 0; i < t->first->n_ranks; i++)
    for (uint32_t k = 0; k < t->first->ranks[i].n; k++)
      if (t->first->ranks[i].terms[k].dim == (unsigned)dim) return true;
  return false;
}

/* A dimension of a rank; several are one rank, flattened.  `used` is who named each first. */
static void read_dimension(struct sparsity *s, const struct tensor *t, struct node *n,
                           struct node **used, uint64_t *set)
{
  if (n->kind != N_NAME) {
    struct diag *d = tell(s, E0504, n, "a format is for a rank, which is named by its dimension");
    diag_label(d, node_span(n), "not a dimension");
    return;
  }
  int dim = target_dimension(&s->target, n->name, node_span(n));
  if (dim < 0 || !t->first) return;
  if (!has_rank(t, dim)) {
    struct diag *d =
        tell(s, E0504, n, TEXT(s, "`%s` does not index `%s`", n->name->text, t->name->text));
    diag_label(d, node_span(n), "not a rank of `%s`", t->name->text);
    diag_note_at(d, node_span(t->first->node), "the ranks of `%s`", t->name->text);
  } else if (used[dim]) {
    struct diag *d = tell(s, E0505, n, TEXT(s, "`%s` is named twice in one rank", n->name->text));
    diag_label(d, node_span(n), "again here");
    diag_label(d, node_span(used[dim]), "named here");
  } else {
    used[dim] = n;
    if (dim < IR_SET) *set |= UINT64_C(1) << dim;
  }
}

/* `m, k` is one list; `[m, k], [n]` are two, of which a rank takes the loops of one. */
static struct node *read_dimensions(struct sparsity *s, const struct tensor *t, struct node *n,
                                    struct ir_rank *out)
{
  struct node **used =
      ARENA_ARRAY(s->target.sm->arena, struct node *, s->target.workload->workload->n_dims);
  const struct node *list = NULL, *bare = NULL;
  unsigned most = 1;
  for (const struct node *k = n; k && k->kind != N_ARG; k = k->next) most += k->kind == N_LIST;
  out->list = ARENA_ARRAY(s->target.sm->arena, uint64_t, most);
  for (; n && n->kind != N_ARG; n = n->next) {
    if (n->kind == N_LIST) list = list ? list : n;
    else bare = bare ? bare : n;
    if (n->kind == N_LIST || !out->lists) out->lists++;
    uint64_t *set = &out->list[out->lists - 1];
    if (n->kind != N_LIST) read_dimension(s, t, n, used, set);
    else
      for (struct node *k = n->slot[LIST_ITEMS]; k; k = k->next) read_dimension(s, t, k, used, set);
  }
  if (list && bare) {
    struct diag *d = tell(s, E0504, bare, "a rank is of dimensions, or of lists of them");
    diag_label(d, node_span(bare), "a dimension");
    diag_label(d, node_span(list), "a list");
    diag_help(d, "write `[%s]`", source_text(s->target.sm, node_span(bare)));
  }
  return n;
}

/* What is 0 bits wide is not stored; what is not said takes as many as it takes. */
static double read_width(struct sparsity *s, const struct model *m, struct arguments *a, int i)
{
  if (!a->at[i] || !number(s, m, a, i)) return -1;
  double bits = value_double(a->value[i]);
  if (bits >= 0) return bits;
  struct diag *d = tell(s, E0309, a->at[i], "metadata cannot have less than 0 bit");
  diag_label(d, node_span(a->at[i]), "too small");
  return -1;
}

/* Its dimensions stand first, its widths have names.  Without dimensions a rank is of the
 * loops that its place in the list gives it. */
static void read_rank(struct sparsity *s, const struct tensor *t, struct node *n,
                      struct ir_rank *out)
{
  const struct model *m = find_model(formats, N_FORMATS, callee_of(n));
  struct arguments a = {0};
  if (n->kind == N_ERROR) return;
  if (!m) {
    unknown_model(s, n, E0503, "format");
    return;
  }
  *out = (struct ir_rank){.kind = (enum ir_rank_kind)m->kind, .span = node_span(n)};
  struct node *rest = read_dimensions(s, t, n->kind == N_CALL ? n->slot[CALL_ARGS] : NULL, out);
  if (!place_named(s, m, rest, &a)) return;
  out->bits = read_width(s, m, &a, 0);
  out->payload = read_width(s, m, &a, 1);
}

void format_check(struct sparsity *s, unsigned tensor, struct node *n, struct ir_format *out)
{
  const struct workload *w = s->target.workload->workload;
  if (n->kind != N_LIST) {
    if (n->kind == N_ERROR) return;
    struct diag *d =
        tell(s, E0503, n, "a format is a list with one word for each rank, outermost first");
    diag_label(d, node_span(n), "not a list");
    diag_help(d, "write `[%s]`", source_text(s->target.sm, node_span(n)));
    return;
  }
  unsigned ranks = 0;
  for (struct node *i = n->slot[LIST_ITEMS]; i; i = i->next) ranks++;
  out->rank = ARENA_ARRAY(s->target.sm->arena, struct ir_rank, ranks);
  for (struct node *i = n->slot[LIST_ITEMS]; i; i = i->next)
    read_rank(s, &w->tensors[tensor], i, &out->rank[out->ranks++]);
}
