#include "runtime/report/zeros.h"

#include "runtime/report/sparse_words.h"

#include <math.h>

bool zeros_any(const struct report *report)
{
  for (unsigned i = 0; i < report->runs; i++)
    if (report->run[i].result->sparse) return true;
  return false;
}

static bool is_plain(const struct sparse_result *s)
{
  for (enum fate f = GATED; f < FATES; f++)
    for (enum access a = READS; a < ACCESSES; a++)
      if (s->count[f][a]) return false;
  return s->density->kind == DENSITY_DENSE && !s->ranks;
}

static const char *format_text(const struct sparse_result *s, struct arena *arena)
{
  struct strbuf text = {0};
  for (unsigned r = s->ranks; r--;)
    strbuf_printf(&text, "%s%s", text.n ? ", " : "", rank_word(s->kind[r]));
  return strbuf_take(&text, arena);
}

/* What is skipped is not accessed. */
static uint64_t metadata_of(const struct sparse_result *s)
{
  uint64_t all = 0;
  for (enum fate f = RANDOM; f <= GATED; f++)
    for (unsigned r = 0; r < s->ranks; r++)
      for (int which = 0; which < METADATA_KINDS; which++)
        all += s->metadata[f][READS][r][which] + s->metadata[f][UPDATES][r][which];
  return all;
}

static struct zeros_row tensor_row(const char *level, unsigned tensor, const struct sparse_result *s,
                                   struct arena *arena)
{
  char density[SPARSE_WORDS];
  density_brief(s->density, density);
  struct zeros_row row = {
    .level = level, .tensor = (int)tensor, .density = arena_printf(arena, "%s", density),
    .format = format_text(s, arena), .nonzero = s->occupancy, .metadata = metadata_of(s),
    .metadata_bits = s->metadata_bits};
  for (enum fate f = RANDOM; f < FATES; f++)
    row.count[f] = s->count[f][READS] + s->count[f][UPDATES];
  return row;
}

static struct zeros_row computes_row(const char *level, const struct level_result *l)
{
  struct zeros_row row = {.level = level, .tensor = -1, .density = "", .format = "", .nonzero = NAN,
                          .metadata_bits = NAN};
  for (enum fate f = RANDOM; f < FATES; f++) row.count[f] = l->computes[f];
  return row;
}

void zeros_rows(const struct report_run *run, struct arena *arena,
                void (*visit)(void *context, const struct zeros_row *row), void *context)
{
  const struct eval_result *r = run->result;
  for (unsigned i = 0; r->sparse && i < r->levels; i++) {
    const struct level_result *l = &r->level[i];
    const struct model_node *node = &run->arch->node[l->node];
    for (unsigned t = 0; t < r->tensors; t++) {
      const struct tensor_result *tensor = &l->tensor[t];
      if (!tensor->kept || !tensor->sparse || is_plain(tensor->sparse)) continue;
      struct zeros_row row = tensor_row(node->name, t, tensor->sparse, arena);
      visit(context, &row);
    }
    if (node->kind != MODEL_COMPUTE) continue;
    struct zeros_row row = computes_row(node->name, l);
    visit(context, &row);
  }
}

/* ---- the table ---- */

struct zeros_page {
  struct page *page;
  const struct report_run *run;
  struct table table;
  const char *level;  /* of the row before; NULL: there is none */
};

static void add_row(void *context, const struct zeros_row *row)
{
  struct zeros_page *z = context;
  struct page *page = z->page;
  struct table *t = &z->table;
  table_add(t, LOOK_PLAIN, row->level == z->level ? page_again(page, row->level) : row->level);
  table_add(t, LOOK_PLAIN, row->tensor < 0 ? "computes" : z->run->einsum->tensor[row->tensor].name);
  table_add(t, LOOK_PLAIN, row->density);
  table_add(t, LOOK_PLAIN, row->format);
  table_add(t, LOOK_PLAIN, row->tensor < 0 ? "" : page_number(page, row->nonzero));
  for (enum fate f = RANDOM; f < FATES; f++) table_add(t, LOOK_PLAIN, page_count(page, row->count[f]));
  table_add(t, LOOK_PLAIN, row->metadata ? page_count(page, row->metadata) : "");
  z->level = row->level;
}

void page_zeros(struct page *page, const struct report_run *run)
{
  struct zeros_page z = {.page = page, .run = run};
  if (!run->result->sparse) return;
  table_init(&z.table, "llllrrrrr");
  table_headings(&z.table, &page->arena,
                 "level|tensor|density|format|nonzero|left|gated|skipped|metadata");
  zeros_rows(run, &page->arena, add_row, &z);
  page_table(page, "zeros", "words of one instance in use, and what became of them; computes of all",
             &z.table);
}
