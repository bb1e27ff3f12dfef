/* Reports for tables: a line for each action at each level for each tensor of each run. */
#include "runtime/report/json_run.h"
#include "runtime/report/rows.h"

#include "lang/base/jsonw.h"

#include <string.h>

void csv_text(struct strbuf *out, const char *text)
{
  bool quoted = strpbrk(text, ",\"\r\n") || *text == ' ' || *text == '\t';
  if (quoted) strbuf_putc(out, '"');
  for (; *text; text++) {
    if (*text == '"') strbuf_putc(out, '"');
    strbuf_putc(out, *text);
  }
  strbuf_puts(out, quoted ? "\"," : ",");
}

void csv_number(struct strbuf *out, double v, char end)
{
  char text[32] = "";
  if (!isnan(v)) shortest_double(v, text);
  strbuf_puts(out, text);
  strbuf_putc(out, end);
}

static void put_row(void *context, const struct report_row *row)
{
  struct strbuf *out = context;
  const struct report_run *run = row->run;
  csv_text(out, run->name);
  csv_text(out, run->workload);
  csv_text(out, run->arch_name);
  csv_number(out, (double)run->count, ',');
  csv_text(out, row->name);
  csv_text(out, row->kind);
  csv_text(out, row->tensor < 0 ? "" : run->einsum->tensor[row->tensor].name);
  csv_text(out, row->action->name);
  csv_number(out, row->count, ',');
  csv_number(out, row->action->each_pJ, ',');
  csv_number(out, row->energy_pJ, '\n');
}

void report_csv(struct strbuf *out, const struct report *report)
{
  strbuf_puts(out, "run,workload,arch,times,level,kind,tensor,action,count,energy_pJ_each,energy_pJ\n");
  for (unsigned i = 0; i < report->runs; i++) report_rows(&report->run[i], put_row, out);
}
