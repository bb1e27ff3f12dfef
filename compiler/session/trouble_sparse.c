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

/* Where the format of the tensor at the level stands, or else where the run gets its sparsity. */
static struct span place_of(const struct evaluated_run *r, const struct eval_problem *p)
{
  const struct model_format *f = format_of(&r->lowered, p);
  return f && f->span.file ? f->span : r->run->sparsity_at.file ? r->run->sparsity_at : r->run->span;
}

struct names { const char *tensor, *level; struct span level_at; };

static struct names names_of(const struct evaluated_run *r, const struct eval_problem *p)
{
  const struct lowered *l = &r->lowered;
  const char *tensor = p->tensor >= 0 ? l->einsum.tensor[p->tensor].name : "";
  return (struct names){tensor, l->arch.node[p->node].name, l->arch.node[p->node].span};
}

/* E0520: the format itself, or beside the formats further inside and the loops. */
static void tell_ranks(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  struct span at = place_of(r, p);
  struct diag *d;
  if (p->status == EVAL_FORMAT_ORDER) {
    d = diag_at(&c->diags, E0520, at, "`%s` is compressed at `%s` under a rank that is not", n.tensor, n.level);
    diag_label(d, at, "a rank that keeps all its elements stands inside of a compressed one");
    diag_help(d, "compress the inner rank, or keep all elements of the outer one as well");
  } else if (p->status == EVAL_FORMAT_TILES) {
    d = diag_at(&c->diags, E0520, at, "the tiles of `%s` further inside are not parts of those at `%s`", n.tensor,
                n.level);
    diag_label(d, at, "its inner ranks have to be those of the next level that keeps `%s`", n.tensor);
    diag_help(d, "let the last words of this format be the format further inside");
  } else {
    d = diag_at(&c->diags, E0520, at, "the format of `%s` at `%s` has no rank for some of its loops", n.tensor,
                n.level);
    diag_label(d, at, "too few ranks, or ranks for other dimensions");
    diag_help(d, "give it a rank for each loop of `%s`, or flatten several into one: `bitmask(m, k)`", n.tensor);
  }
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0521: somebody has to compress or decompress. */
static void tell_conversion(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  struct span at = place_of(r, p);
  struct diag *d;
  if (p->status == EVAL_FORMAT_OUTSIDE) {
    d = diag_at(&c->diags, E0521, at, "`%s` is compressed at `%s`, but comes there with all its zeros", n.tensor,
                n.level);
    diag_label(d, at, "nothing compresses what comes from outside");
    diag_help(d, "give it a compressed format further outside as well");
  } else {
    bool out = p->status == EVAL_FORMAT_COMPRESS;
    d = diag_at(&c->diags, E0521, at, "`%s` is compressed outside of `%s` and not inside, but `%s` cannot %s",
                n.tensor, n.level, n.level, out ? "compress" : "decompress");
    diag_label(d, n.level_at, "says `%s = false`", out ? "compress" : "decompress");
    diag_help(d, "keep it compressed at `%s`, or let that %s it", n.level, out ? "compress" : "decompress");
  }
  diag_note_at(d, r->run->span, "found for this run");
}

/* E0523: metadata that do not fit. */
static void tell_metadata(struct compilation *c, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct names n = names_of(r, p);
  struct diag *d = diag_at(&c->diags, E0523, n.level_at, "the metadata of the tiles in `%s` need %s, but it holds %s",
                           n.level, trouble_bits(c, p->have), trouble_bits(c, p->limit));
  diag_label(d, n.level_at, "room for %s", trouble_bits(c, p->limit));
  diag_help(d, "smaller tiles, a format with fewer bits, or more room: `metadata = %s`",
            trouble_bits(c, p->have));
  diag_note_at(d, r->run->span, "found for this run");
}

bool tell_not_sparse(struct evaluation *e, const struct evaluated_run *r, const struct eval_problem *p)
{
  struct compilation *c = e->compilation;
  struct diag *d;
  switch (p->status) {
  case EVAL_FORMAT_ORDER: case EVAL_FORMAT_TILES: case EVAL_FORMAT_RANKS: tell_ranks(c, r, p); return true;
  case EVAL_FORMAT_OUTSIDE: case EVAL_FORMAT_DECOMPRESS: case EVAL_FORMAT_COMPRESS:
    tell_conversion(c, r, p);
    return true;
  case EVAL_METADATA: tell_metadata(c, r, p); return true;
  case EVAL_SAVING_SOURCE: {
    struct names n = names_of(r, p);
    d = diag_at(&c->diags, E0522, place_of(r, p), "`%s` is read from no memory at `%s` or outside of it", n.tensor,
                n.level);
    diag_label(d, n.level_at, "no read to leave out here");
    diag_help(d, "leave it out at a level further inside, or let a level outside keep `%s`", n.tensor);
    diag_note_at(d, r->run->span, "found for this run");
    return true;
  }
  case EVAL_NO_WORK:
    d = diag_at(&c->diags, E0524, r->run->span, "nothing of `%s` is left to compute", r->run->name);
    diag_label(d, r->run->span, "all of it is skipped");
    return true;
  default: return false;
  }
}
