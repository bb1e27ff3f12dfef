/* What changed, for programs: the schema `tlc-diff/1`. */
#include "runtime/report/diff_inside.h"
#include "runtime/report/json_put.h"

#include "config.h"

#include <math.h>

/* With the unit in their names. */
static const char *const KEYS[] = {
  [DIFF_ENERGY] = "energy_pJ", [DIFF_CYCLES] = "cycles", [DIFF_SECONDS] = "seconds",
  [DIFF_AREA] = "area_um2", [DIFF_EDP] = "edp_pJ_cycles", [DIFF_UTILIZATION] = "utilization",
  [DIFF_COMPUTES] = "computes"};

static void put_number(struct jsonw *w, const char *key, struct diff_number n)
{
  double growth = diff_growth(n);
  jsonw_key(w, key);
  bool pretty = open_line(w);
  put_double(w, "before", n.before);
  put_double(w, "after", n.after);
  put_double(w, "change", growth == 0 ? 0 : n.after - n.before);
  put_double(w, "relative", growth);
  close_line(w, pretty);
}

static void put_metrics(struct jsonw *w, const char *key,
                        const struct diff_number metric[DIFF_METRICS])
{
  jsonw_key(w, key);
  jsonw_object(w);
  for (unsigned i = 0; i < DIFF_METRICS; i++) put_number(w, KEYS[i], metric[i]);
  jsonw_object_end(w);
}

static void put_part(struct jsonw *w, const struct diff_part *p, double all)
{
  double change = p->energy_pJ.after - p->energy_pJ.before;
  jsonw_object(w);
  put_string(w, "level", p->level);
  put_string(w, "tensor", p->tensor);
  put_string(w, "action", p->action);
  put_number(w, "energy_pJ", p->energy_pJ);
  put_number(w, "count", p->count);
  put_number(w, "energy_pJ_each", p->each_pJ);
  put_double(w, "share", all > 0 ? change / all : NAN);
  jsonw_object_end(w);
}

/* ---- levels ---- */

static double either(const struct level_result *l, double v) { return l ? v : NAN; }

/* Before and after of a member of a level. */
#define BOTH(l, member) \
  (struct diff_number){either((l)->before, (l)->before ? (double)(l)->before->member : 0), \
                       either((l)->after, (l)->after ? (double)(l)->after->member : 0)}

static void put_bound(struct jsonw *w, const char *key, const struct level_result *l)
{
  if (l) put_bool(w, key, l->bound);
  else put_null(w, key);
}

static void put_level(struct jsonw *w, const struct diff_level *l)
{
  jsonw_object(w);
  put_string(w, "name", l->name);
  put_bool(w, "before", l->before != NULL);
  put_bool(w, "after", l->after != NULL);
  put_number(w, "instances", BOTH(l, instances));
  put_number(w, "instances_used", BOTH(l, instances_used));
  put_number(w, "capacity_bits", BOTH(l, capacity_bits));
  put_number(w, "cycles", BOTH(l, cycles));
  put_number(w, "energy_pJ", BOTH(l, energy_pJ));
  put_number(w, "area_um2", BOTH(l, area_um2));
  put_bound(w, "bound_before", l->before);
  put_bound(w, "bound_after", l->after);
  jsonw_object_end(w);
}

/* ---- mappings ---- */

static void put_texts(struct jsonw *w, const char *key, const char *const *text, unsigned n)
{
  open_list(w, key);
  for (unsigned i = 0; i < n; i++) jsonw_string(w, text[i]);
  jsonw_array_end(w);
}

static void put_side(struct jsonw *w, const char *key, const struct diff_side *side)
{
  if (!side->there) {
    put_null(w, key);
    return;
  }
  jsonw_key(w, key);
  bool pretty = open_line(w);
  put_texts(w, "keep", side->keep, side->keeps);
  put_texts(w, "loops", side->loop, side->loops);
  close_line(w, pretty);
}

static void put_block(struct jsonw *w, const struct diff_block *block)
{
  jsonw_object(w);
  put_string(w, "level", block->level);
  put_side(w, "before", &block->before);
  put_side(w, "after", &block->after);
  jsonw_object_end(w);
}

/* ---- runs ---- */

static void put_fact(struct jsonw *w, const struct diff_fact *f)
{
  bool pretty = open_line(w);
  put_string(w, "what", f->what);
  put_string(w, "before", f->before);
  put_string(w, "after", f->after);
  close_line(w, pretty);
}

static void put_run(struct jsonw *w, const struct diff_run *run)
{
  double all = run->before->result->energy_pJ * (double)run->before->count;
  jsonw_object(w);
  put_string(w, "name", run->before->name);
  put_bool(w, "same", run->same);
  put_metrics(w, "totals", run->metric);
  open_list(w, "energy");
  for (unsigned i = 0; i < run->parts; i++) put_part(w, &run->part[i], all);
  jsonw_array_end(w);
  open_list(w, "levels");
  for (unsigned i = 0; i < run->levels; i++) put_level(w, &run->level[i]);
  jsonw_array_end(w);
  open_list(w, "mapping");
  for (unsigned i = 0; i < run->blocks; i++) put_block(w, &run->block[i]);
  jsonw_array_end(w);
  open_list(w, "besides");
  for (unsigned i = 0; i < run->facts; i++) put_fact(w, &run->fact[i]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

static void put_names(struct jsonw *w, const char *key, const struct report_run *const *run,
                      unsigned n)
{
  open_list(w, key);
  for (unsigned i = 0; i < n; i++) jsonw_string(w, run[i]->name);
  jsonw_array_end(w);
}

static void put_remarks(struct jsonw *w, const char *key,
                        const struct report_remark *const *remark, unsigned n)
{
  open_list(w, key);
  for (unsigned i = 0; i < n; i++) {
    bool pretty = open_line(w);
    put_string(w, "code", remark[i]->code);
    put_string(w, "name", remark[i]->name);
    put_string(w, "message", remark[i]->message);
    put_string(w, "file", remark[i]->file);
    close_line(w, pretty);
  }
  jsonw_array_end(w);
}

static void put_over(struct jsonw *w, const struct diff_over *o)
{
  bool pretty = open_line(w);
  put_string(w, "run", o->run);
  put_string(w, "metric", diff_metric_names[o->metric]);
  put_double(w, "before", o->value.before);
  put_double(w, "after", o->value.after);
  put_double(w, "relative", diff_growth(o->value));
  put_double(w, "limit", o->limit);
  close_line(w, pretty);
}

void diff_json(struct strbuf *out, const struct diff *diff)
{
  struct jsonw w;
  jsonw_init(&w, out, true);
  jsonw_object(&w);
  put_string(&w, "schema", "tlc-diff/1");
  put_string(&w, "tlc", PACKAGE_VERSION);
  put_string(&w, "before", diff->before);
  put_string(&w, "after", diff->after);
  put_bool(&w, "same", diff->same);
  put_metrics(&w, "totals", diff->total);
  open_list(&w, "runs");
  for (unsigned i = 0; i < diff->runs; i++) put_run(&w, &diff->run[i]);
  jsonw_array_end(&w);
  put_names(&w, "only_before", diff->lost, diff->only_before);
  put_names(&w, "only_after", diff->added, diff->only_after);
  put_remarks(&w, "said_only_before", diff->remark_lost, diff->remarks_lost);
  put_remarks(&w, "said_only_after", diff->remark_added, diff->remarks_added);
  open_list(&w, "over");
  for (unsigned i = 0; i < diff->overs; i++) put_over(&w, &diff->over[i]);
  jsonw_array_end(&w);
  jsonw_object_end(&w);
  strbuf_putc(out, '\n');
}
