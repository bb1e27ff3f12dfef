/* What is told of runs whose formats or savings do not come out under their mapping. */
#include "compiler/session/trouble.h"

static const struct model_format *format_of(const struct lowered *l, const struct eval_problem *p)
{
  for (unsigned i = 0; i < l->sparsity.formats; i++) {
    const struct model_format *f = &l->sparsity.format[i];
    if (f->node == p->node && f->tensor == p->tensor) return f;
  }
  return NULL;
}

/* What the level inside has to turn over. */
static const struct model_format *format_outside(const struct lowered *l, const struct eval_problem *p)
{
  const struct model_format *found = NULL;
  for (unsigned i = 0; i < l->sparsity.formats; i++) {
    const struct model_format *f = &l->sparsity.format[i];
    if (f->tensor == p->tensor && f->node < p->node && (!found || f->node > found->node)) found = f;
  }
  return found;
}

/* Where the run gets its sparsity, if that does not say `at` itself. */
static struct span place_or(const struct evaluated_run *r, struct span at)
{
  return at.file ? at : r->run->sparsity_at.file ? r->run->sparsity_at : r->run->span;
}

static struct span place_of(const struct evaluated_run *r, const struct model_format *f)
{
  return place_or(r, f ? f->span : (struct span){0});
}

struct names { const char *tensor, *level; struct span level_at; };

static struct names names_of(const struct evaluated_run *r, const struct eval_problem *p)
{
  const struct lowered *l = &r->lowered;
  const char *tensor = p->tensor >= 0 ? l->einsum.tensor[p->tensor].name : "";
  return (struct names){tensor, l->arch.node[p->node].name, l->arch.node[p->node].span};
}

/* The outermost rank that is compressed although the one inside of it is not. */
static const struct model_rank *over_plain(const struct model_format *f)
{
  for (unsigned r = 0; f && r + 1 < f->ranks; r++)
    if (rank_compresses(f->rank[r].kind) && !rank_compresses(f->rank[r + 1].kind)) return &f->rank[r];
  return NULL;
}

static void tell_order(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  const struct model_format *f = format_of(&r->lowered, p);
  const struct model_rank *rank = over_plain(f);
  struct span at = rank && rank[1].span.file ? rank[1].span : place_of(r, f);
  struct diag *d = diag_at(&c->diags, E0520, at, "`%s` keeps all elements at `%s` inside of a compressed rank",
                           n.tensor, n.level);
  diag_label(d, at, "a place for each element, zero or not");
  if (rank && rank->span.file) diag_label(d, rank->span, "leaves out what is empty");
  diag_help(d, "compress the inner rank as well, or keep all elements of the outer one");
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0520: beside the formats further inside, and beside the loops. */
static void tell_ranks(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  struct span at = place_of(r, format_of(&r->lowered, p));
  struct diag *d;
  if (p->status == EVAL_FORMAT_TILES) {
    d = diag_at(&c->diags, E0520, at, "the tiles of `%s` further inside are not parts of those at `%s`", n.tensor,
                n.level);
    diag_label(d, at, "does not end with the ranks of the next level that keeps `%s`", n.tensor);
    diag_help(d, "let the last words of this format be the format further inside, or name the dims of all ranks: "
                 "`[offsets(m), coordinate(k)]`");
  } else {
    d = diag_at(&c->diags, E0520, at, "the format of `%s` at `%s` has no rank for some of its loops", n.tensor,
                n.level);
    diag_label(d, at, "too few ranks, or ranks for other dimensions");
    diag_help(d, "name each dim of `%s` once; a rank may be of several: `bitmask(m, k)`", n.tensor);
  }
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0521: nothing compresses what comes from outside. */
static void tell_outside(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  struct span at = place_of(r, format_of(&r->lowered, p));
  struct diag *d = diag_at(&c->diags, E0521, at, "`%s` is compressed at `%s`, but not further outside", n.tensor,
                           n.level);
  diag_label(d, at, "nothing compresses what comes from there");
  diag_help(d, "give it a compressed format further outside as well");
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0521: the level could turn it over, but is said not to. */
static void tell_conversion(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  const char *verb = p->status == EVAL_FORMAT_COMPRESS ? "compress" : "decompress";
  struct span at = place_of(r, format_outside(&r->lowered, p));
  struct diag *d = diag_at(&c->diags, E0521, at,
                           "`%s` is compressed outside of `%s` and not inside, but `%s` does not %s", n.tensor,
                           n.level, n.level, verb);
  diag_label(d, at, "compressed");
  diag_label(d, n.level_at, "says `%ses = false`", verb);
  diag_help(d, "give it a compressed format at `%s` as well, or leave out `%ses = false`", n.level, verb);
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0522: what is not read cannot be left out. */
static void tell_no_read(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  struct span at = {0};
  for (unsigned i = 0; i < r->lowered.sparsity.savings; i++) {
    const struct model_saving *s = &r->lowered.sparsity.saving[i];
    if (s->node == p->node && s->target == p->tensor && !at.file) at = s->span;
  }
  at = place_or(r, at);
  struct diag *d = diag_at(&c->diags, E0522, at, "`%s` is kept neither at `%s` nor outside of it", n.tensor, n.level);
  diag_label(d, at, "no read to leave out");
  diag_help(d, "leave it out at a level further inside, or let a memory outside keep `%s`", n.tensor);
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0523: metadata that do not fit. */
static void tell_metadata(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  const char *have = trouble_bits(c, p->have), *room = trouble_bits(c, p->limit);
  struct diag *d = diag_at(&c->diags, E0523, n.level_at,
                           "the metadata of the tiles in `%s` need %s, but there is room for %s", n.level, have, room);
  diag_label(d, n.level_at, "room for %s", room);
  diag_help(d, "smaller tiles, formats with fewer bits, or more `metadata`");
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0524: as the established model has it, which does not go on from nothing. */
static void tell_no_work(struct compilation *c, const struct evaluated_run *r)
{
  struct span at = place_or(r, (struct span){0});
  struct diag *d = diag_at(&c->diags, E0524, at, "nothing of `%s` is left to compute", r->run->name);
  diag_label(d, at, "leaves out all, or more than there is");
  diag_help(d, "without `--compat timeloop` it is evaluated");
  diag_note_at(d, r->run->span, "found for this run");
}

bool tell_not_sparse(struct evaluation *e, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct compilation *c = e->compilation;
  switch (p->status) {
  case EVAL_FORMAT_ORDER: tell_order(c, r, p); return true;
  case EVAL_FORMAT_TILES: case EVAL_FORMAT_RANKS: tell_ranks(c, r, p); return true;
  case EVAL_FORMAT_OUTSIDE: tell_outside(c, r, p); return true;
  case EVAL_FORMAT_DECOMPRESS: case EVAL_FORMAT_COMPRESS: tell_conversion(c, r, p); return true;
  case EVAL_SAVING_SOURCE: tell_no_read(c, r, p); return true;
  case EVAL_METADATA: tell_metadata(c, r, p); return true;
  case EVAL_NO_WORK: tell_no_work(c, r); return true;
  default: return false;
  }
}
