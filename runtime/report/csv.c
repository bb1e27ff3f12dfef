/* Reports for tables: a line for each action at each level for each tensor of each run; and where
 * runs have zeros, a table of these behind it. */
#include "runtime/report/json_run.h"
#include "runtime/report/rows.h"
#include "runtime/report/zeros.h"

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

struct zeros_csv {
  struct strbuf *out;
  const struct report_run *run;
};

static void put_zeros_row(void *context, const struct zeros_row *row)
{
  struct zeros_csv *z = context;
  csv_text(z->out, z->run->name);
  csv_text(z->out, row->level);
  csv_text(z->out, row->tensor < 0 ? "" : z->run->einsum->tensor[row->tensor].name);
  csv_text(z->out, row->density);
  csv_text(z->out, row->format);
  csv_number(z->out, row->nonzero, ',');
  for (enum fate f = RANDOM; f < FATES; f++) csv_number(z->out, (double)row->count[f], ',');
  csv_number(z->out, row->tensor < 0 ? NAN : (double)row->metadata, ',');
  csv_number(z->out, row->metadata_bits, '\n');
}

/* Behind an empty line, as what it has a line for is not what the table above has. */
static void put_zeros(struct strbuf *out, const struct report *report)
{
  struct arena arena;
  if (!zeros_any(report)) return;
  arena_init(&arena);
  strbuf_puts(out, "\nrun,level,tensor,density,format,nonzero,left,gated,skipped,metadata,"
                   "metadata_bits\n");
  for (unsigned i = 0; i < report->runs; i++) {
    struct zeros_csv z = {out, &report->run[i]};
    zeros_rows(z.run, &arena, put_zeros_row, &z);
  }
  arena_free(&arena);
}

void report_csv(struct strbuf *out, const struct report *report)
{
  strbuf_puts(out, "run,workload,arch,times,level,kind,tensor,action,count,energy_pJ_each,energy_pJ\n");
  for (unsigned i = 0; i < report->runs; i++) report_rows(&report->run[i], put_row, out);
  put_zeros(out, report);
}
