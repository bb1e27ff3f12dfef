#include "runtime/eval/nest.h"

/* One build: the nest that is made and where to say what is wrong. */
struct build {
  struct nest *nest;
  const struct model_mapping *mapping;
  struct eval_problem *problem;
  unsigned begin[2 * MODEL_LEVELS + 1]; /* first loop of the mapping at a place or behind it */
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

static struct eval_problem about_dim(enum eval_status status, unsigned dim, int64_t have,
                                     int64_t limit)
{
  struct eval_problem p = about(status, -1);
  p.dim = (int)dim;
  p.have = (double)have;
  p.limit = (double)limit;
  return p;
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
  if (array->array.axes) level->mesh_x = array->array.axis[0].size;
  for (unsigned i = 1; i < array->array.axes; i++) level->mesh_y *= array->array.axis[i].size;
}

/* The levels of the path.  An array belongs to the memory right in front of it. */
static bool find_levels(struct build *b)
{
  struct nest *nest = b->nest;
  const struct model_arch *arch = nest->arch;
  if (arch->nodes > MODEL_NODES) return fail(b, over(EVAL_LIMIT, arch->nodes, MODEL_NODES));
  for (unsigned i = 0; i < arch->nodes; i++)
    nest->level_of[i] = nest->place[0][i] = nest->place[1][i] = -1;
  for (int i = 0; i < nest->compute; i++) {
    const struct model_node *node = &arch->node[i];
    bool array = node->kind == MODEL_ARRAY;
    if ((!array && node->kind != MODEL_MEMORY) || !on_path(arch, i, nest->compute)) continue;
    struct nest_level *last = nest->levels ? &nest->level[nest->levels - 1] : NULL;
    if (array && !last) return fail(b, about(EVAL_NO_COMPUTE, i));
    if (array && node->array.axes > MODEL_AXES)
      return fail(b, over(EVAL_LIMIT, node->array.axes, MODEL_AXES));
    if (!array || last->array >= 0) {
      if (nest->levels == MODEL_LEVELS)
        return fail(b, over(EVAL_LIMIT, MODEL_LEVELS + 1, MODEL_LEVELS));
      last = open_level(nest);
    }
    if (array) add_array(last, node, i);
    else last->memory = i;
    int level = (int)nest->levels - 1;
    nest->level_of[i] = (int8_t)level;
    if (array) nest->place[1][i] = (int8_t)(2 * level + 1);
    if (!array || last->memory < 0) nest->place[0][i] = (int8_t)(2 * level);
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
  nest->computes = 1;
  for (unsigned d = 0; d < einsum->dims; d++) {
    int64_t bound = einsum->bounds[d];
    if (bound < 1) return fail(b, about_dim(EVAL_COVER, d, 1, bound));
    if (__builtin_mul_overflow(nest->computes, bound, &nest->computes))
      return fail(b, about(EVAL_TOO_LARGE, -1));
  }
  nest->outputs = 0;
  for (unsigned t = 0; t < einsum->tensors; t++) {
    const struct model_tensor *from = &einsum->tensor[t];
    struct nest_tensor *to = &nest->tensor[t];
    if (from->ranks > MODEL_RANKS) return fail(b, over(EVAL_LIMIT, from->ranks, MODEL_RANKS));
    to->ranks = from->ranks;
    to->output = from->output;
    nest->outputs |= (uint32_t)from->output << t;
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

static int place_of(const struct nest *nest, const struct model_loop *loop)
{
  return loop->node < nest->arch->nodes ? nest->place[loop->axis >= 0][loop->node] : -1;
}

static bool add_loop(struct build *b, const struct model_loop *from)
{
  struct nest *nest = b->nest;
  if (from->residual < 1 || from->residual > from->bound)
    return fail(b, about_dim(EVAL_COVER, from->dim, 0, nest->einsum->bounds[from->dim]));
  if (nest->loops == MODEL_LOOPS) return fail(b, over(EVAL_LIMIT, MODEL_LOOPS + 1, MODEL_LOOPS));
  if (from->bound != from->residual) nest->imperfect = true;
  bool spatial = from->axis >= 0;
  if (spatial && from->axis >= (int)nest->arch->node[from->node].array.axes) {
    struct eval_problem p = over(EVAL_FANOUT, (double)from->bound, 0);
    p.node = from->node, p.axis = from->axis;
    return fail(b, p);
  }
  nest->loop[nest->loops++] = (struct nest_loop){
    .dim = (uint8_t)from->dim, .spatial = spatial, .axis = spatial ? (uint8_t)from->axis : 0,
    .bound = from->bound, .residual = from->residual};
  return true;
}

/* In a fan-out, loops along later axes come first: of two instances that follow each
 * other, most are neighbours along the first axis. */
static void sort_axes(struct nest_loop *loop, unsigned n)
{
  for (unsigned i = 1; i < n; i++)
    for (unsigned j = i; j && loop[j - 1].axis < loop[j].axis; j--) {
      struct nest_loop l = loop[j];
      loop[j] = loop[j - 1];
      loop[j - 1] = l;
    }
}

/* What follows is at `place` or behind it: the loops of the mapping from `from` on, and those that
 * will be added here. */
static void start_place(struct build *b, int place, unsigned from)
{
  struct nest *nest = b->nest;
  b->begin[place] = from;
  if (place == (int)(2 * nest->levels)) return;
  if (place % 2) nest->level[place / 2].spatial = nest->loops;
  else nest->level[place / 2].first = nest->loops;
}

static bool find_loops(struct build *b)
{
  struct nest *nest = b->nest;
  int place = 0, places = (int)(2 * nest->levels);
  nest->loops = 0;
  start_place(b, 0, 0);
  for (unsigned i = 0; i < b->mapping->loops; i++) {
    const struct model_loop *from = &b->mapping->loop[i];
    int at = place_of(nest, from);
    if (at < place || from->dim >= nest->dims) {
      struct eval_problem p = about(EVAL_LOOP_PLACE, from->node);
      p.dim = from->dim;
      return fail(b, p);
    }
    while (place < at) start_place(b, ++place, i);
    if ((from->bound != 1 || from->residual != 1) && !add_loop(b, from)) return false;
  }
  while (place < places) start_place(b, ++place, b->mapping->loops);
  for (unsigned l = 0; l < nest->levels; l++) {
    struct nest_level *level = &nest->level[l];
    level->end = l + 1 < nest->levels ? level[1].first : nest->loops;
    sort_axes(nest->loop + level->spatial, level->end - level->spatial);
  }
  return true;
}

/* Strides from the inside out, and the whole of each dim from the outside in. */
static bool check_cover(struct build *b)
{
  struct nest *nest = b->nest;
  int64_t inside[MODEL_DIMS], covered[MODEL_DIMS], iterations = 1;
  for (unsigned d = 0; d < nest->dims; d++) inside[d] = 1, covered[d] = 0;
  for (unsigned i = nest->loops; i--;) {
    struct nest_loop *loop = &nest->loop[i];
    if (__builtin_mul_overflow(iterations, loop->bound, &iterations))
      return fail(b, about(EVAL_TOO_LARGE, -1));
    loop->stride = inside[loop->dim];
    inside[loop->dim] *= loop->bound;
  }
  for (unsigned i = 0; i < nest->loops; i++) {
    const struct nest_loop *loop = &nest->loop[i];
    int64_t *at = &covered[loop->dim];
    *at = *at * loop->bound + loop->residual - 1; /* fits: it is at most `inside` */
  }
  for (unsigned d = 0; d < nest->dims; d++)
    if (covered[d] + 1 != nest->einsum->bounds[d])
      return fail(b, about_dim(EVAL_COVER, d, covered[d] + 1, nest->einsum->bounds[d]));
  return true;
}

/* Loops along the same axis stand side by side by now. */
static bool check_fanout(struct build *b)
{
  const struct nest *nest = b->nest;
  for (unsigned l = 0; l < nest->levels; l++) {
    const struct nest_level *level = &nest->level[l];
    int64_t along = 1, all = 1;
    for (unsigned i = level->spatial; i < level->end; i++) {
      const struct nest_loop *loop = &nest->loop[i];
      uint64_t size = nest->arch->node[level->array].array.axis[loop->axis].size;
      all *= loop->bound;
      along = i > level->spatial && loop[-1].axis == loop->axis ? along * loop->bound : loop->bound;
      if ((uint64_t)along <= size) continue;
      struct eval_problem p = over(EVAL_FANOUT, (double)along, (double)size);
      p.node = level->array, p.axis = loop->axis;
      return fail(b, p);
    }
    if (all > MODEL_INSTANCES) return fail(b, over(EVAL_LIMIT, (double)all, MODEL_INSTANCES));
  }
  return true;
}

/* Level by level: the tile lies outside of all loops of its memory and inside of those
 * before. */
static bool find_storage(struct build *b)
{
  const struct model_mapping *m = b->mapping;
  struct nest *nest = b->nest;
  uint32_t kept = 0;
  for (unsigned l = 0; l < nest->levels; l++) nest->level[l].keeps = 0;
  for (unsigned i = 0; i < m->storages; i++) {
    const struct model_storage *s = &m->storage[i];
    int level = s->node < nest->arch->nodes ? nest->level_of[s->node] : -1;
    if (level < 0 || nest->level[level].memory != s->node || s->tensor >= nest->tensors ||
        s->position != b->begin[2 * level]) {
      struct eval_problem p = about(EVAL_STORAGE_PLACE, s->node);
      p.tensor = s->tensor;
      return fail(b, p);
    }
    nest->level[level].keeps |= 1u << s->tensor;
    kept |= 1u << s->tensor;
  }
  for (unsigned t = 0; t < nest->tensors; t++)
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
  for (unsigned l = 0; l < nest->levels; l++) {
    struct nest_level *level = &b->nest->level[l];
    level->no_temporal_reuse = level->no_multicast = level->no_forwarding = 0;
    level->reads_first_update = 0;
    if (level->array < 0) continue;
    const struct model_array *array = &nest->arch->node[level->array].array;
    if (!array->multicasts) level->no_multicast |= ~nest->outputs;
    if (!array->reduces) level->no_multicast |= nest->outputs;
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
  if (compute < 0 || compute >= (int)arch->nodes || arch->node[compute].kind != MODEL_COMPUTE)
    return fail(&b, about(EVAL_NO_COMPUTE, compute));
  return find_levels(&b) && find_tensors(&b);
}

bool nest_map(struct nest *nest, const struct model_mapping *mapping,
              struct eval_problem *problem)
{
  struct build b;
  b.nest = nest, b.mapping = mapping, b.problem = problem;
  *problem = about(EVAL_OK, -1);
  nest->imperfect = false;
  if (!find_loops(&b) || !check_cover(&b) || !check_fanout(&b) || !find_storage(&b)) return false;
  find_policies(&b);
  return true;
}
