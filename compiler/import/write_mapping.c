/* The mapping: what each memory keeps, and loops in reading order. */
#include "compiler/import/writer.h"

#include <string.h>

void put_statement(struct strbuf *at, const char *text)
{
  strbuf_printf(at, "%s%s", at->n ? "; " : "", text);
}

static const char *names_of(struct importer *im, const struct spec_problem *p, uint32_t set)
{
  struct strbuf out = {0};
  for (unsigned t = 0; t < p->tensors; t++)
    if (set >> t & 1) strbuf_printf(&out, "%s%s", out.n ? ", " : "", p->tensor[t].legal);
  return strbuf_take(&out, im->arena);
}

void put_set(struct importer *im, struct strbuf *at, const char *word, uint32_t set)
{
  const struct spec_problem *p = main_problem(im);
  uint32_t all = p->tensors < 32 ? (UINT32_C(1) << p->tensors) - 1 : UINT32_MAX;
  if (!(set & all)) return;
  put_statement(at, SAY(im, "%s %s", word, (set & all) == all ? "all" : names_of(im, p, set)));
}

static const struct spec_factor *factor_of(const struct spec_place *place, int dim)
{
  for (uint32_t i = 0; i < place->factors.n; i++)
    if (place->factors.at[i].dim == dim) return &place->factors.at[i];
  return NULL;
}

/* Loops over dims [from, to) of an order, the last being the outermost; with those of one
 * iteration if `all`: in designs with a sparsity, where which loop finds which rank of a format
 * depends on them. */
static void put_loops(struct importer *im, struct strbuf *at, const char *word,
                      const struct spec_place *place, unsigned from, unsigned to, bool all)
{
  struct strbuf out = {0};
  for (unsigned i = to; i-- > from;) {
    const struct spec_factor *f = factor_of(place, place->order[i]);
    int64_t bound = f ? f->bound : 1;
    if (bound == 1 && !all) continue;
    strbuf_printf(&out, "%s%s = %lld", out.n ? ", " : "",
                  main_problem(im)->dim[place->order[i]].legal, (long long)bound);
  }
  if (out.n) put_statement(at, SAY(im, "%s %s", word, out.text));
  strbuf_free(&out);
}

void put_at(struct importer *im, struct strbuf *out, struct strbuf *at, const struct spec_level *l,
            const struct spec_remarks *remarks)
{
  if (at->n && remarks) put_remarks(im, out, remarks, "//");
  if (at->n) strbuf_printf(out, "at %s { %s }\n", l->legal, at->text);
  strbuf_free(at);
}

static void map_memory(struct importer *im, struct strbuf *out, const struct spec_level *l,
                       bool outermost)
{
  const struct spec_place *place = &l->in_time;
  struct strbuf at = {0};
  uint32_t kept = kept_tensors(main_problem(im), l, true);
  if (!outermost || place->bypass) put_set(im, &at, "keep", kept);
  put_set(im, &at, "bypass", place->bypass);
  put_set(im, &at, "refetch", place->refetch);
  put_set(im, &at, "preload", place->preload);
  put_loops(im, &at, "for", place, 0, place->ordered, is_sparse(im));
  put_at(im, out, &at, l, &place->remarks);
}

/* The first dims of the order go to x: so many. */
static unsigned split_of(const struct spec_place *place)
{
  bool all = place->split < 0 || place->split > (int)place->ordered;
  return all ? place->ordered : (unsigned)place->split;
}

/* Iterations of dims [from, to) of an order across an array; INT64_MAX if those are too many
 * to count. */
static int64_t spread(const struct spec_place *place, unsigned from, unsigned to)
{
  int64_t all = 1;
  for (unsigned i = from; i < to; i++) {
    const struct spec_factor *f = factor_of(place, place->order[i]);
    if (f && f->bound > 0 && __builtin_mul_overflow(all, f->bound, &all)) return INT64_MAX;
  }
  return all;
}

/* E0806: the loops along a side of an array are more than it has instances there. */
static void check_side(struct importer *im, const struct spec_level *l, char side, int64_t instances,
                       unsigned from, unsigned to)
{
  int64_t n = spread(&l->across, from, to);
  struct span at = l->span;
  if (n <= instances) return;
  for (unsigned i = from; i < to; i++) {
    const struct spec_factor *f = factor_of(&l->across, l->across.order[i]);
    if (f && f->bound > 1) at = f->span;
  }
  struct diag *d = diag_at(im->diags, E0806, at, "the loops across `%s` come to %lld along %c, where it has "
                           "%lld instance%s", l->name, (long long)n, side, (long long)instances,
                           instances == 1 ? "" : "s");
  diag_note(d, "the first `split` dimensions of the permutation run along x, the others along y");
}

/* Loops along the sides of an array.  Those of one iteration stand along a side that there is. */
static void put_sides(struct importer *im, struct strbuf *at, const struct spec_level *l, unsigned split)
{
  const struct spec_place *place = &l->across;
  bool all = is_sparse(im) && l->x * l->y > 1;
  unsigned in_x = !all || (l->x > 1 && l->y > 1) ? split : l->x > 1 ? place->ordered : 0;
  put_loops(im, at, "par x", place, 0, in_x, all);
  put_loops(im, at, "par y", place, in_x, place->ordered, all);
}

static void map_array(struct importer *im, struct strbuf *out, const struct spec_level *l)
{
  const struct spec_place *place = &l->across;
  unsigned split = split_of(place);
  struct strbuf at = {0};
  check_side(im, l, 'x', l->x, 0, split);
  check_side(im, l, 'y', l->y, split, place->ordered);
  put_sides(im, &at, l, split);
  put_set(im, &at, "unicast", place->unicast);
  put_set(im, &at, "direct", place->direct);
  put_at(im, out, &at, l, &place->remarks);
}

/* ---- what would be warned of ---- */

static bool leaves_idle(const struct spec_level *l)
{
  const struct spec_place *place = &l->across;
  unsigned split = split_of(place);
  return spread(place, 0, split) < l->x || spread(place, split, place->ordered) < l->y;
}

/* What the outermost memory keeps, what any other does, and whether one is told to fetch
 * anew what it does not keep or what comes from nowhere. */
struct keeping { uint32_t outermost, inside; bool idle, found, several; };

static struct keeping find_keeping(struct importer *im)
{
  const struct spec_arch *arch = im->spec.arch;
  struct keeping k = {0};
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *l = arch->levels.at[i];
    if (l->kind != SPEC_MEMORY || !is_written(im, l)) continue;
    uint32_t kept = kept_tensors(main_problem(im), l, true), outer = k.outermost | k.inside;
    k.idle |= (l->in_time.refetch & ~(kept & outer)) || (l->in_time.preload & ~kept);
    if (k.found) k.inside |= kept, k.several = true;
    else k.outermost = kept;
    k.found = true;
  }
  return k;
}

/* Whoever brings a mapping knows what it does: only what it says is told later, not what is
 * unusual about it. */
static void put_allowed(struct importer *im, struct strbuf *out)
{
  const struct spec_problem *p = main_problem(im);
  const struct spec_arch *arch = im->spec.arch;
  struct keeping k = find_keeping(im);
  struct strbuf names = {0};
  bool idle = false;
  for (uint32_t i = 0; i < arch->levels.n; i++)
    idle |= arch->levels.at[i]->kind == SPEC_ARRAY && leaves_idle(arch->levels.at[i]);
  uint32_t outputs = 0;
  for (unsigned t = 0; t < p->tensors; t++) outputs |= (uint32_t)p->tensor[t].output << t;
  const struct { bool holds; const char *name; } allowed[] = {
    {idle, "idle_hardware"}, {k.idle, "idle_policy"},
    {k.several && outputs & k.outermost & ~k.inside, "kept_nowhere"},
    {k.inside & ~k.outermost, "starts_inside"}};
  for (unsigned i = 0; i < sizeof allowed / sizeof *allowed; i++)
    if (allowed[i].holds) strbuf_printf(&names, "%s%s", names.n ? ", " : "", allowed[i].name);
  if (names.n) strbuf_printf(out, "@allow(%s)\n", names.text);
  strbuf_free(&names);
}

void put_mapping(struct importer *im, struct strbuf *out)
{
  const struct spec_arch *arch = im->spec.arch;
  bool outermost = true;
  put_remarks(im, out, &im->spec.of_mapping, "///");
  put_allowed(im, out);
  strbuf_printf(out, "mapping %s of %s on %s {\n", im->mapping_name, main_problem(im)->legal, arch->legal);
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *l = arch->levels.at[i];
    if (!is_written(im, l)) continue;
    if (l->kind == SPEC_ARRAY) map_array(im, out, l);
    if (l->kind != SPEC_MEMORY) continue;
    map_memory(im, out, l, outermost);
    outermost = false;
  }
  strbuf_puts(out, "}\n\n");
}
