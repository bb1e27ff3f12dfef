#include "compiler/mapper/zeros.h"

#include "runtime/sparse/density.h"

#include <math.h>
#include <string.h>

struct finding {
  struct zeros *z;
  const struct space *space;
  const struct nest *nest;
  const struct model_sparsity *sparsity;
};

/* ---- densities ---- */

static struct box box_of(const struct finding *f, unsigned t, bool whole)
{
  const struct nest_tensor *tensor = &f->nest->tensor[t];
  struct box box = {.ranks = tensor->ranks, .words = 1};
  for (unsigned r = 0; r < box.ranks; r++) box.extent[r] = 1;
  for (unsigned k = 0; whole && k < tensor->terms; k++) {
    int64_t steps = f->space->einsum->bounds[tensor->term[k].dim] - 1;
    int64_t coefficient = tensor->term[k].coefficient;
    box.extent[tensor->term[k].rank] += steps * (coefficient < 0 ? -coefficient : coefficient);
  }
  for (unsigned r = 0; r < box.ranks; r++) box.words *= (uint64_t)box.extent[r];
  return box;
}

/* Whether tiles of a tensor may reach over its end, so that they are emptier than it is. */
static bool reaches_over(const struct finding *f, unsigned t)
{
  const struct nest_tensor *tensor = &f->nest->tensor[t];
  if (f->space->imperfect != SPACE_PERFECT) return true;
  for (unsigned a = 0; a < tensor->terms; a++) {
    if (tensor->term[a].coefficient != 1) return true;
    for (unsigned b = 0; b < a; b++)
      if (tensor->term[a].rank == tensor->term[b].rank) return true;
  }
  return false;
}

/* Evaluation rounds it to a millionth here and there. */
static double share_there(const struct finding *f, unsigned t)
{
  const struct model_density *model = &f->sparsity->density[t];
  struct density *d = density_new(model, f->sparsity->compat);
  struct box all = box_of(f, t, true), word = box_of(f, t, false);
  density_set_tensor(d, &all);
  double share = density_expected(d, &word);
  density_free(d);
  /* What is rounded up depends on the size of the tensor, which loops that do not divide change. */
  if (model->kind == DENSITY_UNIFORM && f->space->imperfect != SPACE_PERFECT)
    share = fmin(share, model->share);
  if (model->kind == DENSITY_STRUCTURED)
    share = fmin(share, (double)model->count / (double)model->of);
  bool by_place = model->kind == DENSITY_BANDED || model->kind == DENSITY_DATA;
  if (by_place && reaches_over(f, t)) share = ldexp(share, -(int)all.ranks);
  return fmin(1, share);
}

/* ---- what is left out ---- */

/* No tile of any of `by` is all zeros more often than a word. */
static double needed(const struct finding *f, uint32_t by)
{
  double share = 1;
  for (unsigned t = 0; t < f->nest->tensors; t++)
    if (by >> t & 1) share *= f->z->there[t];
  return share;
}

/* The level whose memory a node is; -1: it is another. */
static int memory_level(const struct finding *f, unsigned node)
{
  int level = f->nest->level_of[node];
  return level >= 0 && f->nest->level[level].memory == (int)node ? level : -1;
}

static bool is_array(const struct finding *f, unsigned node)
{
  int level = f->nest->level_of[node];
  return level >= 0 && f->nest->level[level].array == (int)node;
}

static const struct space_memory *memory_at(const struct finding *f, unsigned level)
{
  for (unsigned i = 0; i < f->space->memories; i++)
    if (f->space->memory[i].node == f->nest->level[level].memory) return &f->space->memory[i];
  return NULL;
}

static bool must_keep(const struct finding *f, unsigned level, unsigned t)
{
  const struct space_memory *m = memory_at(f, level);
  return m && m->keep >> t & 1;
}

static bool must_bypass(const struct finding *f, unsigned level, unsigned t)
{
  const struct space_memory *m = memory_at(f, level);
  return m && m->bypass >> t & 1;
}

/* Whether a saving that is said at one level may be about what another one further out is read
 * for: if no memory as far as that has to keep the tensor. */
static bool acts_at(const struct finding *f, unsigned said, unsigned level, unsigned t)
{
  for (unsigned l = level + 1; l <= said; l++)
    if (must_keep(f, l, t)) return false;
  return true;
}

/* Of the words of an output that are there, those that savings leave to the reads of a level, or to
 * what comes to it. */
static double left_by_savings(const struct finding *f, unsigned level, unsigned t, bool comes)
{
  uint32_t by = 0;
  if (!f->nest->tensor[t].output) return 1;
  for (unsigned i = 0; i < f->sparsity->savings; i++) {
    const struct model_saving *s = &f->sparsity->saving[i];
    int said = f->nest->level_of[s->node];
    if (s->target != t || s->node == f->space->compute || said < 0) continue;
    bool outside = said < (int)level, memory = f->nest->level[said].memory == (int)s->node;
    bool here = !comes && memory && said >= (int)level && acts_at(f, (unsigned)said, level, t);
    if (outside || here) by |= s->by;
  }
  return needed(f, by);
}

static const struct model_format *format_at(const struct finding *f, unsigned level, unsigned t)
{
  for (unsigned i = 0; i < f->sparsity->formats; i++) {
    const struct model_format *m = &f->sparsity->format[i];
    if (memory_level(f, m->node) == (int)level && m->tensor == t) return m;
  }
  return NULL;
}

static bool has_metadata(const struct model_format *m)
{
  for (unsigned r = 0; m && r < m->ranks; r++)
    if (m->rank[r].kind != RANK_UNCOMPRESSED) return true;
  return false;
}

/* Whether a memory that is sent the tensor is sent no zeros, or no tile that is all zeros. */
static bool comes_without_zeros(const struct finding *f, unsigned level, unsigned t)
{
  for (unsigned l = 0; l <= level; l++)
    if (f->nest->level[l].memory >= 0 && has_metadata(format_at(f, l, t))) return true;
  return false;
}

/* ---- metadata ---- */

bool format_names_all(const struct space *space, const struct nest *nest,
                      const struct model_format *format)
{
  const struct nest_tensor *t = &nest->tensor[format->tensor];
  uint32_t dims = 0;
  for (unsigned k = 0; k < t->terms; k++) dims |= UINT32_C(1) << t->term[k].dim;
  return !space->sparsity->compat && sparse_names_all(format, dims);
}

/* Bits of metadata of an element of a rank, as far as a format or memory says: 0 at the least. */
static double element_bits(const struct finding *f, const struct model_format *m, unsigned rank)
{
  const struct model_rank *r = &m->rank[rank];
  if (r->kind == RANK_UNCOMPRESSED || r->kind == RANK_OFFSETS) return 0;
  if (r->metadata_bits >= 0) return r->metadata_bits;
  if (r->kind == RANK_BITMASK || r->kind == RANK_FLAGS) return 1;
  return fmax(0, f->sparsity->metadata[m->node].word_bits);
}

/* Bits for each word of a tile that is not zero.  The innermost rank that tells any elements apart
 * has one of metadata for each, and which one that is depends on the tile.  More is known of some
 * formats: see empty.h. */
static double metadata_bits(const struct finding *f, const struct model_format *m)
{
  double least = INFINITY;
  if (f->sparsity->compat || format_names_all(f->space, f->nest, m)) return 0;
  for (unsigned r = 0; r < m->ranks; r++) least = fmin(least, element_bits(f, m, r));
  return m->ranks ? least : 0;
}

/* ---- memories ---- */

/* `saved`: what savings and the like leave of metadata, which are of words that are there. */
static void find_costs(struct zeros_words *w, const struct station *s, unsigned t, double bits,
                       const double *saved)
{
  double split = s->word[t].split / (double)s->word[t].block, width = s->sparse.metadata_width;
  for (enum access a = READS; a < ACCESSES; a++) {
    w->pJ[a] = s->sparse.word_pJ[RANDOM][a];
    w->data_pJ[a] = w->word_pJ[a] = w->left[a] * split * w->pJ[a];
    if (!(width > 0)) continue;
    w->word_pJ[a] += w->left[a] * bits / width * s->sparse.metadata_pJ[RANDOM][a];
    w->bit_pJ[a] = saved[a] / width * s->sparse.metadata_pJ[RANDOM][a];
    w->bits_left[a] = saved[a];
  }
}

static void find_words(struct finding *f, const struct station *s, unsigned t)
{
  const struct model_metadata *m = &f->sparsity->metadata[s->node - f->space->arch->node];
  struct zeros_words *w = &f->z->at[s->level][t];
  const struct model_format *format = format_at(f, s->level, t);
  bool stored = has_metadata(format);
  double there = comes_without_zeros(f, s->level, t) ? f->z->there[t] : 1;
  double all = stored ? 1 - fmin(1, m->overbooking) : 1, saved[ACCESSES];
  saved[READS] = saved[UPDATES] = all * left_by_savings(f, s->level, t, false);
  saved[FILLS] = all * left_by_savings(f, s->level, t, true);
  for (enum access a = READS; a < ACCESSES; a++) w->left[a] = there * saved[a];
  if (!stored) memset(saved, 0, sizeof saved);
  if (!stored && there < 1) f->z->sent[s->level] |= UINT32_C(1) << t;
  w->room = !stored ? 1 : m->overbooking > 0 ? 0 : f->z->there[t];
  find_costs(w, s, t, stored ? metadata_bits(f, format) : 0, saved);
}

/* ---- computes ---- */

/* Whether the zeros of a tensor may be absent at computes: the last memory before them, which may be
 * any as far out as the first that has to keep the tensor, has metadata of it. */
static bool may_be_absent(const struct finding *f, unsigned t)
{
  for (unsigned l = f->nest->levels; l--;) {
    if (f->nest->level[l].memory < 0) continue;
    if (has_metadata(format_at(f, l, t)) && !must_bypass(f, l, t)) return true;
    if (must_keep(f, l, t)) return false;
  }
  return false;
}

/* Tensors because of which computes are left out, or only those that then take no time; `none`:
 * those that all have to be absent for it. */
static uint32_t left_out_by(const struct finding *f, bool in_no_time, uint32_t *none)
{
  uint32_t by = 0, skips = 0, absent = 0, inputs = 0;
  for (unsigned i = 0; i < f->sparsity->savings; i++) {
    const struct model_saving *s = &f->sparsity->saving[i];
    if (s->node != f->space->compute) by |= f->nest->tensor[s->target].output ? 0 : s->by;
    else if (!in_no_time) by |= f->sparsity->compat ? UINT32_MAX : s->by;
    else if (s->skips) skips |= f->sparsity->compat ? UINT32_MAX : s->by;
  }
  /* Where no operand at all comes there is no compute. */
  for (unsigned t = 0; t < f->nest->tensors; t++) {
    if (f->nest->tensor[t].output) continue;
    inputs |= UINT32_C(1) << t;
    if (may_be_absent(f, t)) absent |= UINT32_C(1) << t;
  }
  *none = absent == inputs ? inputs : 0;
  return by | (skips & absent);
}

/* … what that leaves.  Shares are rounded to a millionth on the way, which tells where little is
 * left. */
static double computes_left(const struct finding *f, bool in_no_time)
{
  uint32_t none, by = left_out_by(f, in_no_time, &none);
  double left = needed(f, by), absent = 1;
  for (unsigned t = 0; t < f->nest->tensors; t++)
    if (none >> t & 1) absent *= 1 - f->z->there[t];
  if (none && !(by & none)) left *= 1 - absent;
  for (unsigned t = 0; left < 1 && t < f->nest->tensors; t++) left /= 1 + 1e-6 / fmax(left, 1e-12);
  return left;
}

static void find_computes(struct finding *f, const struct station *last)
{
  double done = computes_left(f, false), gated = last->sparse.compute_pJ[GATED];
  f->z->busy = computes_left(f, true);
  f->z->compute_pJ = done * last->compute_pJ +
                     fmax(0, f->z->busy - done) * fmin(gated, last->compute_pJ);
}

/* ---- all together ---- */

static void find_dense(struct zeros *z, const struct nest *nest, const struct stations *stations)
{
  z->busy = 1;
  z->compute_pJ = stations->station[stations->n - 1].compute_pJ;
  for (unsigned t = 0; t < nest->tensors; t++) z->saved[t] = 1;
  for (unsigned l = 0; l <= nest->levels; l++) {
    z->used[l] = 1;
    for (unsigned t = 0; l < nest->levels && t < nest->tensors; t++) z->passing[l][t] = 1;
  }
  for (unsigned i = 0; i < stations->n; i++) {
    const struct station *s = &stations->station[i];
    if (s->node->kind != MODEL_MEMORY) continue;
    for (unsigned t = 0; t < nest->tensors; t++)
      z->at[s->level][t] = (struct zeros_words){
        .left = {1, 1, 1}, .pJ = {s->read_pJ, s->write_pJ, s->update_pJ}, .room = 1};
  }
}

/* … of instances: tiles that are all zeros may not come to a memory, but what it must keep and comes
 * with zeros does; and an array may give some no work. */
static double used_at_least(const struct finding *f, unsigned level)
{
  double least = 1, most = 0;
  for (unsigned t = 0; t < f->nest->tensors; t++) {
    double there = level && comes_without_zeros(f, level - 1, t) ? f->z->there[t] : 1;
    if (!must_bypass(f, level, t)) least = fmin(least, there);
    if (must_keep(f, level, t)) most = fmax(most, there);
  }
  return fmax(least, most);
}

static double computing_at_least(const struct finding *f)
{
  bool idle = false;
  for (unsigned i = 0; i < f->sparsity->savings; i++) idle |= is_array(f, f->sparsity->saving[i].node);
  return idle ? needed(f, UINT32_MAX) : 1;
}

/* … of words that pass: as many as are read from the next memory outside that keeps them, without what
 * it does not store. */
static double passing_at_least(const struct finding *f, unsigned level, unsigned t)
{
  double least = 1;
  for (unsigned l = level + 1; l--;) {
    if (f->nest->level[l].memory < 0 || must_bypass(f, l, t)) continue;
    double there = has_metadata(format_at(f, l, t)) ? f->z->there[t] : 1;
    least = fmin(least, there * left_by_savings(f, l, t, false));
    if (must_keep(f, l, t)) break;
  }
  return least;
}

/* … of inputs: all savings together. */
static void find_saved(struct finding *f)
{
  for (unsigned t = 0; t < f->nest->tensors; t++) {
    uint32_t by = 0;
    for (unsigned i = 0; i < f->sparsity->savings; i++) {
      const struct model_saving *s = &f->sparsity->saving[i];
      if (s->target == t && s->node != f->space->compute) by |= s->by;
    }
    if (!f->nest->tensor[t].output) f->z->saved[t] = needed(f, by);
    else if (by) f->z->rounded |= UINT32_C(1) << t;
  }
}

static void find_left(struct finding *f, struct stations *stations)
{
  const struct model_sparsity *m = f->sparsity;
  f->z->any = true;
  for (unsigned t = 0; t < f->nest->tensors; t++) f->z->there[t] = share_there(f, t);
  find_saved(f);
  for (unsigned l = 0; l < f->nest->levels; l++) {
    f->z->used[l] = used_at_least(f, l);
    for (unsigned t = 0; t < f->nest->tensors; t++) f->z->passing[l][t] = passing_at_least(f, l, t);
  }
  f->z->used[f->nest->levels] = computing_at_least(f);
  for (unsigned l = 0; l < f->nest->levels; l++) {
    int array = f->nest->level[l].array;
    f->z->parts |= array >= 0 && f->space->arch->node[array].array.forwards;
  }
  for (unsigned i = 0; i < stations->n; i++) {
    struct station *s = &stations->station[i];
    station_sparse_costs(s, f->space->energy, &m->metadata[s->node - f->space->arch->node], m->compat);
    for (unsigned t = 0; s->node->kind == MODEL_MEMORY && t < f->nest->tensors; t++)
      find_words(f, s, t);
  }
  find_computes(f, &stations->station[stations->n - 1]);
}

void zeros_find(struct zeros *z, const struct space *space, const struct nest *nest,
                struct stations *stations)
{
  struct finding f = {.z = z, .space = space, .nest = nest, .sparsity = space->sparsity};
  *z = (struct zeros){0};
  find_dense(z, nest, stations);
  if (space->sparsity) find_left(&f, stations);
}
