/* tlc explain: the pages of the diagnostics. */
#include "compiler/tool/markdown.h"
#include "compiler/tool/options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_COLUMNS = 90, ID_COLUMNS = 7 };

static enum exit_code no_such_code(const char *word)
{
  struct suggest near = suggest_start(word);
  for (int c = 0; c < N_CODES; c++) suggest_offer(&near, code_info((enum code)c)->name);
  for (int c = 0; c < N_CODES; c++) suggest_offer(&near, code_info((enum code)c)->id);
  fprintf(stderr, "tlc: no diagnostic is called `%s`", word);
  if (near.best) fprintf(stderr, "; did you mean `%s`?", near.best);
  fputs("\ntlc: `tlc explain` lists them\n", stderr);
  return EXIT_USAGE;
}

/* "E0301  unit-mismatch" and what it is. */
static void add_title(const struct page *p, enum code c)
{
  const struct code_info *info = code_info(c);
  strbuf_printf(p->out, "%s  ", info->id);
  size_t start = p->out->n;
  strbuf_puts(p->out, info->name);
  strbuf_fill(p->out, ' ', start + 22 > p->out->n ? start + 22 - p->out->n : 1);
  unsigned at = ID_COLUMNS + (unsigned)(p->out->n - start);
  page_paragraph(p, at, ID_COLUMNS + 22, info->title, strlen(info->title));
}

/* Its page; without one, its title. */
static enum exit_code add_page(const struct page *p, enum code c, const char *directory)
{
  struct sources sources;
  sources_init(&sources);
  struct source *source;
  enum exit_code status = EXIT_DONE;
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/%s.md", directory ? directory : "", code_info(c)->id);
  enum source_status read = SOURCE_MISSING;
  if (directory) read = sources_read(&sources, strbuf_str(&path), &source);
  if (read == SOURCE_OK) page_markdown(p, 2, source->text);
  else if (read == SOURCE_MISSING) add_title(p, c);
  else status = tell_unreadable(strbuf_str(&path), read);
  strbuf_free(&path);
  sources_free(&sources);
  return status;
}

enum exit_code command_explain(const struct options *o)
{
  struct strbuf out = {0};
  struct page p = {&out, options_style(o, STDOUT_FILENO), 0};
  p.columns = options_columns(STDOUT_FILENO, PAGE_COLUMNS);
  if (p.columns > PAGE_COLUMNS) p.columns = PAGE_COLUMNS;
  enum exit_code status = EXIT_DONE;
  enum code c = o->n_files ? code_find(o->files[0]) : N_CODES;
  if (c < N_CODES) status = add_page(&p, c, o->pages);
  else if (o->n_files) status = no_such_code(o->files[0]);
  else
    for (int i = 0; i < N_CODES; i++) add_title(&p, (enum code)i);
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
  return status;
}
