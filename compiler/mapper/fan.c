#include "compiler/mapper/spread.h"

#include "runtime/eval/fanout.h"

/* What a fan comes from: the loops as runtime/eval sees them.  All of its bytes are set. */
struct grid {
  uint32_t tensor, loops;
  uint64_t instances, columns, rows;
  uint32_t apart, hops, links, always; /* of a link of the level inside: neighbours may hand words
                                          on; each iteration fetches */
  int64_t loop[MODEL_AXES * LATTICE_DIMS][1 + MODEL_RANKS]; /* how many iterations, and how far one
                                          moves the tile */
};

struct fan_entry {
  const struct grid *grid;
  struct fan fan;
};

/* Numbers by hashes of what they stand for. */
struct numbers {
  uint64_t *hash;
  uint32_t *number;              /* from 1; 0: none */
  uint32_t n, slots;
};

struct fans {
  const struct lattice *plan;
  struct arena arena;
  struct fanout_room room;
  struct fanout_shares found;
  VEC(struct fan_entry *) all;   /* by number, less one */
  struct numbers grids, kinds;   /* fans by their grids; the first of each kind */
};

struct fans *fans_new(const struct lattice *plan)
{
  struct fans *f = xcalloc(1, sizeof *f);
  f->plan = plan;
  arena_init(&f->arena);
  fanout_room_init(&f->room);
  return f;
}

static void numbers_free(struct numbers *n)
{
  xfree(n->hash);
  xfree(n->number);
}

void fans_free(struct fans *f)
{
  if (!f) return;
  fanout_room_free(&f->room);
  vec_free(&f->found.of);
  arena_free(&f->arena);
  vec_free(&f->all);
  numbers_free(&f->grids);
  numbers_free(&f->kinds);
  xfree(f);
}

static uint64_t hash_bytes(const void *at, size_t bytes)
{
  uint64_t hash = bytes, word;
  for (size_t i = 0; i + sizeof word <= bytes; i += sizeof word) {
    memcpy(&word, (const char *)at + i, sizeof word);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
  }
  return hash;
}

static void place_number(struct numbers *n, uint64_t hash, uint32_t number)
{
  uint64_t h = hash;
  while (n->number[h & (n->slots - 1)]) h++;
  n->hash[h & (n->slots - 1)] = hash;
  n->number[h & (n->slots - 1)] = number;
}

static void add_number(struct numbers *n, uint64_t hash, uint32_t number)
{
  if (2 * (n->n + 1) >= n->slots) {
    struct numbers old = *n;
    n->slots = old.slots ? 2 * old.slots : 256;
    n->hash = xcalloc(n->slots, sizeof *n->hash);
    n->number = xcalloc(n->slots, sizeof *n->number);
    for (uint32_t i = 0; i < old.slots; i++)
      if (old.number[i]) place_number(n, old.hash[i], old.number[i]);
    numbers_free(&old);
  }
  place_number(n, hash, number);
  n->n++;
}

/* The next number with that hash, from slot `*at` on, which becomes the one behind it.  0: none
 * is left. */
static uint32_t next_number(const struct numbers *n, uint64_t hash, uint64_t *at)
{
  for (uint32_t number; n->slots && (number = n->number[*at & (n->slots - 1)]);)
    if (n->hash[(*at)++ & (n->slots - 1)] == hash) return number;
  return 0;
}

/* ---- grids ---- */

static bool stays(const int64_t *loop)
{
  for (unsigned r = 1; r <= MODEL_RANKS; r++)
    if (loop[r]) return false;
  return true;
}

/* Loops that do not move the tile, side by side along an axis, are as good as one. */
static void add_loop(struct grid *g, unsigned first, const int64_t *loop)
{
  int64_t *before = g->loops > first ? g->loop[g->loops - 1] : NULL;
  if (before && stays(before) && stays(loop)) before[0] *= loop[0];
  else memcpy(g->loop[g->loops++], loop, sizeof *g->loop);
}

static void lay_loops(const struct lattice_tensor *tensor, const struct spread *s,
                      const int64_t *extent, struct grid *g)
{
  int64_t stride[LATTICE_DIMS], loops[MODEL_AXES * LATTICE_DIMS][1 + MODEL_RANKS];
  unsigned first = 0; /* of the axis */
  for (unsigned d = 0; d < LATTICE_DIMS; d++) stride[d] = tensor->separable ? 1 : extent[d];
  for (unsigned i = s->loops; i--;) {
    const struct spread_loop *loop = &s->loop[i];
    memset(loops[i], 0, sizeof loops[i]);
    loops[i][0] = loop->bound;
    for (unsigned k = 0; k < tensor->terms; k++)
      if (tensor->term[k].dim == loop->dim)
        loops[i][1 + tensor->term[k].rank] = tensor->term[k].coefficient * stride[loop->dim];
    stride[loop->dim] *= loop->bound;
    *(loop->axis ? &g->rows : &g->columns) *= (uint64_t)loop->bound;
  }
  for (unsigned i = 0; i < s->loops; i++) {
    if (i && s->loop[i].axis != s->loop[i - 1].axis) first = g->loops;
    add_loop(g, first, loops[i]);
  }
}

/* Its size, without loops that it has not. */
static size_t lay_out(const struct lattice *p, unsigned level, const struct spread *s, unsigned t,
                      const int64_t *extent, struct grid *g)
{
  const struct nest_level *l = &p->nest.level[level];
  memset(g, 0, offsetof(struct grid, loop));
  g->tensor = t, g->instances = s->instances, g->columns = g->rows = 1;
  lay_loops(&p->tensor[t], s, extent, g);
  if (g->columns < l->mesh_x) g->columns = l->mesh_x;
  if (g->rows < l->mesh_y) g->rows = l->mesh_y;
  g->apart = p->level[level].unicast >> t & 1;
  g->hops = s->loops && (p->hops >> level & 1);
  g->links = spread_links(p, level, s, t);
  g->always = level + 1 == p->levels || p->level[level + 1].refetch >> t & 1;
  return offsetof(struct grid, loop) + g->loops * sizeof g->loop[0];
}

static void to_fanout(const struct lattice *p, const struct grid *g, struct fanout *f)
{
  f->loops = g->loops, f->ranks = p->tensor[g->tensor].ranks;
  for (unsigned i = 0; i < g->loops; i++) {
    f->extent[i] = g->loop[i][0];
    memcpy(f->shift[i], &g->loop[i][1], sizeof f->shift[i]);
  }
  memset(f->place, 0, sizeof f->place);
  f->instances = g->instances, f->columns = g->columns, f->rows = g->rows;
  f->apart = g->apart, f->hops = g->hops;
  fanout_places(f);
}

/* ---- groups ---- */

static struct fan fan_from(struct fans *fans, const struct fanout_shares *from)
{
  double most = 1;
  struct fan fan = {.groups = (double)from->groups, .shares = from->of.n,
                    .share = arena_copy(&fans->arena, from->of.at,
                                        from->of.n * sizeof *from->of.at)};
  for (unsigned i = 0; i < fan.shares; i++) {
    fan.members += (double)fan.share[i].members * (double)fan.share[i].groups;
    most = (double)fan.share[i].members > most ? (double)fan.share[i].members : most;
  }
  fan.least_groups = fan.members / most;
  fan.left_groups = fan.groups, fan.left_members = fan.members;
  return fan;
}

const struct fan *fan_at(const struct fans *fans, uint32_t id)
{
  return &fans->all.at[id - 1]->fan;
}

/* ---- what neighbours hand on ---- */

const struct handing *fan_handing(const struct fan *fan, const int32_t *by)
{
  for (unsigned i = 0; i < fan->moves; i++) {
    bool same = true;
    for (unsigned r = 0; r < MODEL_RANKS; r++) same &= fan->move[i].by[r] == by[r];
    if (same) return &fan->move[i].handing;
  }
  return NULL;
}

/* Whether groups are as large as before once neighbours hand words on. */
static bool as_large(const struct fan *fan, const struct handing *h)
{
  for (unsigned i = 0; i < h->left.shares; i++)
    if ((double)h->left.share[i].members * fan->groups != fan->members) return false;
  return fan->shares <= 1;
}

/* Where moves of a tensor's tiles are sought. */
struct moving {
  struct fans *fans;
  const struct grid *grid;
  const struct fanout *f;        /* it is in the room */
  struct fan *fan;
  VEC(struct move) tried, found;
};

/* Whether loops in time ever move tiles so, and words are fetched then: in a rank of one dim, by
 * less than what the array holds of it, they do not. */
static bool comes_about(const struct moving *m, const int64_t *by)
{
  const struct lattice_tensor *t = &m->fans->plan->tensor[m->grid->tensor];
  bool moves = false;
  for (unsigned r = 0; r < MODEL_RANKS; r++) moves |= by[r] != 0;
  for (unsigned k = 0; k < t->terms && !t->wild; k++)
    if (by[t->term[k].rank] && !(t->mixed >> t->term[k].dim & 1)) return false;
  return m->grid->always || moves;
}

static void try_move(struct moving *m, const int64_t *by)
{
  struct fans *fans = m->fans;
  struct fanout_shares all = {.groups = (uint64_t)m->fan->groups};
  uint64_t linked;
  if (!comes_about(m, by)) return;
  for (unsigned i = 0; i < m->tried.n; i++)
    if (!memcmp(m->tried.at[i].by, by, sizeof m->tried.at[i].by)) return;
  struct move move = {.handing = {0}};
  memcpy(move.by, by, sizeof move.by);
  vec_push(&m->tried, move);
  if (!fanout_links(m->f, &fans->room, m->f, &fans->room, by, &all, &fans->found, &linked)) return;
  move.handing = (struct handing){(double)linked, fan_from(fans, &fans->found)};
  vec_push(&m->found, move);
  m->fan->left_groups = lesser(m->fan->left_groups, move.handing.left.groups);
  m->fan->left_members = lesser(m->fan->left_members, move.handing.left.members);
  m->fan->unsteady |= !as_large(m->fan, &move.handing);
}

/* Both ways between two neighbours. */
static void try_both(struct moving *m, int64_t *by)
{
  try_move(m, by);
  for (unsigned r = 0; r < m->f->ranks; r++) by[r] = -by[r];
  try_move(m, by);
}

/* Whether rows of the grid are rows of loops: neighbours are one iteration apart. */
static bool in_rows(const struct fanout *f)
{
  uint64_t inside = 1;
  for (unsigned row = f->loops; row && inside < f->columns;) inside *= (uint64_t)f->extent[--row];
  return inside <= f->columns;
}

static void try_rows(struct moving *m)
{
  const struct fanout *f = m->f;
  for (unsigned first = f->loops; first--;) {
    int64_t back[MODEL_RANKS] = {0}, move[MODEL_RANKS] = {0};
    for (unsigned i = first + 1; i--;) {
      for (unsigned r = 0; r < f->ranks; r++) move[r] = f->shift[i][r] - back[r];
      try_both(m, move);
      for (unsigned r = 0; r < f->ranks; r++) back[r] += f->shift[i][r] * (f->extent[i] - 1);
    }
  }
}

/* Where the tile of an instance is. */
static void find_place(const struct fanout *f, uint64_t instance, int64_t *place)
{
  memset(place, 0, MODEL_RANKS * sizeof *place);
  for (unsigned i = f->loops; i--;) {
    int64_t at = (int64_t)(instance % (uint64_t)f->extent[i]);
    instance /= (uint64_t)f->extent[i];
    for (unsigned r = 0; r < f->ranks; r++) place[r] += at * f->shift[i][r];
  }
}

/* Neighbours are those that the grid makes such. */
static void try_neighbours(struct moving *m)
{
  const struct fanout *f = m->f;
  const uint64_t apart[] = {1, f->columns};
  for (unsigned k = 0; k < 2; k++)
    for (uint64_t e = 0; e + apart[k] < f->instances; e++) {
      int64_t here[MODEL_RANKS], there[MODEL_RANKS];
      find_place(f, e, here);
      find_place(f, e + apart[k], there);
      for (unsigned r = 0; r < MODEL_RANKS; r++) there[r] -= here[r];
      try_both(m, there);
    }
}

/* All moves that neighbours are apart and by which they hand something on. */
static void find_moves(struct fans *fans, const struct grid *grid, const struct fanout *f,
                       struct fan *fan)
{
  struct moving m = {.fans = fans, .grid = grid, .f = f, .fan = fan};
  int64_t span[MODEL_RANKS] = {0};
  try_move(&m, span);
  if (in_rows(f)) try_rows(&m);
  else try_neighbours(&m);
  for (unsigned i = 0; i < f->loops; i++)
    for (unsigned r = 0; r < f->ranks; r++) span[r] += f->shift[i][r] * (f->extent[i] - 1);
  fan->span = arena_copy(&fans->arena, span, sizeof span);
  fan->moves = m.found.n;
  if (m.found.n) fan->parts = fan->shares;
  for (unsigned i = 0; i < m.found.n; i++) fan->parts += m.found.at[i].handing.left.shares;
  if (m.found.n) fan->move = arena_copy(&fans->arena, m.found.at, m.found.n * sizeof *m.found.at);
  vec_free(&m.found);
  vec_free(&m.tried);
}

/* ---- kinds ---- */

static bool same_shares(const struct fan *a, const struct fan *b)
{
  if (a->shares != b->shares || a->groups != b->groups || a->members != b->members) return false;
  for (unsigned i = 0; i < a->shares; i++)
    if (a->share[i].members != b->share[i].members || a->share[i].groups != b->share[i].groups ||
        a->share[i].hops != b->share[i].hops)
      return false;
  return true;
}

static bool same_kind(const struct fan *a, const struct fan *b)
{
  if (!same_shares(a, b) || a->unsteady != b->unsteady || a->moves != b->moves) return false;
  for (unsigned i = 0; i < a->moves; i++) {
    const struct move *x = &a->move[i], *y = &b->move[i];
    if (memcmp(x->by, y->by, sizeof x->by) || x->handing.linked != y->handing.linked ||
        !same_shares(&x->handing.left, &y->handing.left))
      return false;
  }
  return true;
}

/* Numbers a fan as the first of its kind. */
static void find_kind(struct fans *fans, struct fan *fan)
{
  uint64_t hash = (uint64_t)fan->groups * 31 + (uint64_t)fan->left_groups;
  for (unsigned i = 0; i < fan->moves; i++)
    hash = hash * 31 + hash_bytes(fan->move[i].by, sizeof fan->move[i].by);
  uint64_t at = hash;
  for (uint32_t number; (number = next_number(&fans->kinds, hash, &at));)
    if (same_kind(fan_at(fans, number), fan)) {
      fan->kind = number;
      return;
    }
  fan->kind = fan->id;
  add_number(&fans->kinds, hash, fan->id);
}

/* ---- fans ---- */

static void fill_fan(struct fans *fans, const struct grid *grid, struct fan *fan)
{
  struct fanout f;
  to_fanout(fans->plan, grid, &f);
  fanout_groups(&f, &fans->room, &fans->found);
  *fan = fan_from(fans, &fans->found);
  if (grid->links) find_moves(fans, grid, &f, fan);
}

const struct fan *fan_of(struct fans *fans, unsigned level, const struct spread *s, unsigned t,
                         const int64_t *extent)
{
  struct grid grid;
  size_t size = lay_out(fans->plan, level, s, t, extent, &grid);
  uint64_t hash = hash_bytes(&grid, size), at = hash;
  for (uint32_t number; (number = next_number(&fans->grids, hash, &at));) {
    const struct fan_entry *e = fans->all.at[number - 1];
    if (e->grid->loops == grid.loops && !memcmp(e->grid, &grid, size)) return &e->fan;
  }
  struct fan_entry *e = ARENA_NEW(&fans->arena, struct fan_entry);
  e->grid = arena_copy(&fans->arena, &grid, size);
  fill_fan(fans, e->grid, &e->fan);
  vec_push(&fans->all, e);
  e->fan.id = fans->all.n;
  find_kind(fans, &e->fan);
  add_number(&fans->grids, hash, e->fan.id);
  return &e->fan;
}
