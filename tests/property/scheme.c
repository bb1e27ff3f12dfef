#include "tests/property/scheme.h"

#include <string.h>

static void add_array(struct scheme_level *level, const struct model_array *array, int node,
                      const struct model_einsum *einsum)
{
  level->array = node;
  level->columns = (int64_t)array->axis[0].size;
  for (unsigned t = 0; t < einsum->tensors; t++) {
    bool shares = einsum->tensor[t].output ? array->reduces : array->multicasts;
    if (!shares) level->apart |= 1u << t;
    if (array->forwards) level->forwards |= 1u << t;
  }
}

static void add_memory(struct scheme_level *level, const struct model_memory *memory, int node)
{
  level->memory = node;
  level->read_rate = memory->read_rate;
  level->write_rate = memory->write_rate;
  level->shared_rate = memory->shared_rate;
}

/* An array belongs to the memory in front of it; a second one is a level of its own. */
static bool read_levels(struct scheme *s, const struct model_arch *arch, int compute,
                        const struct model_einsum *einsum)
{
  struct scheme_level *level = NULL;
  s->levels = 0;
  for (int i = 0; i < compute; i++) {
    bool array = arch->node[i].kind == MODEL_ARRAY;
    if (!array && arch->node[i].kind != MODEL_MEMORY) continue;
    if (!array || !level || level->array >= 0) {
      if (s->levels == SIM_LEVELS) return false;
      level = &s->level[s->levels++];
      *level = (struct scheme_level){.memory = -1, .array = -1, .columns = 1};
    }
    if (array) add_array(level, &arch->node[i].array, i, einsum);
    else add_memory(level, &arch->node[i].memory, i);
  }
  return s->levels > 0;
}

static struct scheme_level *level_of(struct scheme *s, int node)
{
  for (unsigned l = 0; l < s->levels; l++)
    if (s->level[l].memory == node || s->level[l].array == node) return &s->level[l];
  return NULL;
}

/* Level by level: first in time, then across the array, along the first axis last. */
static bool read_loops(struct scheme *s, const struct model_mapping *mapping)
{
  s->loops = 0;
  for (unsigned l = 0; l < s->levels; l++)
    for (int turn = -1; turn < MODEL_AXES; turn++)
      for (unsigned i = 0; i < mapping->loops; i++) {
        const struct model_loop *from = &mapping->loop[i];
        int axis = turn < 0 ? -1 : MODEL_AXES - 1 - turn;
        if (level_of(s, from->node) != &s->level[l] || from->axis != axis) continue;
        if (from->bound == 1) continue;
        if (s->loops == SIM_LOOPS) return false;
        s->loop[s->loops++] = (struct scheme_loop){
          .dim = from->dim, .level = l, .axis = axis,
          .bound = from->bound, .residual = from->residual};
      }
  return true;
}

static void find_strides(struct scheme *s)
{
  s->ragged = false;
  for (unsigned i = 0; i < s->loops; i++) {
    struct scheme_loop *loop = &s->loop[i];
    loop->stride = 1;
    loop->ragged_inside = false;
    s->ragged |= loop->bound != loop->residual;
    for (unsigned k = i + 1; k < s->loops; k++) {
      if (s->loop[k].dim != loop->dim) continue;
      loop->stride *= s->loop[k].bound;
      loop->ragged_inside |= s->loop[k].bound != s->loop[k].residual;
    }
  }
}

static void read_policies(struct scheme *s, const struct model_mapping *mapping)
{
  for (unsigned i = 0; i < mapping->storages; i++)
    level_of(s, mapping->storage[i].node)->keeps |= 1u << mapping->storage[i].tensor;
  for (unsigned i = 0; i < mapping->policies; i++) {
    const struct model_policy *p = &mapping->policy[i];
    struct scheme_level *level = level_of(s, p->node);
    level->anew |= p->no_temporal_reuse;
    level->apart |= p->no_multicast;
    level->forwards &= ~p->no_forwarding;
    level->reads_first |= p->reads_first_update;
  }
}

/* How far an iteration of a loop goes along a rank. */
static int64_t shift(const struct model_tensor *from, const struct scheme *s, unsigned rank,
                     const struct scheme_loop *loop)
{
  return from->coefficients[rank * s->dims + loop->dim] * loop->stride;
}

/* Room for all words that loops can reach, as if all iterations were there. */
static bool number_words(struct scheme_tensor *t, const struct model_tensor *from,
                         const struct scheme *s)
{
  int64_t words = 1;
  t->output = from->output;
  t->bits = from->word_bits;
  t->ranks = from->ranks;
  t->origin = 0;
  memset(t->move, 0, sizeof t->move);
  for (unsigned r = 0; r < t->ranks; r++) {
    t->low[r] = t->high[r] = 0;
    t->place[r] = (int)words;
    for (unsigned i = 0; i < s->loops; i++) {
      int64_t by = shift(from, s, r, &s->loop[i]);
      *(by < 0 ? &t->low[r] : &t->high[r]) += by * (s->loop[i].bound - 1);
      t->shift[i][r] = by;
      t->move[i] += (int)(by * words);
    }
    t->origin -= (int)(t->low[r] * words);
    words *= t->high[r] - t->low[r] + 1;
    if (words > WORDS) return false;
  }
  t->chunks = (unsigned)(words + 63) / 64;
  for (int64_t w = 0; w < words; w++)
    for (unsigned r = 0; r < t->ranks; r++)
      t->coordinates[w][r] = (int16_t)(w / t->place[r] % (t->high[r] - t->low[r] + 1));
  return true;
}

bool scheme_read(struct scheme *s, const struct model_arch *arch, int compute,
                 const struct model_einsum *einsum, const struct model_mapping *mapping)
{
  s->tensors = einsum->tensors;
  s->dims = einsum->dims;
  s->compute_rate = arch->node[compute].compute.rate;
  if (s->tensors > SIM_TENSORS || !read_levels(s, arch, compute, einsum)) return false;
  if (!read_loops(s, mapping)) return false;
  find_strides(s);
  read_policies(s, mapping);
  for (unsigned t = 0; t < s->tensors; t++)
    if (einsum->tensor[t].ranks > SIM_RANKS ||
        !number_words(&s->tensor[t], &einsum->tensor[t], s)) return false;
  return true;
}
