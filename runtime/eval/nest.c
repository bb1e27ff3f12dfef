#include "runtime/eval/nest.h"

#include <string.h>

/* One build: the nest that is made and where to say what is wrong. */
struct build {
  struct nest *nest;
  const struct model_mapping *mapping;
  struct eval_problem *problem;
};

static bool fail(struct build *b, struct eval_problem problem)
{
  *b->problem = problem;
  return false;
}

static struct eval_problem about(enum eval_status status, int node)
{
  return (struct eval_problem){.status = status, .node = node, .dim = -1, .tensor = -1, .axis = -1};
}

static struct eval_problem over(enum eval_status status, double have, double limit)
{
  struct eval_problem p = about(status, -1);
  p.have = have;
  p.limit = limit;
  return p;
}

/* An array is on the path if the compute is inside it, and anything else if the block
 * that it stands in is around the compute. */
static bool on_path(const struct model_arch *arch, int node, int compute)
{
  int wanted = arch->node[node].kind == MODEL_ARRAY ? node : arch->node[node].parent;
  for (int at = arch->node[compute].parent;; at = arch->node[at].parent) {
    if (at == wanted) return true;
    if (at < 0) return false;
  }
}

static struct nest_level *open_level(struct nest *nest)
{
  struct nest_level *level = &nest->level[nest->levels++];
  *level = (struct nest_level){.memory = -1, .array = -1, .mesh_x = 1, .mesh_y = 1};
  return level;
}

static void add_array(struct nest_level *level, const struct model_node *array, int node)
{
  level->array = node;
  level->mesh_x = array->array.axis[0].size;
  for (unsigned i = 1; i < array->array.axes; i++) level->mesh_y *= array->array.axis[i].size;
}

/* The levels of the path.  An array belongs to the memory right in front of it. */
static bool find_levels(struct build *b)
{
  struct nest *nest = b->nest;
  const struct model_arch *arch = nest->arch;
  if (arch->nodes > MODEL_NODES) return fail(b, over(EVAL_LIMIT, arch->nodes, MODEL_NODES));
  for (unsigned i = 0; i < arch->nodes; i++) nest->level_of[i] = -1;
  for (int i = 0; i < nest->compute; i++) {
    const struct model_node *node = &arch->node[i];
    bool array = node->kind == MODEL_ARRAY;
    if ((!array && node->kind != MODEL_MEMORY) || !on_path(arch, i, nest->compute)) continue;
    struct nest_level *last = nest->levels ? &nest->level[nest->levels - 1] : NULL;
    if (array && !last) return fail(b, about(EVAL_NO_COMPUTE, i));
    if (!array || last->array >= 0) {
      if (nest->levels == MODEL_LEVELS)
        return fail(b, over(EVAL_LIMIT, MODEL_LEVELS + 1, MODEL_LEVELS));
      last = open_level(nest);
    }
    if (array) add_array(last, node, i);
    else last->memory = i;
    nest->level_of[i] = (int)nest->levels - 1;
  }
  return nest->levels || fail(b, about(EVAL_NO_COMPUTE, nest->compute));
}

static bool find_tensors(struct build *b)
{
  struct nest *nest = b->nest;
  const struct model_einsum *einsum = nest->einsum;
  if (einsum->dims > MODEL_DIMS) return fail(b, over(EVAL_LIMIT, einsum->dims, MODEL_DIMS));
  if (einsum->tensors > MODEL_TENSORS)
    return fail(b, over(EVAL_LIMIT, einsum->tensors, MODEL_TENSORS));
  for (unsigned t = 0; t < einsum->tensors; t++) {
    const struct model_tensor *from = &einsum->tensor[t];
    struct nest_tensor *to = &nest->tensor[t];
    if (from->ranks > MODEL_RANKS) return fail(b, over(EVAL_LIMIT, from->ranks, MODEL_RANKS));
    to->ranks = from->ranks;
    to->output = from->output;
    to->terms = 0;
    for (unsigned r = 0; r < from->ranks; r++)
      for (unsigned d = 0; d < einsum->dims; d++) {
        int64_t c = from->coefficients[r * einsum->dims + d];
        if (!c) continue;
        if (to->terms == NEST_TERMS) return fail(b, over(EVAL_LIMIT, NEST_TERMS + 1, NEST_TERMS));
        to->term[to->terms++] = (struct nest_term){(uint8_t)r, (uint8_t)d, c};
      }
  }
  return true;
}

/* Where a loop belongs: twice its level, and one more for loops across the array. */
static int place_of(const struct build *b, const struct model_loop *loop)
{
  int level = loop->node < b->nest->arch->nodes ? b->nest->level_of[loop->node] : -1;
  if (level < 0) return -1;
  bool spatial = loop->axis >= 0;
  const struct nest_level *l = &b->nest->level[level];
  if (spatial && l->array != loop->node) return -1;
  if (!spatial && l->memory >= 0 && l->memory != loop->node) return -1;
  return 2 * level + spatial;
}

/* In a fan-out, loops along later axes come first: of two instances that follow each
 * other, most are neighbours along the first axis. */
static void sort_axes(struct nest_loop *loop, int16_t *axis, unsigned n)
{
  for (unsigned i = 1; i < n; i++)
    for (unsigned j = i; j && axis[j - 1] < axis[j]; j--) {
      struct nest_loop l = loop[j];
      int16_t a = axis[j];
      loop[j] = loop[j - 1], axis[j] = axis[j - 1];
      loop[j - 1] = l, axis[j - 1] = a;
    }
}

static bool find_loops(struct build *b)
{
  struct nest *nest = b->nest;
  int16_t axis[MODEL_LOOPS];
  unsigned starts[2 * MODEL_LEVELS + 1];
  int place = -1;
  for (unsigned i = 0; i < b->mapping->loops; i++) {
    const struct model_loop *from = &b->mapping->loop[i];
    int at = place_of(b, from);
    if (at < 0 || at < place) {
      struct eval_problem p = about(EVAL_LOOP_PLACE, from->node);
      p.dim = from->dim;
      return fail(b, p);
    }
    while (place < at) starts[++place] = nest->loops;
    if (from->bound == 1 && from->residual == 1) continue;
    if (nest->loops == MODEL_LOOPS) return fail(b, over(EVAL_LIMIT, MODEL_LOOPS + 1, MODEL_LOOPS));
    if (from->bound != from->residual) nest->imperfect = true;
    axis[nest->loops] = from->axis;
    nest->loop[nest->loops++] = (struct nest_loop){
      .dim = (uint8_t)from->dim, .spatial = from->axis >= 0, .vertical = from->axis > 0,
      .bound = from->bound, .residual = from->residual};
  }
  while (place < (int)(2 * nest->levels)) starts[++place] = nest->loops;
  for (unsigned l = 0; l < nest->levels; l++) {
    struct nest_level *level = &nest->level[l];
    level->first = starts[2 * l];
    level->spatial = starts[2 * l + 1];
    level->end = starts[2 * l + 2];
    sort_axes(nest->loop + level->spatial, axis + level->spatial, level->end - level->spatial);
  }
  return true;
}

/* Strides from the inside out, and the whole of each dim from the outside in. */
static bool check_cover(struct build *b)
{
  struct nest *nest = b->nest;
  int64_t inside[MODEL_DIMS], covered[MODEL_DIMS];
  nest->computes = 1;
  for (unsigned d = 0; d < nest->dims; d++) {
    inside[d] = 1, covered[d] = 0;
    if (__builtin_mul_overflow(nest->computes, nest->einsum->bounds[d], &nest->computes))
      return fail(b, about(EVAL_TOO_LARGE, -1));
  }
  for (unsigned i = nest->loops; i--;) {
    struct nest_loop *loop = &nest->loop[i];
    loop->stride = inside[loop->dim];
    if (__builtin_mul_overflow(loop->stride, loop->bound, &inside[loop->dim]))
      return fail(b, about(EVAL_TOO_LARGE, -1));
  }
  for (unsigned i = 0; i < nest->loops; i++) {
    const struct nest_loop *loop = &nest->loop[i];
    int64_t *at = &covered[loop->dim];
    *at = *at * loop->bound + loop->residual - 1; /* fits: it is at most `inside` */
  }
  for (unsigned d = 0; d < nest->dims; d++)
    if (covered[d] + 1 != nest->einsum->bounds[d]) {
      struct eval_problem p = over(EVAL_COVER, (double)covered[d] + 1, (double)nest->einsum->bounds[d]);
      p.dim = (int)d;
      return fail(b, p);
    }
  return true;
}

static bool check_fanout(struct build *b)
{
  uint64_t used[MODEL_LEVELS][MODEL_AXES];
  for (unsigned l = 0; l < b->nest->levels; l++)
    for (unsigned a = 0; a < MODEL_AXES; a++) used[l][a] = 1;
  for (unsigned i = 0; i < b->mapping->loops; i++) {
    const struct model_loop *loop = &b->mapping->loop[i];
    if (loop->axis < 0) continue;
    const struct model_array *array = &b->nest->arch->node[loop->node].array;
    uint64_t *n = &used[b->nest->level_of[loop->node]][loop->axis];
    if (loop->axis < (int)array->axes && !__builtin_mul_overflow(*n, (uint64_t)loop->bound, n) &&
        *n <= array->axis[loop->axis].size)
      continue;
    struct eval_problem p = about(EVAL_FANOUT, loop->node);
    p.axis = loop->axis;
    p.have = (double)*n;
    p.limit = loop->axis < (int)array->axes ? (double)array->axis[loop->axis].size : 0;
    return fail(b, p);
  }
  return true;
}

/* Level by level: the tile lies outside of all loops of its memory and inside of those
 * before. */
static bool find_storage(struct build *b)
{
  const struct model_mapping *m = b->mapping;
  uint32_t kept = 0;
  for (unsigned l = 0; l < b->nest->levels; l++) b->nest->level[l].keeps = 0;
  for (unsigned i = 0; i < m->storages; i++) {
    const struct model_storage *s = &m->storage[i];
    int level = s->node < b->nest->arch->nodes ? b->nest->level_of[s->node] : -1;
    struct eval_problem p = about(EVAL_STORAGE_PLACE, s->node);
    p.tensor = s->tensor;
    if (level < 0 || b->nest->level[level].memory != s->node || s->position > m->loops)
      return fail(b, p);
    for (unsigned j = 0; j < m->loops; j++)
      if ((place_of(b, &m->loop[j]) >= 2 * level) != (j >= s->position)) return fail(b, p);
    b->nest->level[level].keeps |= 1u << s->tensor;
    kept |= 1u << s->tensor;
  }
  for (unsigned t = 0; t < b->nest->tensors; t++)
    if (!(kept >> t & 1)) {
      struct eval_problem p = about(EVAL_NOT_KEPT, -1);
      p.tensor = (int)t;
      return fail(b, p);
    }
  return true;
}

/* What an array does not do: partial sums that it does not add go up one by one. */
static void find_policies(struct build *b)
{
  const struct nest *nest = b->nest;
  uint32_t outputs = 0;
  for (unsigned t = 0; t < nest->tensors; t++) outputs |= (uint32_t)nest->tensor[t].output << t;
  for (unsigned l = 0; l < nest->levels; l++) {
    struct nest_level *level = &b->nest->level[l];
    level->no_temporal_reuse = level->no_multicast = level->no_forwarding = 0;
    level->reads_first_update = 0;
    if (level->array < 0) continue;
    const struct model_array *array = &nest->arch->node[level->array].array;
    if (!array->multicasts) level->no_multicast |= ~outputs;
    if (!array->reduces) level->no_multicast |= outputs;
    if (!array->forwards) level->no_forwarding = UINT32_MAX;
  }
  for (unsigned i = 0; i < b->mapping->policies; i++) {
    const struct model_policy *p = &b->mapping->policy[i];
    int level = p->node < nest->arch->nodes ? nest->level_of[p->node] : -1;
    if (level < 0) continue;
    struct nest_level *l = &b->nest->level[level];
    l->no_temporal_reuse |= p->no_temporal_reuse;
    l->no_multicast |= p->no_multicast;
    l->no_forwarding |= p->no_forwarding;
    l->reads_first_update |= p->reads_first_update;
  }
}

bool nest_path(struct nest *nest, const struct model_arch *arch, int compute,
               const struct model_einsum *einsum, struct eval_problem *problem)
{
  struct build b = {.nest = nest, .problem = problem};
  *problem = about(EVAL_OK, -1);
  nest->arch = arch;
  nest->einsum = einsum;
  nest->compute = compute;
  nest->levels = nest->loops = 0;
  nest->tensors = einsum->tensors;
  nest->dims = einsum->dims;
  if (compute < 0 || arch->node[compute].kind != MODEL_COMPUTE)
    return fail(&b, about(EVAL_NO_COMPUTE, compute));
  return find_levels(&b) && find_tensors(&b);
}

bool nest_map(struct nest *nest, const struct model_mapping *mapping,
              struct eval_problem *problem)
{
  struct build b = {.nest = nest, .mapping = mapping, .problem = problem};
  *problem = about(EVAL_OK, -1);
  nest->loops = 0;
  nest->imperfect = false;
  if (!find_loops(&b) || !check_cover(&b) || !check_fanout(&b) || !find_storage(&b)) return false;
  find_policies(&b);
  return true;
}
