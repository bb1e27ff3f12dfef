#include "runtime/report/json_put.h"
#include "runtime/report/levels.h"
#include "runtime/report/why.h"

#include "config.h"

#include <math.h>

static void put_level(struct jsonw *w, const struct report_run *run, const struct level_result *l)
{
  jsonw_object(w);
  put_string(w, "name", run->arch->node[l->node].name);
  put_bool(w, "bound", level_holds_up(run, l));
  put_double(w, "busy", level_busy(run, l));
  put_double(w, "energy_pJ", l->energy_pJ);
  jsonw_object_end(w);
}

static void put_traffic(struct jsonw *w, const struct report_run *run, unsigned tensor)
{
  const struct level_result *home = level_home(run, tensor);
  if (!home) return;
  jsonw_object(w);
  put_string(w, "tensor", run->einsum->tensor[tensor].name);
  put_string(w, "level", run->arch->node[home->node].name);
  put_double(w, "words", level_moved(run, home, tensor));
  put_double(w, "least_words", level_least(run, home, tensor));
  jsonw_object_end(w);
}

static void put_change(struct jsonw *w, const struct why_change *c)
{
  static const char *const AIM[] = {[WHY_TIME] = "time", [WHY_ENERGY] = "energy"};
  static const char *const OUTCOME[] = {[WHY_EVALUATED] = "evaluated",
                                        [WHY_NO_MAPPING] = "no mapping",
                                        [WHY_IMPOSSIBLE] = "impossible"};
  bool known = c->outcome == WHY_EVALUATED;
  jsonw_object(w);
  put_string(w, "aim", AIM[c->aim]);
  put_string(w, "what", c->what);
  put_string(w, "file", c->file);
  if (c->file) put_uint(w, "line", c->line);
  else put_null(w, "line");
  put_string(w, "from", c->from);
  put_string(w, "to", c->to);
  put_string(w, "outcome", OUTCOME[c->outcome]);
  put_string(w, "why_not", c->why_not);
  put_bool(w, "priced", !c->unpriced);
  put_bool(w, "sought", c->sought);
  put_double(w, "gap", c->sought && known ? c->gap : NAN);
  put_double(w, "energy_pJ", known ? c->energy_pJ : NAN);
  put_double(w, "cycles", known ? c->cycles : NAN);
  put_double(w, "area_um2", known ? c->area_um2 : NAN);
  put_string(w, "bound", c->bound);
  jsonw_object_end(w);
}

static void put_run(struct jsonw *w, const struct why_run *why)
{
  const struct report_run *run = why->run;
  jsonw_object(w);
  put_string(w, "name", run->name);
  put_string(w, "workload", run->workload);
  put_string(w, "arch", run->arch_name);
  put_double(w, "energy_pJ", run->result->energy_pJ);
  put_double(w, "cycles", (double)run->result->cycles);
  put_double(w, "area_um2", run->result->area_um2);
  put_double(w, "utilization", run->result->utilization);
  open_list(w, "levels");
  for (unsigned i = 0; i < run->result->levels; i++) put_level(w, run, &run->result->level[i]);
  jsonw_array_end(w);
  open_list(w, "traffic");
  for (unsigned i = 0; i < run->result->tensors; i++) put_traffic(w, run, i);
  jsonw_array_end(w);
  open_list(w, "changes");
  for (unsigned i = 0; i < why->changes; i++) put_change(w, &why->change[i]);
  jsonw_array_end(w);
  jsonw_object_end(w);
}

void why_json(struct strbuf *out, const struct why *why)
{
  struct jsonw w;
  jsonw_init(&w, out, true);
  jsonw_object(&w);
  put_string(&w, "schema", "tlc-why/1");
  put_string(&w, "tlc", PACKAGE_VERSION);
  put_string(&w, "design", why->design);
  open_list(&w, "runs");
  for (unsigned i = 0; i < why->runs; i++) put_run(&w, &why->run[i]);
  jsonw_array_end(&w);
  jsonw_object_end(&w);
  strbuf_putc(out, '\n');
}
