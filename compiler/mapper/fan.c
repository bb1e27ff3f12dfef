#include "compiler/mapper/spread.h"

#include "runtime/eval/fanout.h"

#include <math.h>

struct fan_key {
  const struct spread *spread;
  uint32_t level, tensor;
  int64_t extent[LATTICE_DIMS];     /* of dims that matter; else 0 */
};

struct fan_entry {
  struct fan_key key;
  struct fan fan;
};

struct handing_entry {
  const struct fan *fan;
  int64_t move[MODEL_RANKS];
  struct handing handing;
};

struct fans {
  const struct lattice *plan;
  struct arena arena;
  struct fanout_room room;
  struct fanout_shares found;
  struct fan_entry **table;
  uint32_t n, slots;
  VEC(const struct fan *) all;     /* by number, less one */
  struct handing_entry **handings;
  uint32_t n_handings, handing_slots;
};

struct fans *fans_new(const struct lattice *plan)
{
  struct fans *f = xcalloc(1, sizeof *f);
  f->plan = plan;
  arena_init(&f->arena);
  fanout_room_init(&f->room);
  f->slots = 1024;
  f->table = xcalloc(f->slots, sizeof *f->table);
  f->handing_slots = 256;
  f->handings = xcalloc(f->handing_slots, sizeof *f->handings);
  return f;
}

void fans_free(struct fans *f)
{
  if (!f) return;
  fanout_room_free(&f->room);
  vec_free(&f->found.of);
  arena_free(&f->arena);
  xfree(f->table);
  xfree(f->handings);
  vec_free(&f->all);
  xfree(f);
}

static uint64_t hash_key(const struct fan_key *key)
{
  uint64_t hash = (uint64_t)(uintptr_t)key->spread * 0x9e3779b97f4a7c15u + key->level * 31 + key->tensor;
  for (unsigned d = 0; d < LATTICE_DIMS; d++)
    hash = (hash ^ (uint64_t)key->extent[d]) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 29;
}

/* The loops as runtime/eval sees them: how far one iteration of each moves the tile. */
static void lay_out(const struct lattice *p, unsigned level, const struct spread *s, unsigned t,
                    const int64_t *extent, struct fanout *f)
{
  const struct lattice_tensor *tensor = &p->tensor[t];
  const struct nest_level *l = &p->nest.level[level];
  int64_t stride[LATTICE_DIMS];
  uint64_t columns = 1, rows = 1;
  memcpy(stride, extent, p->dims * sizeof *stride);
  memset(f, 0, sizeof *f);
  f->loops = s->loops, f->ranks = tensor->ranks, f->instances = s->instances;
  for (unsigned i = s->loops; i--;) {
    const struct spread_loop *loop = &s->loop[i];
    f->extent[i] = loop->bound;
    for (unsigned k = 0; k < tensor->terms; k++)
      if (tensor->term[k].dim == loop->dim)
        f->shift[i][tensor->term[k].rank] = tensor->term[k].coefficient * stride[loop->dim];
    stride[loop->dim] *= loop->bound;
    *(loop->axis ? &rows : &columns) *= (uint64_t)loop->bound;
  }
  f->columns = columns > l->mesh_x ? columns : l->mesh_x;
  f->rows = rows > l->mesh_y ? rows : l->mesh_y;
  f->apart = p->level[level].unicast >> t & 1;
  f->hops = s->loops && (p->hops >> level & 1);
  fanout_places(f);
}

static struct fan fan_from(struct fans *fans, const struct fanout_shares *from)
{
  double most = 1;
  struct fan fan = {.groups = (double)from->groups, .shares = from->of.n,
                    .share = arena_copy(&fans->arena, from->of.at, from->of.n * sizeof *from->of.at)};
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
  return fans->all.at[id - 1];
}

static uint64_t hash_move(const struct fan *fan, const int64_t *move)
{
  uint64_t hash = (uint64_t)(uintptr_t)fan * 0x9e3779b97f4a7c15u;
  for (unsigned r = 0; r < MODEL_RANKS; r++)
    hash = (hash ^ (uint64_t)move[r]) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 29;
}

static void grow_handings(struct fans *f)
{
  if (2 * f->n_handings < f->handing_slots) return;
  uint32_t slots = 2 * f->handing_slots;
  struct handing_entry **table = xcalloc(slots, sizeof *table);
  for (uint32_t i = 0; i < f->handing_slots; i++) {
    if (!f->handings[i]) continue;
    uint64_t h = hash_move(f->handings[i]->fan, f->handings[i]->move);
    while (table[h & (slots - 1)]) h++;
    table[h & (slots - 1)] = f->handings[i];
  }
  xfree(f->handings);
  f->handings = table;
  f->handing_slots = slots;
}

static void find_handing(struct fans *fans, const struct fan *fan, const int64_t *move,
                         struct handing *handing)
{
  uint64_t linked;
  struct fanout_shares all = {.groups = (uint64_t)fan->groups};
  fanout_groups(fan->grid, &fans->room, &fans->found);
  if (!fanout_links(fan->grid, &fans->room, fan->grid, &fans->room, move, &all, &fans->found,
                    &linked))
    return;
  *handing = (struct handing){true, (double)linked, fan_from(fans, &fans->found)};
}

const struct handing *fan_handing(struct fans *fans, const struct fan *fan, const int64_t *move)
{
  uint64_t h = hash_move(fan, move);
  for (struct handing_entry *e; (e = fans->handings[h & (fans->handing_slots - 1)]); h++)
    if (e->fan == fan && !memcmp(e->move, move, sizeof e->move)) return &e->handing;
  struct handing_entry *e = ARENA_NEW(&fans->arena, struct handing_entry);
  e->fan = fan;
  memcpy(e->move, move, sizeof e->move);
  find_handing(fans, fan, move, &e->handing);
  fans->handings[h & (fans->handing_slots - 1)] = e;
  fans->n_handings++;
  grow_handings(fans);
  return &e->handing;
}

static bool same_shares(const struct fan *a, const struct fan *b)
{
  if (a->shares != b->shares || a->groups != b->groups || a->members != b->members) return false;
  for (unsigned i = 0; i < a->shares; i++)
    if (a->share[i].members != b->share[i].members || a->share[i].groups != b->share[i].groups ||
        a->share[i].hops != b->share[i].hops)
      return false;
  return true;
}

static bool same_handing(struct fans *fans, const struct fan *a, const struct fan *b,
                         const int64_t *move)
{
  const struct handing *x = fan_handing(fans, a, move), *y = fan_handing(fans, b, move);
  return x->any == y->any && x->linked == y->linked && same_shares(&x->left, &y->left);
}

bool fans_alike(struct fans *fans, const struct fan *a, const struct fan *b)
{
  if (a == b) return true;
  if (!same_shares(a, b) || a->unsteady != b->unsteady || a->moves != b->moves) return false;
  for (unsigned i = 0; i < a->moves; i++)
    if (!same_handing(fans, a, b, a->move[i])) return false;
  return true;
}

/* Whether groups are as large as before once neighbours hand words on. */
static bool as_large(const struct fan *fan, const struct handing *h)
{
  for (unsigned i = 0; i < h->left.shares; i++)
    if ((double)h->left.share[i].members * fan->groups != fan->members) return false;
  return fan->shares <= 1;
}

static void try_move(struct fans *fans, struct fan *fan, const int64_t *move,
                     int64_t (*found)[MODEL_RANKS])
{
  for (unsigned i = 0; i < fan->moves; i++)
    if (!memcmp(found[i], move, sizeof found[i])) return;
  const struct handing *h = fan_handing(fans, fan, move);
  if (!h->any) return;
  memcpy(found[fan->moves++], move, sizeof found[0]);
  fan->left_groups = fmin(fan->left_groups, h->left.groups);
  fan->left_members = fmin(fan->left_members, h->left.members);
  fan->unsteady |= !as_large(fan, h);
}

/* All moves that neighbours are apart and by which they hand something on. */
static void find_moves(struct fans *fans, struct fan *fan)
{
  const struct fanout *f = fan->grid;
  int64_t found[2 * MODEL_LOOPS * MODEL_LOOPS / 8][MODEL_RANKS];
  static const int64_t none[MODEL_RANKS];
  try_move(fans, fan, none, found);
  for (unsigned first = f->loops; first--;) {
    int64_t back[MODEL_RANKS] = {0}, move[MODEL_RANKS] = {0};
    for (unsigned i = first + 1; i--;) {
      for (unsigned r = 0; r < f->ranks; r++) move[r] = f->shift[i][r] - back[r];
      try_move(fans, fan, move, found);
      for (unsigned r = 0; r < f->ranks; r++) move[r] = -move[r];
      try_move(fans, fan, move, found);
      for (unsigned r = 0; r < f->ranks; r++) back[r] += f->shift[i][r] * (f->extent[i] - 1);
    }
  }
  fan->move = arena_copy(&fans->arena, found, fan->moves * sizeof found[0]);
}

static void fill_fan(struct fans *fans, const struct fan_key *key, const int64_t *extent,
                     struct fan *fan)
{
  const struct lattice *p = fans->plan;
  struct fanout grid;
  lay_out(p, key->level, key->spread, key->tensor, extent, &grid);
  fanout_groups(&grid, &fans->room, &fans->found);
  *fan = fan_from(fans, &fans->found);
  if (!spread_links(p, key->level, key->spread, key->tensor)) return;
  fan->grid = arena_copy(&fans->arena, &grid, sizeof grid);
  find_moves(fans, fan);
}

static void grow_fans(struct fans *f)
{
  if (2 * f->n < f->slots) return;
  uint32_t slots = 2 * f->slots;
  struct fan_entry **table = xcalloc(slots, sizeof *table);
  for (uint32_t i = 0; i < f->slots; i++) {
    if (!f->table[i]) continue;
    uint64_t h = hash_key(&f->table[i]->key);
    while (table[h & (slots - 1)]) h++;
    table[h & (slots - 1)] = f->table[i];
  }
  xfree(f->table);
  f->table = table;
  f->slots = slots;
}

const struct fan *fan_of(struct fans *fans, unsigned level, const struct spread *s, unsigned t,
                         const int64_t *extent)
{
  const struct lattice_tensor *tensor = &fans->plan->tensor[t];
  struct fan_key key = {.spread = s, .level = level, .tensor = t};
  for (unsigned d = 0; !tensor->separable && d < fans->plan->dims; d++)
    if (tensor->dims >> d & 1 && s->factor[d] > 1) key.extent[d] = extent[d];
  uint64_t h = hash_key(&key);
  for (struct fan_entry *e; (e = fans->table[h & (fans->slots - 1)]); h++)
    if (!memcmp(&e->key, &key, sizeof key)) return &e->fan;
  struct fan_entry *e = ARENA_NEW(&fans->arena, struct fan_entry);
  e->key = key;
  fill_fan(fans, &key, extent, &e->fan);
  vec_push(&fans->all, &e->fan);
  e->fan.id = fans->all.n;
  fans->table[h & (fans->slots - 1)] = e;
  fans->n++;
  grow_fans(fans);
  return &e->fan;
}
