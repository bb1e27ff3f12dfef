/* tlc explain: the pages of the diagnostics, and where costs come from. */
#include "compiler/tool/markdown.h"
#include "compiler/tool/pass.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_COLUMNS = 90, ID_COLUMNS = 7 };

/* Of `E0339` or `w05`, the code of the nearest number; NULL for other words. */
static const char *nearest_code(const char *word)
{
  size_t digits = strspn(word + (*word != '\0'), "0123456789");
  if (!digits || word[1 + digits] || digits > 6) return NULL;
  int letter = toupper((unsigned char)*word), wanted = atoi(word + 1), least = INT_MAX;
  const char *best = NULL;
  for (int c = 0; c < N_CODES; c++) {
    const char *id = code_info((enum code)c)->id;
    int distance = abs(atoi(id + 1) - wanted);
    if (id[0] != letter || distance >= least) continue;
    best = id;
    least = distance;
  }
  return best;
}

/* A code may lack its zeros, and an E its letter: `e301`, `301`. */
static enum code find_code(const char *word)
{
  enum code c = code_find(word);
  bool letter = *word && strchr("EeWw", *word);
  const char *number = word + letter;
  size_t n = strlen(number);
  if (c < N_CODES || !n || n > 4 || strspn(number, "0123456789") < n) return c;
  char id[] = "E0000";
  if (letter) id[0] = *word;
  memcpy(id + sizeof id - 1 - n, number, n);
  return code_find(id);
}

static const char *nearest_name(const char *word)
{
  struct suggest near = suggest_start(word);
  for (int c = 0; c < N_CODES; c++) suggest_offer(&near, code_info((enum code)c)->name);
  for (int c = 0; c < N_CODES; c++) suggest_offer(&near, code_info((enum code)c)->id);
  return near.best;
}

static enum exit_code no_such_code(const char *word)
{
  const char *code = nearest_code(word), *name = code ? NULL : nearest_name(word);
  fprintf(stderr, "tlc: no diagnostic is called `%s`", word);
  if (code) fprintf(stderr, "; the nearest is `%s`", code);
  if (name) fprintf(stderr, "; did you mean `%s`?", name);
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

/* `tlc explain energy DESIGN.tl GLB.read` */
static enum exit_code explain_cost(const struct options *o)
{
  struct strbuf out = {0};
  struct job job;
  const char *why = NULL;
  if (o->n_files != 3) {
    fputs("tlc: usage: tlc explain energy DESIGN.tl LEVEL.ACTION\n", stderr);
    return EXIT_USAGE;
  }
  job_start(&job, o, o->files[1]);
  if (job_run(&job, PASS_CHECK) && !job.compilation.diags.n_errors)
    why = sema_explain_cost(&out, job.compilation.sema, o->files[2]);
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  if (why) fprintf(stderr, "tlc: %s\n", why);
  strbuf_free(&out);
  enum exit_code status = job_end(&job);
  return status == EXIT_DONE && why ? EXIT_USAGE : status;
}

enum exit_code command_explain(const struct options *o)
{
  if (o->n_files && (!strcmp(o->files[0], "energy") || o->n_files > 1)) return explain_cost(o);
  struct strbuf out = {0};
  struct page p = {&out, options_style(o, STDOUT_FILENO), 0};
  p.columns = options_columns(STDOUT_FILENO, PAGE_COLUMNS);
  if (p.columns > PAGE_COLUMNS) p.columns = PAGE_COLUMNS;
  enum exit_code status = EXIT_DONE;
  enum code c = o->n_files ? find_code(o->files[0]) : N_CODES;
  if (c < N_CODES) status = add_page(&p, c, o->pages);
  else if (o->n_files) status = no_such_code(o->files[0]);
  else
    for (int i = 0; i < N_CODES; i++) add_title(&p, (enum code)i);
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
  return status;
}
