#include "compiler/sema/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- making ---- */

struct sorting {
  unsigned keys;
  const double *key;
};

static int compare_rows(const void *a, const void *b, void *context)
{
  const struct sorting *s = context;
  uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
  const double *x = s->key + (size_t)i * s->keys, *y = s->key + (size_t)j * s->keys;
  for (unsigned k = 0; k < s->keys; k++)
    if (x[k] != y[k]) return x[k] < y[k] ? -1 : 1;
  return i < j ? -1 : i > j; /* of the same keys the first in the table comes first */
}

struct making {
  struct grid *grid;
  const uint32_t *order;
  const double *key;
  uint32_t nodes;
};

/* The node `at` stands for the rows order[first, end), which are equal up to its storey. */
static void grow(struct making *m, uint32_t at, unsigned storey, uint32_t first, uint32_t end)
{
  struct grid *g = m->grid;
  struct grid_node *n = &g->node[at];
  if (storey == g->keys) {
    n->child = m->order[first];
    if (end > first + 1 && !g->doubled) {
      g->doubled = true;
      g->first = m->order[first];
      g->again = m->order[first + 1];
    }
    return;
  }
#define KEY(i) m->key[(size_t)m->order[i] * g->keys + storey]
  n->child = m->nodes;
  for (uint32_t i = first; i < end; i++)
    if (i == first || KEY(i) != KEY(i - 1)) g->node[m->nodes++].value = KEY(i);
  n->children = m->nodes - n->child;
  uint32_t child = n->child, from = first;
  for (uint32_t i = first + 1; i <= end; i++)
    if (i == end || KEY(i) != KEY(from)) {
      grow(m, child++, storey + 1, from, i);
      from = i;
    }
#undef KEY
}

struct grid *grid_new(struct arena *arena, unsigned keys, unsigned results,
                      const enum grid_rule *rule, uint32_t rows, const double *key,
                      const double *result)
{
  struct grid *g = ARENA_NEW(arena, struct grid);
  *g = (struct grid){.keys = keys, .results = results, .rows = rows, .result = result};
  memcpy(g->rule, rule, keys * sizeof *rule);
  g->node = ARENA_ARRAY(arena, struct grid_node, (size_t)rows * keys + 1);
  if (!rows) return g;
  uint32_t *order = xmalloc(rows * sizeof *order);
  for (uint32_t i = 0; i < rows; i++) order[i] = i;
  qsort_r(order, rows, sizeof *order, compare_rows, &(struct sorting){keys, key});
  grow(&(struct making){g, order, key, 1}, 0, 0, 0, rows);
  xfree(order);
  return g;
}

/* ---- finding ---- */

struct query {
  const struct grid *grid;
  const double *key;
  const struct grid_scaler *scaler;
  struct grid_found *found;
};

/* The first child whose value is not below `value`; may be one past the last. */
static uint32_t bound(const struct grid_node *child, uint32_t n, double value)
{
  uint32_t low = 0;
  while (low < n) {
    uint32_t middle = low + (n - low) / 2;
    if (child[middle].value < value) low = middle + 1;
    else n = middle;
  }
  return low;
}

/* The same number, though it may have been computed in another way: 3 * 1 ns is 3 ns. */
static bool is_same(double a, double b) { return fabs(a - b) <= 1e-12 * fabs(b); }

/* The first child that is not below `value`, or that which is the same. */
static uint32_t place(const struct grid_node *child, uint32_t n, double value, bool *there)
{
  uint32_t i = bound(child, n, value);
  if (i && is_same(value, child[i - 1].value)) i--;
  *there = i < n && is_same(value, child[i].value);
  return i;
}

/* The nearest of two neighbours; of equally near ones the lower. */
static uint32_t nearest(enum grid_rule rule, const struct grid_node *child, uint32_t n,
                        uint32_t above, double value)
{
  if (above == n) return n - 1;
  if (!above) return 0;
  double low = child[above - 1].value, high = child[above].value;
  if (rule == GRID_STEP) return value - low <= high - value ? above - 1 : above;
  return value * value <= low * high ? above - 1 : above; /* value / low <= high / value */
}

static bool covers(const struct query *q, unsigned storey, const struct grid_node *n);

/* The children on both sides of child `above` from where the rest of the query lies within
 * the rows. */
static bool bracket(const struct query *q, unsigned storey, const struct grid_node *child,
                    uint32_t n, uint32_t above, uint32_t *low, uint32_t *high)
{
  bool has_low = false, has_high = false;
  for (uint32_t i = above; i-- > 0 && !has_low;)
    if (covers(q, storey + 1, &child[i])) *low = i, has_low = true;
  for (uint32_t i = above; i < n && !has_high; i++)
    if (covers(q, storey + 1, &child[i])) *high = i, has_high = true;
  return has_low && has_high;
}

/* Whether what is looked for lies within the rows below `node`. */
static bool covers(const struct query *q, unsigned storey, const struct grid_node *node)
{
  if (storey == q->grid->keys) return true;
  const struct grid_node *child = &q->grid->node[node->child];
  double value = q->key[storey];
  enum grid_rule rule = q->grid->rule[storey];
  bool there;
  uint32_t n = node->children, i = place(child, n, value, &there), low, high;
  if (there && covers(q, storey + 1, &child[i])) return true;
  if (rule == GRID_EQUAL) return false;
  if (rule == GRID_SCALE || rule == GRID_STEP)
    return covers(q, storey + 1, &child[nearest(rule, child, n, i, value)]);
  return bracket(q, storey, child, n, i, &low, &high);
}

static bool find(const struct query *q, unsigned storey, const struct grid_node *node, double *out);

static bool fail(const struct query *q, unsigned storey)
{
  q->found->failed = true;
  q->found->beyond = storey;
  return false;
}

static void touch(const struct query *q, uint32_t row, double *out)
{
  const struct grid *g = q->grid;
  struct grid_found *f = q->found;
  if (g->fill) g->fill(g->context, row);
  memcpy(out, g->result + (size_t)row * g->results, g->results * sizeof *out);
  for (unsigned i = 0; i < f->rows; i++)
    if (f->row[i] == row) return;
  if (f->rows < GRID_TOUCHED) f->row[f->rows++] = row;
}

static bool find_scaled(const struct query *q, unsigned storey, const struct grid_node *child,
                        double *out)
{
  double to = q->key[storey];
  if (!find(q, storey + 1, child, out)) return false;
  q->found->scaled = true;
  for (unsigned r = 0; r < q->grid->results; r++)
    out[r] *= q->scaler->factor(q->scaler->context, storey, r, child->value, to);
  return true;
}

static double between(enum grid_rule rule, double a, double b, double share, double power_share)
{
  if (rule == GRID_INTERPOLATE && a > 0 && b > 0) return a * pow(b / a, power_share);
  return a + (b - a) * (rule == GRID_INTERPOLATE ? power_share : share);
}

static bool find_between(const struct query *q, unsigned storey, const struct grid_node *low,
                         const struct grid_node *high, double *out)
{
  double other[GRID_RESULTS], x = q->key[storey];
  enum grid_rule rule = q->grid->rule[storey];
  if (!find(q, storey + 1, low, out) || !find(q, storey + 1, high, other)) return false;
  double share = (x - low->value) / (high->value - low->value);
  double power_share = rule == GRID_INTERPOLATE
    ? log(x / low->value) / log(high->value / low->value) : share;
  q->found->interpolated = true;
  for (unsigned r = 0; r < q->grid->results; r++)
    out[r] = between(rule, out[r], other[r], share, power_share);
  return true;
}

/* Beyond the rows, the last two of them tell the slope; a single one tells nothing. */
static bool find_beyond(const struct query *q, unsigned storey, const struct grid_node *child,
                        uint32_t n, uint32_t above, double *out)
{
  bool past = above == n;
  struct grid_found *f = q->found;
  if (n == 1) return fail(q, storey);
  if (!f->extrapolated) {
    f->extrapolated = true;
    f->beyond = storey;
    f->limit = child[past ? n - 1 : 0].value;
  }
  return find_between(q, storey, &child[past ? n - 2 : 0], &child[past ? n - 1 : 1], out);
}

static bool find(const struct query *q, unsigned storey, const struct grid_node *node, double *out)
{
  const struct grid *g = q->grid;
  if (storey == g->keys) {
    touch(q, node->child, out);
    return true;
  }
  const struct grid_node *child = &g->node[node->child];
  double value = q->key[storey];
  enum grid_rule rule = g->rule[storey];
  bool there;
  uint32_t n = node->children, i = place(child, n, value, &there), low, high;
  if (!n || (rule != GRID_EQUAL && rule != GRID_STEP && !(value > 0))) return fail(q, storey);
  if (rule == GRID_EQUAL) return there ? find(q, storey + 1, &child[i], out) : fail(q, storey);
  if (rule == GRID_SCALE || rule == GRID_STEP) {
    if (there) return find(q, storey + 1, &child[i], out);
    return find_scaled(q, storey, &child[nearest(rule, child, n, i, value)], out);
  }
  if (there && covers(q, storey + 1, &child[i])) return find(q, storey + 1, &child[i], out);
  if (bracket(q, storey, child, n, i, &low, &high))
    return find_between(q, storey, &child[low], &child[high], out);
  if (there) return find(q, storey + 1, &child[i], out);
  if (i == 0 || i == n) return find_beyond(q, storey, child, n, i, out);
  return find_between(q, storey, &child[i - 1], &child[i], out);
}

bool grid_find(const struct grid *g, const double *key, const struct grid_scaler *scaler,
               double *out, struct grid_found *found)
{
  *found = (struct grid_found){0};
  struct query q = {g, key, scaler, found};
  bool ok = find(&q, 0, &g->node[0], out);
  found->exact = ok && !found->interpolated && !found->scaled && !found->extrapolated;
  return ok;
}
