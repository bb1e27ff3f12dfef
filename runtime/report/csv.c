/* Reports for tables: a line for each action at each level for each tensor of each run. */
#include "runtime/report/rows.h"

#include "lang/base/jsonw.h"

#include <string.h>

/* As RFC 4180 has it; what is empty stays so. */
static void put_text(struct strbuf *out, const char *text)
{
  bool quoted = strpbrk(text, ",\"\r\n") || *text == ' ' || *text == '\t';
  if (quoted) strbuf_putc(out, '"');
  for (; *text; text++) {
    if (*text == '"') strbuf_putc(out, '"');
    strbuf_putc(out, *text);
  }
  strbuf_puts(out, quoted ? "\"," : ",");
}

static void put_number(struct strbuf *out, double v, char end)
{
  char text[32];
  shortest_double(v, text);
  strbuf_puts(out, text);
  strbuf_putc(out, end);
}

static void put_row(void *context, const struct report_row *row)
{
  struct strbuf *out = context;
  const struct report_run *run = row->run;
  put_text(out, run->name);
  put_text(out, run->workload);
  put_text(out, run->arch_name);
  put_number(out, (double)run->count, ',');
  put_text(out, row->name);
  put_text(out, row->kind);
  put_text(out, row->tensor < 0 ? "" : run->einsum->tensor[row->tensor].name);
  put_text(out, row->action->name);
  put_number(out, row->count, ',');
  put_number(out, row->action->each_pJ, ',');
  put_number(out, row->energy_pJ, '\n');
}

void report_csv(struct strbuf *out, const struct report *report)
{
  strbuf_puts(out, "run,workload,arch,times,level,kind,tensor,action,count,energy_pJ_each,energy_pJ\n");
  for (unsigned i = 0; i < report->runs; i++) report_rows(&report->run[i], put_row, out);
}
