/* How large tensors are, and what one Einsum hands to the next. */
#include "compiler/sema/shape.h"

#include "compiler/sema/core.h"
#include "compiler/sema/einsum.h"
#include "compiler/sema/object.h"
#include "compiler/sema/support.h"
#include "compiler/sema/trail.h"
#include "compiler/sema/workload.h"

/* ---- ranges of indices ---- */

/* What an index runs over: both ends belong to it. */
struct range {
  int64_t low, high;
  bool known;
};

static bool add_times(int64_t *sum, int64_t a, int64_t b)
{
  int64_t product;
  return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*sum, product, sum);
}

static struct range rank_range(const struct workload *w, const struct rank *rank)
{
  struct range r = {.known = rank->offset.known};
  if (r.known) r.low = r.high = rank->offset.u.i;
  for (uint32_t i = 0; i < rank->n && r.known; i++) {
    struct value size = w->dims[rank->terms[i].dim].size, factor = rank->terms[i].coefficient;
    r.known = size.known && factor.known &&
              add_times(factor.u.i < 0 ? &r.low : &r.high, factor.u.i, size.u.i - 1);
  }
  return r;
}

static struct range joined(struct range a, struct range b)
{
  if (b.low < a.low) a.low = b.low;
  if (b.high > a.high) a.high = b.high;
  a.known = a.known && b.known;
  return a;
}

/* "`p` is 0 and `r` is 2": where an index is least. */
static const char *least_at(struct reader *r, const struct rank *rank)
{
  const char **said = ARENA_ARRAY(r->sm->arena, const char *, rank->n);
  for (uint32_t i = 0; i < rank->n; i++) {
    const struct dimension *d = &r->workload->dims[rank->terms[i].dim];
    bool last = rank->terms[i].coefficient.u.i < 0;
    said[i] = arena_printf(r->sm->arena, "`%s` is %lld", d->name->text,
                           last ? (long long)d->size.u.i - 1 : 0LL);
  }
  struct strbuf b = {0};
  for (uint32_t i = 0; i < rank->n; i++)
    strbuf_printf(&b, "%s%s", i == 0 ? "" : i + 1 == rank->n ? " and " : ", ", said[i]);
  return strbuf_take(&b, r->sm->arena);
}

static void below_zero(struct reader *r, const struct rank *rank, int64_t low)
{
  struct sema *sm = r->sm;
  const char *index = source_text(sm, rank->at);
  struct diag *d = diag_at(sm->diags, E0420, rank->at, "the index `%s` goes down to %lld", index,
                           (long long)low);
  if (rank->n) diag_label(d, rank->at, "%lld where %s", (long long)low, least_at(r, rank));
  else diag_label(d, rank->at, "less than 0");
  diag_note(d, "the elements of a tensor are counted from 0");
  diag_help(d, "shift it: `%s + %lld`", index, -(long long)low);
  diag_fix(d, DIAG_MAYBE, span_end(rank->at), " + %lld", -(long long)low);
  add_trail(sm, d);
}

static bool starts_below_zero(struct reader *r, const struct access *a)
{
  bool below = false;
  for (uint32_t i = 0; i < a->n_ranks; i++) {
    struct range range = rank_range(r->workload, &a->ranks[i]);
    if (!range.known || range.low >= 0) continue;
    below_zero(r, &a->ranks[i], range.low);
    below = true;
  }
  return below;
}

/* ---- sizes ---- */

/* The boxes around all accesses of each tensor; NULL where there is none. */
static void widen(struct reader *r, struct range **boxes, const struct access *a)
{
  struct range **box = &boxes[a->tensor];
  bool first = !*box;
  if (first) *box = ARENA_ARRAY(r->sm->arena, struct range, a->n_ranks);
  for (uint32_t i = 0; i < a->n_ranks; i++) {
    struct range range = rank_range(r->workload, &a->ranks[i]);
    (*box)[i] = first ? range : joined((*box)[i], range);
  }
}

static void size_tensor(struct reader *r, struct tensor *t, const struct range *box)
{
  struct value words = value_int(1);
  t->extents = ARENA_ARRAY(r->sm->arena, struct value, t->first->n_ranks);
  for (uint32_t i = 0; i < t->first->n_ranks; i++) {
    int64_t extent = 0;
    bool known = box[i].known && !__builtin_sub_overflow(box[i].high, box[i].low, &extent) &&
                 extent < INT64_MAX;
    t->extents[i] = known ? value_int(extent + 1) : value_unknown(DIM_NONE, true);
    words.known =
        words.known && known && !__builtin_mul_overflow(words.u.i, extent + 1, &words.u.i);
  }
  t->size = words.known ? words : value_unknown(DIM_NONE, true);
}

static void size_tensors(struct reader *r)
{
  struct workload *w = r->workload;
  struct range **boxes = ARENA_ARRAY(r->sm->arena, struct range *, w->n_tensors);
  for (const struct einsum *e = w->einsums; e; e = e->next) {
    widen(r, boxes, e->output);
    for (const struct access *a = e->inputs; a; a = a->next) widen(r, boxes, a);
  }
  for (unsigned i = 0; i < w->n_tensors; i++) {
    w->tensors[i].size = value_unknown(DIM_NONE, true);
    if (boxes[i] && !r->broken) size_tensor(r, &w->tensors[i], boxes[i]);
  }
}

/* ---- chains ---- */

static const char *tensor_name(const struct reader *r, unsigned tensor)
{
  return r->workload->tensors[tensor].name->text;
}

static void written_twice(struct reader *r, const struct einsum *first, const struct einsum *again)
{
  struct span at = node_span(again->output->node), before = node_span(first->output->node);
  struct diag *d = diag_at(r->sm->diags, E0409, at, "`%s` is written by two Einsums",
                           tensor_name(r, again->output->tensor));
  diag_label(d, at, "written again here");
  diag_label(d, before, "written here");
  diag_help(d, "give the second result a tensor of its own");
}

static void reads_itself(struct reader *r, const struct einsum *e, const struct access *a)
{
  struct span at = node_span(a->node), written = node_span(e->output->node);
  struct diag *d = diag_at(r->sm->diags, E0407, at, "an Einsum cannot read `%s`, which it writes",
                           tensor_name(r, a->tensor));
  diag_label(d, at, "read here");
  diag_label(d, written, "written here");
  if (e->reduces) diag_note(d, "`+=` adds to what is there without naming it on the right");
  else diag_help(d, "to add to what is there, write `+=`");
}

static void read_too_early(struct reader *r, const struct access *a, const struct einsum *writer)
{
  struct span at = node_span(a->node), written = node_span(writer->output->node);
  struct diag *d = diag_at(r->sm->diags, E0408, at, "`%s` is read before it is there",
                           tensor_name(r, a->tensor));
  diag_label(d, at, "read here");
  diag_label(d, written, "written only here");
  diag_help(d, "Einsums are done in the order in which they stand: move the one that writes up");
}

static void too_small(struct reader *r, const struct access *write, const struct access *read,
                      uint32_t i)
{
  struct range has = rank_range(r->workload, &write->ranks[i]);
  struct range wants = rank_range(r->workload, &read->ranks[i]);
  bool high = wants.high > has.high;
  long long far = high ? wants.high : wants.low, end = high ? has.high : has.low;
  struct span at = read->ranks[i].at, written = write->ranks[i].at;
  struct diag *d = diag_at(
      r->sm->diags, E0410, at, "`%s` is written %s %lld in this rank, but read %s %lld",
      tensor_name(r, read->tensor), high ? "up to" : "from", end, high ? "up to" : "from", far);
  diag_label(d, at, "%s %lld", high ? "reaches" : "starts at", far);
  diag_label(d, written, "%s %lld", high ? "ends at" : "starts at", end);
  diag_note(d, "what no Einsum has written has no value");
  add_trail(r->sm, d);
}

static void check_extent(struct reader *r, const struct access *write, const struct access *read)
{
  for (uint32_t i = 0; i < write->n_ranks; i++) {
    struct range has = rank_range(r->workload, &write->ranks[i]);
    struct range wants = rank_range(r->workload, &read->ranks[i]);
    if (!has.known || !wants.known || (wants.low >= has.low && wants.high <= has.high)) continue;
    too_small(r, write, read, i);
    return;
  }
}

/* The Einsums that write each tensor: the first one, and the last one so far. */
struct writers {
  const struct einsum *first, *seen;
};

static void check_reads(struct reader *r, const struct einsum *e, const struct writers *writers)
{
  for (const struct access *a = e->inputs; a; a = a->next) {
    const struct writers *by = &writers[a->tensor];
    if (a->tensor == e->output->tensor) reads_itself(r, e, a);
    else if (by->seen) check_extent(r, by->seen->output, a);
    else if (by->first) read_too_early(r, a, by->first);
  }
}

static void check_einsum(struct reader *r, const struct einsum *e, struct writers *writers)
{
  struct writers *own = &writers[e->output->tensor];
  bool below = starts_below_zero(r, e->output);
  for (const struct access *a = e->inputs; a; a = a->next) below |= starts_below_zero(r, a);
  if (!below) check_reads(r, e, writers);
  if (own->seen) written_twice(r, own->seen, e);
  else own->seen = e;
}

void shapes_infer(struct reader *r)
{
  struct workload *w = r->workload;
  struct writers *writers = ARENA_ARRAY(r->sm->arena, struct writers, w->n_tensors);
  for (const struct einsum *e = w->einsums; e; e = e->next)
    if (!writers[e->output->tensor].first) writers[e->output->tensor].first = e;
  for (const struct einsum *e = w->einsums; e; e = e->next) check_einsum(r, e, writers);
  size_tensors(r);
}
