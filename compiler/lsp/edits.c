#include "compiler/lsp/edits.h"

#include <string.h>

/* A stretch of what layouts differ in. */
static uint32_t skip_gap(const char *text, uint32_t at, uint32_t end)
{
  while (at < end && strchr(" \t\r\n,;", text[at]) && text[at]) at++;
  return at;
}

/* What is the same at both ends stays.  Characters are not cut: gaps are ASCII. */
static void add_edit(struct edits *edits, const char *before, const char *after, struct edit e)
{
  while (e.start < e.end && e.from < e.to && before[e.start] == after[e.from]) e.start++, e.from++;
  while (e.start < e.end && e.from < e.to && before[e.end - 1] == after[e.to - 1]) e.end--, e.to--;
  /* Between \r and \n there is no position. */
  if (e.start && before[e.start - 1] == '\r' && before[e.start] == '\n')
    e.start--, e.from--;
  if (e.end > e.start && before[e.end - 1] == '\r' && before[e.end] == '\n') e.end++, e.to++;
  if (e.start < e.end || e.from < e.to) vec_push(edits, e);
}

struct edits edits_of_layout(const struct source *before, const struct strbuf *after)
{
  struct edits edits = {0};
  const char *old = before->text, *new = strbuf_str(after);
  uint32_t i = 0, k = 0, n = (uint32_t)after->n;
  while (i < before->size || k < n) {
    struct edit e = {i, skip_gap(old, i, before->size), k, skip_gap(new, k, n)};
    if (e.end - e.start != e.to - e.from || memcmp(old + i, new + k, e.end - e.start))
      add_edit(&edits, old, new, e);
    i = e.end, k = e.to;
    while (i < before->size && k < n && old[i] == new[k] && skip_gap(old, i, before->size) == i)
      i++, k++;
    bool ends = i == before->size && k == n;
    if (ends || skip_gap(old, i, before->size) > i || skip_gap(new, k, n) > k) continue;
    add_edit(&edits, old, new, (struct edit){i, before->size, k, n}); /* not a layout of it */
    break;
  }
  return edits;
}

void edit_put(const struct server *s, struct jsonw *w, struct source *in, uint32_t start,
              uint32_t end, const char *text, size_t n)
{
  jsonw_object(w);
  jsonw_key(w, "range");
  lsp_put_range(s, w, in, start, end);
  jsonw_key(w, "newText");
  jsonw_string_n(w, text, n);
  jsonw_object_end(w);
}

void edits_put(const struct server *s, struct jsonw *w, struct source *before,
               const struct strbuf *after, const struct edits *edits, uint32_t start,
               uint32_t end)
{
  jsonw_array(w);
  for (uint32_t i = 0; i < edits->n; i++) {
    const struct edit *e = &edits->at[i];
    if (e->start >= start && e->end <= end)
      edit_put(s, w, before, e->start, e->end, strbuf_str(after) + e->from, e->to - e->from);
  }
  jsonw_array_end(w);
}
