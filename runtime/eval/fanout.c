#include "runtime/eval/fanout.h"

#include <string.h>

enum { NO_GROUP = 0 }; /* groups are numbered from 1 */

struct fanout_cells {
  bool filled;                   /* the groups of the last fanout stand here */
  uint64_t capacity;             /* instances */
  uint32_t *group;               /* of each instance */
  uint8_t *served;               /* each instance: a neighbour gives it what it wants */
  uint32_t groups;
  /* Of each group; [0] is not used. */
  int64_t *tile;                 /* that its members want: the number of its move */
  uint64_t *members;             /* that no neighbour serves */
  uint32_t *wanted;              /* the group that held the same before */
  double *hops;
  uint64_t *column;              /* 1 + the last column in which it was met */
  double *above;                 /* hops counted for the instance met last there */
  uint32_t *slot;                /* hash table of groups, [4 * capacity] */
  uint64_t slots;                /* of it in use, a power of two */
};

void fanout_room_init(struct fanout_room *room)
{
  room->cells = xcalloc(1, sizeof *room->cells);
}

static void cells_free(struct fanout_cells *c)
{
  xfree(c->group), xfree(c->served), xfree(c->tile), xfree(c->members), xfree(c->wanted);
  xfree(c->hops), xfree(c->column), xfree(c->above), xfree(c->slot);
}

void fanout_room_free(struct fanout_room *room)
{
  cells_free(room->cells);
  xfree(room->cells);
}

static void make_room(struct fanout_cells *c, uint64_t instances)
{
  if (instances <= c->capacity) return;
  if (instances > UINT32_MAX / 4) xalloc_failed();
  uint64_t n = instances < 256 ? 256 : instances;
  cells_free(c);
  c->capacity = n;
  c->group = xmalloc(n * sizeof *c->group);
  c->tile = xmalloc((n + 1) * sizeof *c->tile);
  c->members = xmalloc((n + 1) * sizeof *c->members);
  c->served = xmalloc(n);
  c->wanted = xmalloc((n + 1) * sizeof *c->wanted);
  c->hops = xmalloc((n + 1) * sizeof *c->hops);
  c->column = xmalloc((n + 1) * sizeof *c->column);
  c->above = xmalloc((n + 1) * sizeof *c->above);
  c->slot = xmalloc(4 * n * sizeof *c->slot);
}

static void share_add(struct fanout_shares *shares, uint64_t members, uint64_t groups, double hops)
{
  shares->groups += groups;
  for (uint32_t i = 0; i < shares->of.n; i++)
    if (shares->of.at[i].members == members) {
      shares->of.at[i].groups += groups;
      shares->of.at[i].hops += hops;
      return;
    }
  vec_push(&shares->of, (struct fanout_share){members, groups, hops});
}

static int64_t length(int64_t n)
{
  return n < 0 ? -n : n;
}

static bool moves(const struct fanout *f, unsigned loop)
{
  for (unsigned r = 0; r < f->ranks; r++)
    if (f->shift[loop][r]) return true;
  return false;
}

/* A loop whose single iteration moves the tile further along some rank than all others
 * of `loops` together can. */
static bool dominates(const struct fanout *f, unsigned loop, uint64_t loops)
{
  for (unsigned r = 0; r < f->ranks; r++) {
    int64_t others = 0;
    for (unsigned i = 0; i < f->loops; i++)
      if (i != loop && loops >> i & 1) others += length(f->shift[i][r]) * (f->extent[i] - 1);
    if (length(f->shift[loop][r]) > others) return true;
  }
  return false;
}

/* True if different iterations of the loops that move the tile want different tiles: by
 * taking away loops that dominate the rest, until none is left. */
static bool all_different(const struct fanout *f, uint64_t *same)
{
  uint64_t loops = 0;
  *same = 1;
  for (unsigned i = 0; i < f->loops; i++)
    if (moves(f, i)) loops |= UINT64_C(1) << i;
    else *same *= (uint64_t)f->extent[i];
  for (bool found = true; loops && found;) {
    found = false;
    for (unsigned i = 0; i < f->loops; i++)
      if (loops >> i & 1 && dominates(f, i, loops)) {
        loops &= ~(UINT64_C(1) << i);
        found = true;
      }
  }
  return !loops;
}

bool fanout_places(struct fanout *f)
{
  int64_t next = 1;
  for (unsigned r = 0; r < f->ranks; r++) {
    int64_t span = 0; /* tiles differ by at most that much, and a move by as much again */
    for (unsigned i = 0; i < f->loops; i++) span += length(f->shift[i][r]) * (f->extent[i] - 1);
    f->place[r] = next;
    if (span > INT64_MAX / 4 || __builtin_mul_overflow(next, 2 * span + 1, &next)) return false;
  }
  return true;
}

static int64_t number_of(const struct fanout *f, const int64_t *move)
{
  int64_t number = 0;
  for (unsigned r = 0; r < f->ranks; r++) number += move[r] * f->place[r];
  return number;
}

/* The slot of the group that wants the tile, or where it would stand. */
static uint32_t *find_group(struct fanout_cells *c, int64_t tile)
{
  uint64_t hash = (uint64_t)tile * 0x9e3779b97f4a7c15u;
  for (uint64_t i = hash >> 32;; i++) {
    uint32_t *slot = &c->slot[i & (c->slots - 1)];
    if (*slot == NO_GROUP || c->tile[*slot] == tile) return slot;
  }
}

/* Puts every instance into its group; `at` is the iteration of each loop. */
static void fill(const struct fanout *f, struct fanout_cells *c)
{
  int64_t at[MODEL_LOOPS], by[MODEL_LOOPS], tile = 0;
  for (unsigned i = 0; i < f->loops; i++) at[i] = 0, by[i] = number_of(f, f->shift[i]);
  make_room(c, f->instances);
  for (c->slots = 2; c->slots < 2 * f->instances;) c->slots *= 2;
  memset(c->slot, 0, c->slots * sizeof *c->slot);
  c->groups = 0;
  c->filled = true;
  for (uint64_t e = 0; e < f->instances; e++) {
    uint32_t *slot = find_group(c, tile);
    if (*slot == NO_GROUP) {
      *slot = ++c->groups;
      c->tile[*slot] = tile;
    }
    c->group[e] = *slot;
    for (unsigned i = f->loops; i--;) {
      tile += by[i];
      if (++at[i] < f->extent[i]) break;
      tile -= by[i] * f->extent[i];
      at[i] = 0;
    }
  }
}

/* To a group: from the middle of the left edge along the row, and in each column up and
 * down to the outermost of its members. */
static void count_hops(const struct fanout *f, struct fanout_cells *c)
{
  double middle = (double)(f->rows - 1) / 2;
  for (uint32_t g = 1; g <= c->groups; g++) c->hops[g] = 0, c->column[g] = 0;
  for (uint64_t h = 0; h < f->columns; h++)
    for (uint64_t e = h, v = 0; e < f->instances; e += f->columns, v++) {
      uint32_t g = c->group[e];
      double down = (double)v - middle;
      if (c->served[e]) continue;
      if (c->column[g] != h + 1) {
        c->hops[g] += (double)(h - (c->column[g] ? c->column[g] - 1 : 0));
        c->hops[g] += down < 0 ? -down : 0;
        c->column[g] = h + 1;
        c->above[g] = 0;
      }
      if (down <= 0) continue;
      c->hops[g] += down - c->above[g];
      c->above[g] = down;
    }
}

static double hops_apart(const struct fanout *f, const struct fanout_cells *c)
{
  double hops = 0, middle = (double)(f->rows - 1) / 2;
  for (uint64_t e = 0; e < f->instances; e++) {
    double down = (double)(e / f->columns) - middle;
    if (!c->served[e]) hops += (double)(e % f->columns) + (down < 0 ? -down : down);
  }
  return hops;
}

/* The groups of those that no neighbour serves. */
static void share_rest(const struct fanout *f, struct fanout_cells *c, struct fanout_shares *shares)
{
  uint64_t rest = 0;
  shares->groups = 0;
  shares->of.n = 0;
  for (uint32_t g = 1; g <= c->groups; g++) c->members[g] = 0;
  for (uint64_t e = 0; e < f->instances; e++)
    if (!c->served[e]) c->members[c->group[e]]++, rest++;
  if (f->apart) {
    if (rest) share_add(shares, 1, rest, f->hops ? hops_apart(f, c) : 0);
    return;
  }
  if (f->hops) count_hops(f, c);
  for (uint32_t g = 1; g <= c->groups; g++)
    if (c->members[g]) share_add(shares, c->members[g], 1, f->hops ? c->hops[g] : 0);
}

void fanout_groups(const struct fanout *f, struct fanout_room *room, struct fanout_shares *shares)
{
  uint64_t same;
  shares->groups = 0;
  shares->of.n = 0;
  room->cells->filled = false;
  if (!f->hops && f->apart) {
    share_add(shares, 1, f->instances, 0);
  } else if (!f->hops && all_different(f, &same)) {
    share_add(shares, same, f->instances / same, 0);
  } else {
    fill(f, room->cells);
    memset(room->cells->served, 0, f->instances);
    share_rest(f, room->cells, shares);
  }
}

/* Whether a tile of `before` may be one of `f`, moved. */
static bool within_reach(const struct fanout *f, const struct fanout *before, const int64_t *move)
{
  for (unsigned r = 0; r < f->ranks; r++) {
    int64_t low = 0, high = 0;
    for (unsigned i = 0; i < f->loops; i++) {
      int64_t ahead = before->shift[i][r] * (before->extent[i] - 1);
      int64_t back = f->shift[i][r] * (f->extent[i] - 1);
      high += (ahead > 0 ? ahead : 0) - (back < 0 ? back : 0);
      low += (ahead < 0 ? ahead : 0) - (back > 0 ? back : 0);
    }
    if (move[r] < low || move[r] > high) return false;
  }
  return true;
}

/* Whether the tile of some instance e + step, which is e with the iteration of loop
 * `first` one higher, is that of e, moved by `move`, or the other way round.  Where that
 * loop is in its last iteration, it goes back, and the one around it is one higher. */
static bool ahead_by(const struct fanout *f, unsigned first, const int64_t *move)
{
  int64_t back[MODEL_RANKS] = {0};
  for (unsigned i = first + 1; i--;) {
    bool same = true, opposite = true;
    for (unsigned r = 0; r < f->ranks; r++) {
      int64_t ahead = f->shift[i][r] - back[r];
      back[r] += f->shift[i][r] * (f->extent[i] - 1);
      same &= ahead == move[r];
      opposite &= ahead == -move[r];
    }
    if (same || opposite) return true;
  }
  return false;
}

/* Whether an instance may want what a neighbour on the grid had; false is for sure. */
static bool may_be_linked(const struct fanout *f, const struct fanout *before, const int64_t *move)
{
  uint64_t inside = 1;
  unsigned row = f->loops; /* loops outside of those that make up a row of the grid */
  if (!within_reach(f, before, move)) return false;
  if (memcmp(f->extent, before->extent, f->loops * sizeof *f->extent)) return true;
  while (row && inside < f->columns) inside *= (uint64_t)f->extent[--row];
  if (inside > f->columns) return true; /* rows of loops are not those of the grid */
  return ahead_by(f, f->loops - 1, move) || (row && ahead_by(f, row - 1, move));
}

/* A neighbour on the grid of `f` that had what instance e wants. */
static bool served_by_neighbour(const struct fanout *f, const struct fanout *before,
                                const uint32_t *group, uint64_t e, uint32_t wanted)
{
  uint64_t h = e % f->columns, n = before->instances;
  if (h && e - 1 < n && group[e - 1] == wanted) return true;
  if (h + 1 < f->columns && e + 1 < n && group[e + 1] == wanted) return true;
  if (e >= f->columns && e - f->columns < n && group[e - f->columns] == wanted) return true;
  return e + f->columns < n && group[e + f->columns] == wanted;
}

bool fanout_links(const struct fanout *f, struct fanout_room *room, const struct fanout *before,
                  struct fanout_room *before_room, const int64_t *move,
                  const struct fanout_shares *all, struct fanout_shares *shares,
                  uint64_t *linked)
{
  struct fanout_cells *c = room->cells, *b = before_room->cells;
  if (!may_be_linked(f, before, move)) return false;
  if (!c->filled) fill(f, c);
  if (!b->filled) fill(before, b);
  int64_t by = number_of(f, move);
  for (uint32_t g = 1; g <= c->groups; g++) c->wanted[g] = *find_group(b, c->tile[g] + by);
  *linked = 0;
  for (uint64_t e = 0; e < f->instances; e++) {
    uint32_t wanted = c->wanted[c->group[e]];
    c->served[e] = wanted != NO_GROUP && served_by_neighbour(f, before, b->group, e, wanted);
    *linked += c->served[e];
  }
  share_rest(f, c, shares);
  return shares->groups < all->groups;
}
