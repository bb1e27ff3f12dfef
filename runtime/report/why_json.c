#include "runtime/report/levels.h"
#include "runtime/report/why.h"

#include "lang/base/jsonw.h"

#include "config.h"

#include <math.h>

static void put_text(struct jsonw *w, const char *key, const char *text)
{
  jsonw_key(w, key);
  if (text) jsonw_string(w, text);
  else jsonw_null(w);
}

static void put_number(struct jsonw *w, const char *key, double v)
{
  jsonw_key(w, key);
  jsonw_double(w, v);
}

static void put_level(struct jsonw *w, const struct report_run *run, const struct level_result *l)
{
  jsonw_object(w);
  put_text(w, "name", run->arch->node[l->node].name);
  jsonw_key(w, "bound");
  jsonw_bool(w, level_holds_up(run, l));
  put_number(w, "busy", level_busy(run, l));
  put_number(w, "energy_pJ", l->energy_pJ);
  jsonw_object_end(w);
}

static void put_traffic(struct jsonw *w, const struct report_run *run, unsigned tensor)
{
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    const struct tensor_result *t = &l->tensor[tensor];
    if (!t->kept) continue;
    jsonw_object(w);
    put_text(w, "tensor", run->einsum->tensor[tensor].name);
    put_text(w, "level", run->arch->node[l->node].name);
    put_number(w, "words", ((double)t->reads + (double)t->fills + (double)t->updates) *
                             l->instances_used);
    put_number(w, "least_words", model_box_words(run->einsum, tensor, run->einsum->bounds));
    jsonw_object_end(w);
    return;
  }
}

static void put_change(struct jsonw *w, const struct why_change *c)
{
  static const char *const AIM[] = {[WHY_TIME] = "time", [WHY_ENERGY] = "energy"};
  static const char *const OUTCOME[] = {[WHY_EVALUATED] = "evaluated",
                                        [WHY_NO_MAPPING] = "no mapping",
                                        [WHY_IMPOSSIBLE] = "impossible"};
  bool known = c->outcome == WHY_EVALUATED;
  jsonw_object(w);
  put_text(w, "aim", AIM[c->aim]);
  put_text(w, "what", c->what);
  put_text(w, "file", c->file);
  jsonw_key(w, "line");
  if (c->file) jsonw_uint(w, c->line);
  else jsonw_null(w);
  put_text(w, "from", c->from);
  put_text(w, "to", c->to);
  put_text(w, "outcome", OUTCOME[c->outcome]);
  put_text(w, "why_not", c->why_not);
  jsonw_key(w, "priced");
  jsonw_bool(w, !c->unpriced);
  jsonw_key(w, "sought");
  jsonw_bool(w, c->sought);
  put_number(w, "gap", c->sought && known ? c->gap : NAN);
  put_number(w, "energy_pJ", known ? c->energy_pJ : NAN);
  put_number(w, "cycles", known ? c->cycles : NAN);
  put_number(w, "area_um2", known ? c->area_um2 : NAN);
  put_text(w, "bound", c->bound);
  jsonw_object_end(w);
}

static void put_run(struct jsonw *w, const struct why_run *why)
{
  const struct report_run *run = why->run;
  jsonw_object(w);
  put_text(w, "name", run->name);
  put_text(w, "workload", run->workload);
  put_text(w, "arch", run->arch_name);
  put_number(w, "energy_pJ", run->result->energy_pJ);
  put_number(w, "cycles", (double)run->result->cycles);
  put_number(w, "area_um2", run->result->area_um2);
  put_number(w, "utilization", run->result->utilization);
  jsonw_key(w, "levels");
  jsonw_array(w);
  for (unsigned i = 0; i < run->result->levels; i++) put_level(w, run, &run->result->level[i]);
  jsonw_array_end(w);
  jsonw_key(w, "traffic");
  jsonw_array(w);
  for (unsigned i = 0; i < run->result->tensors; i++) put_traffic(w, run, i);
  jsonw_array_end(w);
  jsonw_key(w, "changes");
  jsonw_array(w);
  for (unsigned i = 0; i < why->changes; i++) put_change(w, &why->change[i]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

void why_json(struct strbuf *out, const struct why *why)
{
  struct jsonw w;
  jsonw_init(&w, out, true);
  jsonw_object(&w);
  put_text(&w, "schema", "tlc-why/1");
  put_text(&w, "tlc", PACKAGE_VERSION);
  put_text(&w, "design", why->design);
  jsonw_key(&w, "runs");
  jsonw_array(&w);
  for (unsigned i = 0; i < why->runs; i++) put_run(&w, &why->run[i]);
  jsonw_array_end(&w);
  jsonw_object_end(&w);
  strbuf_putc(out, '\n');
}
