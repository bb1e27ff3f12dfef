/* Why a run comes to what it does, in sentences. */
#include "runtime/report/page.h"
#include "runtime/report/why.h"
#include "runtime/report/wrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct why_page {
  struct page page;
  const struct why_run *why;
  const struct report_run *run;
  double least;              /* changes by less are none */
};

static const double ALL_BUT_NOTHING = 0.9995; /* of the energy */
static const double ROUNDED = 1.001; /* of a gap that is just small enough */

/* ---- sentences ---- */

/* A paragraph, of which no line is longer than a page is wide. */
static void put_paragraph(struct page *page, const char *text)
{
  while (*text) {
    size_t n = wrap_fit(text, PAGE_COLUMNS - PAGE_INDENT);
    strbuf_fill(page->out, ' ', PAGE_INDENT);
    strbuf_add(page->out, text, n);
    strbuf_putc(page->out, '\n');
    text = wrap_rest(text, n);
  }
}

static const char *name_of(const struct why_page *p, const struct level_result *l)
{
  return p->run->arch->node[l->node].name;
}

static const char *times(struct page *page, double v)
{
  const char *sign = page->style.utf8 ? "\u00d7" : "x";
  return arena_printf(&page->arena, "%s%.3g", sign, v);
}

/* ---- the time ---- */

static const struct level_result *compute_of(const struct report_run *run)
{
  return &run->result->level[run->result->levels - 1];
}

static const struct level_result *bound_of(const struct why_page *p)
{
  for (unsigned i = 0; i < p->run->result->levels; i++)
    if (level_holds_up(p->run, &p->run->result->level[i])) return &p->run->result->level[i];
  return compute_of(p->run);
}

/* The share of the time that a level needs in any case: computes that wait for nothing need theirs
 * with the instances that have work. */
static double needed(const struct why_page *p, const struct level_result *l)
{
  if (l != compute_of(p->run)) return level_busy(p->run, l);
  return (double)l->cycles / (double)p->run->result->cycles;
}

/* The one that would set the time if the bound did not. */
static const struct level_result *next_of(const struct why_page *p)
{
  const struct level_result *next = NULL;
  for (unsigned i = 0; i < p->run->result->levels; i++) {
    const struct level_result *l = &p->run->result->level[i];
    if (level_holds_up(p->run, l) || isnan(needed(p, l))) continue;
    if (!next || needed(p, l) > needed(p, next)) next = l;
  }
  return next;
}

static double ideal_cycles(const struct report_run *run)
{
  const struct level_result *l = compute_of(run);
  double rate = run->arch->node[l->node].compute.rate;
  return result_computes(run->result) / (rate * (double)l->instances);
}

static void add_bound(struct why_page *p, struct strbuf *text)
{
  struct page *page = &p->page;
  const struct level_result *l = bound_of(p), *compute = compute_of(p->run);
  const char *cycles = page_count(page, p->run->result->busy_cycles);
  if (l == compute) {
    strbuf_printf(text, "`%s` sets the time: it computes in all of %s cycles.", name_of(p, l), cycles);
    return;
  }
  strbuf_printf(text, "`%s` sets the time: it is busy in all of %s cycles, where `%s` alone would "
                "need %s.",
                name_of(p, l), cycles, name_of(p, compute), page_count(page, compute->cycles));
}

static void add_peak(struct why_page *p, struct strbuf *text)
{
  struct page *page = &p->page;
  const struct level_result *l = compute_of(p->run);
  double idle = (double)l->instances - l->instances_used;
  strbuf_printf(text, " At its peak the array would be done after %s cycles: utilization is %s.",
                page_number(page, ceil(ideal_cycles(p->run))),
                page_share(page, p->run->result->utilization));
  if (idle > 0)
    strbuf_printf(text, " %s of %s `%s` have no work.", page_number(page, idle),
                  page_count(page, l->instances), name_of(p, l));
  double extra = (double)p->run->result->cycles - (double)p->run->result->busy_cycles;
  if (extra > 0)
    strbuf_printf(text, " %s cycles go by while networks fill and drain.", page_number(page, extra));
}

static void add_next(struct why_page *p, struct strbuf *text)
{
  struct page *page = &p->page;
  const struct level_result *next = next_of(p);
  if (!next) {
    strbuf_puts(text, " No other level has a limit.");
    return;
  }
  double busy = needed(p, next);
  strbuf_printf(text, " The next limit is `%s`, which needs %s cycles (%s of the time): with this "
                "mapping, a faster `%s` alone cannot bring the time below that.", name_of(p, next),
                page_number(page, ceil(busy * (double)p->run->result->cycles)),
                page_share(page, busy), name_of(p, bound_of(p)));
}

static void put_time(struct why_page *p)
{
  struct strbuf text = {0};
  page_heading(&p->page, "time", "");
  add_bound(p, &text);
  add_peak(p, &text);
  add_next(p, &text);
  put_paragraph(&p->page, strbuf_str(&text));
  strbuf_free(&text);
}

/* ---- the energy ---- */

/* What one tensor costs at a level, or what is done there for none. */
enum { LEAKING = -1, COMPUTING = -2 };
struct cost {
  const struct level_result *level;
  int tensor;
  double energy_pJ;
};

struct costs { struct cost at[MODEL_NODES * (MODEL_TENSORS + 2)]; unsigned n; };

static int by_energy(const void *a, const void *b)
{
  const struct cost *x = a, *y = b;
  if (x->energy_pJ != y->energy_pJ) return x->energy_pJ < y->energy_pJ ? 1 : -1;
  if (x->level != y->level) return x->level < y->level ? -1 : 1;
  return x->tensor - y->tensor;
}

static void find_costs(const struct report_run *run, struct costs *c)
{
  c->n = 0;
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    double rest = l->energy_pJ - l->leakage_pJ;
    for (unsigned t = 0; t < run->result->tensors; t++) {
      c->at[c->n++] = (struct cost){l, (int)t, l->tensor[t].energy_pJ};
      rest -= l->tensor[t].energy_pJ;
    }
    c->at[c->n++] = (struct cost){l, LEAKING, l->leakage_pJ};
    c->at[c->n++] = (struct cost){l, COMPUTING, l == compute_of(run) ? rest : 0};
  }
  qsort(c->at, c->n, sizeof *c->at, by_energy);
}

static const char *cost_name(struct why_page *p, const struct cost *c)
{
  if (c->tensor >= 0) return p->run->einsum->tensor[c->tensor].name;
  return c->tensor == COMPUTING ? "computing" : "leaking";
}

static void put_costs(struct why_page *p)
{
  enum { SHOWN = 5 };
  struct page *page = &p->page;
  struct costs *c = arena_alloc(&page->arena, sizeof *c);
  double all = p->run->result->energy_pJ;
  struct table t;
  table_init(&t, "llppl");
  find_costs(p->run, c);
  for (unsigned i = 0; i < c->n && i < SHOWN && c->at[i].energy_pJ > 0; i++) {
    table_add(&t, LOOK_PLAIN, cost_name(p, &c->at[i]));
    table_add(&t, LOOK_PLAIN, arena_printf(&page->arena, "at %s", name_of(p, c->at[i].level)));
    table_add(&t, LOOK_PLAIN, page_energy(page, c->at[i].energy_pJ));
    table_add(&t, LOOK_PLAIN, page_share(page, c->at[i].energy_pJ / all));
    table_add(&t, LOOK_BAR, page_bar(page, c->at[i].energy_pJ / all));
  }
  table_write(page->out, &t, page->style.color);
  table_free(&t);
}

static void put_leakage(struct why_page *p)
{
  const struct eval_result *r = p->run->result;
  if (!(r->leakage_pJ > p->least * r->energy_pJ)) return;
  put_paragraph(&p->page, arena_printf(&p->page.arena, "Leakage is %s of the energy; it falls with the "
                                       "time and with what the memories hold.",
                                       page_share(&p->page, r->leakage_pJ / r->energy_pJ)));
}

static void put_energy(struct why_page *p)
{
  if (!(p->run->result->energy_pJ > 0)) return;
  page_heading(&p->page, "energy", arena_printf(&p->page.arena, "what costs most of %s",
                                                page_energy(&p->page, p->run->result->energy_pJ)));
  put_costs(p);
  put_leakage(p);
}

/* ---- what cannot be less ---- */

static void add_traffic(struct why_page *p, struct table *t, unsigned tensor, double *floor_pJ)
{
  struct page *page = &p->page;
  const struct level_result *home = level_home(p->run, tensor);
  if (!home) return;
  double moved = level_moved(p->run, home, tensor), least = level_least(p->run, home, tensor);
  if (moved > 0) *floor_pJ += home->tensor[tensor].energy_pJ * fmin(1, least / moved);
  table_add(t, LOOK_PLAIN, p->run->einsum->tensor[tensor].name);
  table_add(t, LOOK_PLAIN, arena_printf(&page->arena, "at %s", name_of(p, home)));
  table_add(t, LOOK_PLAIN, page_number(page, moved));
  table_add(t, LOOK_PLAIN, page_number(page, least));
  table_add(t, moved > least * (1 + p->least) ? LOOK_NOTICE : LOOK_PLAIN, moved > 0 ? times(page, moved / least) : "");
}

static double computing_pJ(const struct report_run *run)
{
  const struct level_result *l = compute_of(run);
  return l->energy_pJ - l->leakage_pJ;
}

static void put_least(struct why_page *p)
{
  struct page *page = &p->page;
  double floor_pJ = computing_pJ(p->run), all = p->run->result->energy_pJ;
  struct table t;
  table_init(&t, "llrrr");
  table_headings(&t, &page->arena, "tensor||words moved|at least|");
  for (unsigned i = 0; i < p->run->result->tensors; i++) add_traffic(p, &t, i, &floor_pJ);
  page_table(page, "what cannot be less",
             p->run->result->sparse
               ? "each word that is stored is moved once at the memory farthest outside"
               : "each word is moved once at the memory farthest outside",
             &t);
  if (all > 0 && floor_pJ > ALL_BUT_NOTHING * all)
    put_paragraph(page, "Computing and moving each word once there is all that costs energy.");
  else if (all > 0)
    put_paragraph(page, arena_printf(&page->arena, "Computing and moving each word once there costs "
                                     "%s: %s of the energy. The rest is the price of the levels between.",
                                     page_energy(page, floor_pJ), page_share(page, floor_pJ / all)));
}

/* ---- changes ---- */

/* A change is compared with a mapping that was as free as its own. */
static double before_pJ(const struct why_page *p, const struct why_change *c)
{
  const struct why_change *anew = p->why->anew;
  return c->sought && anew && c != anew ? anew->energy_pJ : p->run->result->energy_pJ;
}

static double before_cycles(const struct why_page *p, const struct why_change *c)
{
  const struct why_change *anew = p->why->anew;
  return c->sought && anew && c != anew ? anew->cycles : (double)p->run->result->cycles;
}

static double relative(double now, double before) { return before > 0 ? now / before - 1 : NAN; }

/* By how much a change moves what it is for; the least first. */
static double effect(const struct why_page *p, const struct why_change *c)
{
  return c->aim == WHY_TIME ? relative(c->cycles, before_cycles(p, c))
                            : relative(c->energy_pJ, before_pJ(p, c));
}

static bool is_better(const struct why_page *p, const struct why_change *c)
{
  return c->outcome == WHY_EVALUATED && effect(p, c) < -p->least;
}

static bool helps(const struct why_page *p, const struct why_change *c)
{
  return is_better(p, c) && !c->unpriced;
}

/* It would help, but nobody says what it costs. */
static bool is_unpriced(const struct why_page *p, const struct why_change *c)
{
  return is_better(p, c) && c->unpriced;
}

static void add_relative(struct why_page *p, struct table *t, double now, double before)
{
  struct page *page = &p->page;
  double by = relative(now, before);
  enum table_look look = by < -p->least ? LOOK_GOOD : by > p->least ? LOOK_NOTICE : LOOK_FAINT;
  const char *minus = page->style.utf8 ? "\u2212" : "-";
  if (isnan(by)) table_add(t, LOOK_FAINT, page_share(page, by));
  else if (fabs(by) <= 0.0005) table_add(t, LOOK_FAINT, "=");
  else if (by > 9) table_add(t, look, times(page, by + 1));
  else
    table_add(t, look, arena_printf(&page->arena, "%s%.1f %%", by < 0 ? minus : "+",
                                    100 * fabs(by)));
}

static const char *remark(struct why_page *p, const struct why_change *c)
{
  struct page *page = &p->page;
  const char *bound = name_of(p, bound_of(p)), *text = "";
  if (c->bound && strcmp(c->bound, bound))
    text = arena_printf(&page->arena, "%s sets the time", c->bound);
  if (c->sought && c->gap > ROUNDED * p->least)
    text = arena_printf(&page->arena, "%s%swithin %s", text, *text ? ", " : "",
                        page_share(page, c->gap));
  return text;
}

static void add_change(struct why_page *p, struct table *t, const struct why_change *c)
{
  table_add(t, LOOK_PLAIN, page_safe(&p->page, c->what));
  add_relative(p, t, c->cycles, before_cycles(p, c));
  add_relative(p, t, c->energy_pJ, before_pJ(p, c));
  add_relative(p, t, c->cycles * c->energy_pJ, before_cycles(p, c) * before_pJ(p, c));
  add_relative(p, t, c->area_um2, p->run->result->area_um2);
  table_add(t, LOOK_FAINT, remark(p, c));
}

/* Whether it is compared with the design as it is, and not with the mapping found for that. */
static bool is_as_it_is(const struct why_page *p, const struct why_change *c)
{
  return !p->why->anew || c == p->why->anew || !c->sought;
}

/* Changes of one aim that help, the best first. */
static unsigned sorted(const struct why_page *p, enum why_aim aim, bool as_it_is,
                       const struct why_change **out)
{
  unsigned n = 0;
  for (unsigned i = 0; i < p->why->changes; i++) {
    const struct why_change *c = &p->why->change[i];
    if (c->aim != aim || !helps(p, c) || is_as_it_is(p, c) != as_it_is) continue;
    unsigned at = n++;
    for (; at && effect(p, out[at - 1]) > effect(p, c); at--) out[at] = out[at - 1];
    out[at] = c;
  }
  return n;
}

/* What they are compared with whose mapping was sought, while that of the run is another. */
static const char *found_remark(struct why_page *p)
{
  struct page *page = &p->page;
  return arena_printf(&page->arena, "with a mapping sought for it, beside %s and %s cycles",
                      page_energy(page, p->why->anew->energy_pJ),
                      page_number(page, p->why->anew->cycles));
}

static void put_helpful(struct why_page *p, enum why_aim aim, bool as_it_is)
{
  static const char *const HEADING[] = {
    [WHY_TIME] = "what shortens the time", [WHY_ENERGY] = "what lowers the energy"};
  struct page *page = &p->page;
  const struct why_change **change =
    ARENA_ARRAY(&page->arena, const struct why_change *, p->why->changes);
  unsigned n = sorted(p, aim, as_it_is, change);
  if (!n) return; /* of a run that was searched for, nothing was found to compare with */
  struct table t;
  table_init(&t, "lppppl");
  table_headings(&t, &page->arena, "|cycles|energy|EDP|area|");
  for (unsigned i = 0; i < n; i++) add_change(p, &t, change[i]);
  page_table(page, HEADING[aim], as_it_is ? "each was tried" : found_remark(p), &t);
}

/* One sentence of all changes that end alike. */
static void put_others(struct why_page *p, const char *begin,
                       bool (*is_one)(const struct why_page *p, const struct why_change *c))
{
  struct strbuf text = {0};
  for (unsigned i = 0; i < p->why->changes; i++) {
    const struct why_change *c = &p->why->change[i];
    if (!is_one(p, c)) continue;
    strbuf_printf(&text, "%s%s", text.n ? "; " : begin, page_safe(&p->page, c->what));
    if (c->outcome == WHY_IMPOSSIBLE && c->why_not)
      strbuf_printf(&text, " (%s)", page_safe(&p->page, c->why_not));
  }
  if (text.n) {
    strbuf_putc(&text, '.');
    strbuf_putc(p->page.out, '\n');
    put_paragraph(&p->page, strbuf_str(&text));
  }
  strbuf_free(&text);
}

/* Its search ended too early: a better mapping may be there. */
static bool is_open(const struct why_page *p, const struct why_change *c)
{
  return c->outcome == WHY_EVALUATED && !is_better(p, c) && c->sought &&
         c->gap > ROUNDED * p->least;
}

static bool is_no_help(const struct why_page *p, const struct why_change *c)
{
  return c->outcome == WHY_EVALUATED && !is_better(p, c) && !is_open(p, c);
}

static bool fits_nothing(const struct why_page *p, const struct why_change *c)
{
  (void)p;
  return c->outcome == WHY_NO_MAPPING;
}

static bool is_impossible(const struct why_page *p, const struct why_change *c)
{
  (void)p;
  return c->outcome == WHY_IMPOSSIBLE;
}

/* How good the mapping is that others are compared with. */
static void put_baseline(struct why_page *p)
{
  struct page *page = &p->page;
  const struct why_change *anew = p->why->anew;
  if (!(anew->gap > ROUNDED * p->least)) return;
  put_paragraph(page, arena_printf(&page->arena, "Of the mapping found for the design as it is only is known "
                                   "that none is better by more than %s; a longer `--time-limit` tells "
                                   "more.", page_share(page, anew->gap)));
}

static void put_changes(struct why_page *p)
{
  for (enum why_aim aim = 0; aim < WHY_AIMS; aim++)
    put_helpful(p, aim, true), put_helpful(p, aim, false);
  put_others(p, "Tried, and no better: ", is_no_help);
  put_others(p, "Better, but for nothing, as no energy of the design follows from it: ", is_unpriced);
  put_others(p, "Not sought for long enough to tell: ", is_open);
  put_others(p, "No mapping fits: ", fits_nothing);
  put_others(p, "Cannot be: ", is_impossible);
  if (p->why->anew) put_baseline(p);
}

/* ---- all of it ---- */

static void put_run(struct why_page *p)
{
  struct page *page = &p->page;
  struct table t;
  look_write(page->out, LOOK_STRONG, page_title(page, p->run), page->style.color);
  strbuf_putc(page->out, '\n');
  page_facts(page, p->run, &t);
  table_write(page->out, &t, page->style.color);
  table_free(&t);
  put_time(p);
  put_energy(p);
  put_least(p);
  put_changes(p);
}

void why_text(struct strbuf *out, const struct why *why, struct report_style style)
{
  struct why_page p = {.page = {.out = out, .style = style}, .least = why->least};
  arena_init(&p.page.arena);
  for (unsigned i = 0; i < why->runs; i++) {
    if (i) strbuf_putc(out, '\n');
    p.why = &why->run[i];
    p.run = p.why->run;
    put_run(&p);
  }
  arena_free(&p.page.arena);
}
