#include "tests/property/theory.h"

#include "tests/property/passage.h"

/* Loops that move a tensor along a rank: the dims that they are of. */
static uint32_t dims_of(const struct scheme *s, const struct scheme_tensor *t, unsigned rank)
{
  uint32_t dims = 0;
  for (unsigned i = 0; i < s->loops; i++)
    if (t->shift[i][rank]) dims |= 1u << s->loop[i].dim;
  return dims;
}

/* Every rank is indexed by a single dim: two tiles of a level are the same or have
 * nothing in common. */
static bool is_plain(const struct scheme *s, const struct scheme_tensor *t)
{
  for (unsigned r = 0; r < t->ranks; r++) {
    uint32_t dims = dims_of(s, t, r);
    if (dims & (dims - 1)) return false;
  }
  return true;
}

/* A coefficient leaves words out, or a dim of two ranks leaves a box but its diagonal. */
static bool has_holes(const struct scheme *s, const struct scheme_tensor *t)
{
  uint32_t before = 0;
  for (unsigned r = 0; r < t->ranks; r++) {
    uint32_t dims = dims_of(s, t, r);
    if (dims & before) return true;
    before |= dims;
    for (unsigned i = 0; i < s->loops; i++)
      if (t->shift[i][r] && t->shift[i][r] / s->loop[i].stride != 1 &&
          t->shift[i][r] / s->loop[i].stride != -1) return true;
  }
  return false;
}

static bool across(const struct scheme *s, unsigned level)
{
  for (unsigned i = 0; i < s->loops; i++)
    if (s->loop[i].level == level && s->loop[i].axis >= 0) return true;
  return false;
}

static unsigned outermost(const struct scheme *s, unsigned t)
{
  unsigned l = 0;
  while (!(s->level[l].keeps >> t & 1)) l++;
  return l;
}

/* ---- SIM_TWO, for loops that divide and arrays that do not forward ---- */

/* The loops in time outside of a tile, outermost first. */
struct outside {
  unsigned n, loop[SIM_LOOPS];
};

/* How the tile moves when loop k goes on and those inside of it go back: in the model
 * from iteration 1, where it stopped, in truth from their last. */
static void find_move(const struct scheme *s, const struct scheme_tensor *t,
                      const struct outside *o, unsigned k, bool model, int64_t *move)
{
  for (unsigned r = 0; r < t->ranks; r++) {
    move[r] = t->shift[o->loop[k]][r];
    for (unsigned i = k + 1; i < o->n; i++)
      move[r] -= t->shift[o->loop[i]][r] * (model ? 1 : s->loop[o->loop[i]].bound - 1);
  }
}

static bool same(const int64_t *a, const int64_t *b, unsigned ranks)
{
  for (unsigned r = 0; r < ranks; r++)
    if (a[r] != b[r]) return false;
  return true;
}

/* What a step fetches.  Before each step of a loop, the innermost loop that moves the
 * tile has made a step of its own, so that `usual` is the move that keeps what is
 * shared; any other fetches the whole tile. */
static int64_t fetched(const int64_t *move, const int64_t *usual, unsigned ranks, unsigned whole,
                       unsigned part)
{
  static const int64_t still[SIM_RANKS];
  if (same(move, still, ranks)) return 0;
  return same(move, usual, ranks) ? part : whole;
}

/* Words that the model counts beyond those of all iterations, into one instance of level
 * `inner`. */
static int64_t too_many(const struct scheme *s, const struct scheme_tensor *t, unsigned inner)
{
  struct outside o = {0};
  struct words tile, moved;
  unsigned end = 0;
  int64_t usual[SIM_RANKS], model[SIM_RANKS], truth[SIM_RANKS], sum = 0, times = 1;
  for (; end < s->loops && s->loop[end].level < inner; end++)
    if (s->loop[end].axis < 0) o.loop[o.n++] = end;
  unsigned moving = o.n;
  while (moving && !t->move[o.loop[moving - 1]]) moving--;
  if (!moving--) return 0;
  words_clear(&tile, t->chunks);
  passage_touch(s, t, end, UINT32_MAX, t->origin, &tile);
  passage_box(t, &tile);
  words_move(&moved, &tile, t->move[o.loop[moving]], t->chunks);
  words_remove(&moved, &tile, t->chunks);
  unsigned whole = words_count(&tile, t->chunks), part = words_count(&moved, t->chunks);
  find_move(s, t, &o, moving, true, usual);
  for (unsigned k = 0; k < o.n; k++) {
    find_move(s, t, &o, k, true, model);
    find_move(s, t, &o, k, false, truth);
    sum += times * (s->loop[o.loop[k]].bound - 1) *
           (fetched(model, usual, t->ranks, whole, part) -
            fetched(truth, usual, t->ranks, whole, part));
    times *= s->loop[o.loop[k]].bound;
  }
  return sum;
}

static void two_iterations(const struct scheme *s, struct theory *theory)
{
  for (unsigned t = 0; t < s->tensors; t++)
    for (unsigned l = outermost(s, t) + 1; l < s->levels; l++) {
      /* A level that keeps nothing is measured by what is inside of it. */
      if (!(s->level[l].keeps >> t & 1) || s->level[l].anew >> t & 1) continue;
      int64_t more = too_many(s, &s->tensor[t], l);
      if (more) theory->must |= SIM_TWO;
      if (more < 0 && !s->tensor[t].output) theory->fewer = true;
    }
}

/* ---- All rules ---- */

/* What is known of one tensor. */
struct facts {
  bool plain, holes, bypassed, forwards, spread;
};

static struct facts facts_of(const struct scheme *s, unsigned t)
{
  struct facts f = {.plain = is_plain(s, &s->tensor[t]), .holes = has_holes(s, &s->tensor[t])};
  for (unsigned l = outermost(s, t); l < s->levels; l++) {
    bool array = across(s, l);
    f.bypassed |= !(s->level[l].keeps >> t & 1);
    f.forwards |= array && s->level[l].forwards >> t & 1;
    f.spread |= array;
  }
  return f;
}

void theory_of(const struct scheme *s, struct theory *theory)
{
  unsigned may = 0;
  *theory = (struct theory){0, 0, false};
  if (s->ragged) may |= SIM_FIRST | SIM_FULL_TIME | SIM_TWO;
  for (unsigned t = 0; t < s->tensors; t++) {
    struct facts f = facts_of(s, t);
    bool unlike = !f.plain || s->ragged || f.forwards;
    if (f.holes) may |= SIM_BOXES;
    if (!f.plain) may |= SIM_SAME_MOVE;
    if (s->tensor[t].output && unlike) may |= SIM_BACK | SIM_SHARES;
    if (s->tensor[t].output && f.holes) may |= SIM_SHARES;
    if (f.bypassed && f.spread && unlike) may |= SIM_BYPASS;
    if (f.spread && !f.plain) may |= SIM_SAME_FETCH;
    if (f.forwards) may |= SIM_WHOLE_LINKS | SIM_TWO;
  }
  if (may & (SIM_BYPASS | SIM_WHOLE_LINKS | SIM_FIRST)) may |= SIM_WHOLE;
  if (!(may & SIM_TWO)) two_iterations(s, theory);
  theory->may = may | theory->must;
}

const char *theory_class(unsigned rule)
{
  switch (rule) {
  case SIM_BOXES: return "a coefficient is not 1 or a dim indexes two ranks";
  case SIM_SAME_MOVE: return "a rank is a sum of dims";
  case SIM_BACK: return "an output has such a rank, or loops that do not divide, or neighbours";
  case SIM_SHARES: return "the same, or an output has such a coefficient";
  case SIM_BYPASS: return "a tensor with such a rank or such loops bypasses, on an array";
  case SIM_SAME_FETCH: return "a tensor with such a rank is spread over an array";
  case SIM_WHOLE_LINKS: return "an array forwards";
  case SIM_FIRST: return "a loop does not divide";
  case SIM_FULL_TIME: return "a loop does not divide";
  case SIM_WHOLE: return "one of bypass, neighbours and the first instance may matter";
  default: return "theory predicts it, or a loop does not divide, or an array forwards";
  }
}
