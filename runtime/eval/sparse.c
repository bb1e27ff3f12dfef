#include "runtime/eval/sparse_inside.h"

#include <math.h>
#include <string.h>

struct sparse *sparse_new(const struct nest *nest, const struct model_sparsity *sparsity)
{
  struct sparse *s = xcalloc(1, sizeof *s);
  s->nest = nest;
  s->model = sparsity;
  s->compat = sparsity->compat;
  s->levels = nest->levels, s->tensors = nest->tensors, s->dims = nest->dims;
  size_t n = (size_t)s->levels * s->tensors;
  s->tile = xcalloc(n + 1, sizeof *s->tile);
  s->store = xcalloc(n + 1, sizeof *s->store);
  for (unsigned t = 0; t < s->tensors; t++) {
    s->density[t] = density_new(&sparsity->density[t], s->compat);
    for (unsigned i = 0; i < nest->tensor[t].terms; i++)
      s->dims_of[t] |= UINT32_C(1) << nest->tensor[t].term[i].dim;
  }
  s->known = xcalloc(1, sizeof *s->known);
  arena_init(&s->known->arena);
  sparse_ranks_room(s);
  for (unsigned i = 0; i < sparsity->formats; i++) {
    const struct model_format *f = &sparsity->format[i];
    int level = nest->level_of[f->node];
    if (level >= 0) store_at(s, (unsigned)level, f->tensor)->format = f;
  }
  return s;
}

void sparse_free(struct sparse *s)
{
  if (!s) return;
  for (unsigned t = 0; t < s->tensors; t++) density_free(s->density[t]);
  sparse_forget(s);
  xfree(s->known);
  vec_free(&s->loop);
  vec_free(&s->mold);
  vec_free(&s->scratch);
  sparse_ranks_free(s);
  xfree(s->tile);
  xfree(s->store);
  xfree(s);
}

const struct sparse_tile *sparse_tile(const struct sparse *s, unsigned level, unsigned tensor)
{
  return tile_at(s, level, tensor);
}

const struct model_density *sparse_density(const struct sparse *s, unsigned tensor)
{
  return &s->model->density[tensor];
}

const struct model_metadata *sparse_metadata(const struct sparse *s, const struct model_node *node)
{
  return &s->model->metadata[node - s->nest->arch->node];
}

/* Words come from the next level outside that keeps them, or go there.  What is gated there is not
 * sent, nor is what is skipped. */
double sparse_passing(const struct sparse *s, unsigned level, unsigned tensor, double word_bits)
{
  int from = (int)level;
  while (from >= 0 && !tile_at(s, (unsigned)from, tensor)->kept) from--;
  if (from < 0 || s->compat) return 1;
  const struct sparse_tile *tile = tile_at(s, (unsigned)from, tensor);
  enum access a = s->nest->outputs >> tensor & 1 ? UPDATES : READS;
  const struct traffic *n = &s->traffic[tensor][from];
  double all = (double)(a == READS ? n->reads : n->updates), bits = 0;
  int inner = sparse_next(s, (unsigned)from, tensor);
  bool sent = inner >= 0 && tile_at(s, (unsigned)inner, tensor)->metadata;
  for (unsigned r = 0; sent && r < tile->ranks; r++)
    for (int which = 0; which < METADATA_KINDS; which++)
      bits += tile->meta[RANDOM][a][r][which] * tile->rank[r].bits[which];
  return all > 0 ? (tile->count[RANDOM][a] + bits / word_bits) / all : 1;
}

bool sparse_compat(const struct sparse *s) { return s->compat; }

const struct sparse_computes *sparse_computes(const struct sparse *s) { return &s->computes; }

int sparse_outer(const struct sparse *s, unsigned level, unsigned tensor)
{
  int l = (int)level - 1;
  while (l >= 0 && !(s->nest->level[l].keeps >> tensor & 1)) l--;
  return l;
}

int sparse_next(const struct sparse *s, unsigned level, unsigned tensor)
{
  for (unsigned l = level + 1; l < s->levels; l++)
    if (s->nest->level[l].keeps >> tensor & 1) return (int)l;
  return -1;
}

struct box sparse_box(const struct sparse *s, unsigned tensor, const int64_t *extent)
{
  const struct nest_tensor *n = &s->nest->tensor[tensor];
  struct box box = {.ranks = n->ranks, .words = 1};
  for (unsigned r = 0; r < n->ranks; r++) box.extent[r] = 1;
  for (unsigned i = 0; i < n->terms; i++) {
    int64_t c = n->term[i].coefficient;
    box.extent[n->term[i].rank] += (c < 0 ? -c : c) * (extent[n->term[i].dim] - 1);
  }
  for (unsigned r = 0; r < n->ranks; r++) box.words *= (uint64_t)box.extent[r];
  return box;
}

uint64_t sparse_whole(double x)
{
  if (x >= 0x1p64) return 0;
  return x < 0 ? (uint64_t)(int64_t)x : (uint64_t)x;
}

/* Loops of one iteration have no place of their own in a nest. */
void sparse_loops(struct sparse *s, const struct model_mapping *mapping)
{
  s->loop.n = s->mold.n = 0;
  for (unsigned l = 0; l <= s->levels; l++) s->begin[l] = 0;
  for (unsigned d = 0; d < s->dims; d++) vec_push(&s->mold, 1);
  int level = (int)s->levels;
  for (unsigned i = mapping->loops; i--;) {
    const struct model_loop *from = &mapping->loop[i];
    int place = s->nest->place[from->axis >= 0][from->node];
    if (place < 0) continue;
    for (; level > place / 2; level--) s->end[level - 1] = s->begin[level - 1] = s->loop.n;
    vec_push(&s->loop, (struct sparse_loop){(uint8_t)level, (uint8_t)from->dim,
                                            (uint8_t)(from->axis < 0 ? 0 : from->axis),
                                            from->axis >= 0, from->bound});
    for (unsigned d = 0; d < s->dims; d++) {
      int64_t inside = s->mold.at[s->mold.n - s->dims];
      vec_push(&s->mold, d == from->dim ? inside * from->bound : inside);
    }
    s->end[level] = s->loop.n;
  }
  for (; level > 0; level--) s->end[level - 1] = s->begin[level - 1] = s->loop.n;
}

static void start_tile(struct sparse *s, unsigned l, unsigned t)
{
  struct sparse_tile *tile = tile_at(s, l, t);
  struct sparse_store *store = store_at(s, l, t);
  const struct traffic *n = &s->traffic[t][l];
  const struct model_format *format = store->format;
  memset(tile, 0, sizeof *tile);
  *store = (struct sparse_store){.format = format};
  tile->kept = s->nest->level[l].keeps >> t & 1;
  tile->box = sparse_box(s, t, mold_at(s, s->end[l]));
  tile->shape = (double)n->tile;
  tile->density = 1;
  tile->instances = s->flows->used[l];
  tile->spread = (double)s->flows->used_x[l] * (double)s->flows->used_y[l];
  tile->count[RANDOM][READS] = (double)n->reads;
  tile->count[RANDOM][FILLS] = (double)n->fills;
  tile->count[RANDOM][UPDATES] = (double)n->updates;
  tile->reductions = (double)n->reductions;
  for (unsigned r = 0; tile->kept && format && r < format->ranks; r++) {
    enum rank_kind kind = format->rank[format->ranks - 1 - r].kind;
    tile->metadata |= kind != RANK_UNCOMPRESSED;
    tile->compressed |= rank_compresses(kind);
  }
}

bool sparse_count(struct sparse *s, const struct model_mapping *mapping,
                  const struct flows *flows, struct traffic (*traffic)[MODEL_LEVELS],
                  const struct sparse_price (*price)[MODEL_TENSORS], struct eval_problem *problem)
{
  s->flows = flows, s->traffic = traffic, s->price = price, s->problem = problem;
  sparse_loops(s, mapping);
  for (unsigned t = 0; t < s->tensors; t++) {
    struct box tensor = sparse_box(s, t, mold_at(s, s->loop.n));
    if (!box_same(&tensor, &s->whole[t])) sparse_forget(s);
    density_set_tensor(s->density[t], &tensor);
    s->whole[t] = tensor;
    for (unsigned l = 0; l < s->levels; l++) start_tile(s, l, t);
  }
  if (!sparse_ranks(s)) return false;
  sparse_fill(s);
  if (!sparse_savings(s) || !sparse_spread(s)) return false;
  sparse_combine(s);
  return sparse_compute(s);
}
