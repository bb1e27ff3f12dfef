#include "compiler/lsp/document.h"

#include "compiler/lsp/uri.h"
#include "compiler/session/fit.h"

#include <string.h>

/* ---- finding ---- */

struct document *document_of(const struct documents *all, const char *uri)
{
  for (uint32_t i = 0; i < all->all.n; i++)
    if (!strcmp(all->all.at[i]->uri, uri)) return all->all.at[i];
  return NULL;
}

struct document *document_of_file(const struct documents *all, const char *path)
{
  struct document *found = NULL;
  char *file = path_real(path);
  for (uint32_t i = 0; i < all->all.n && !found; i++)
    if (!strcmp(all->all.at[i]->file, file)) found = all->all.at[i];
  xfree(file);
  return found;
}

char *documents_source_path(const struct documents *all, const struct source *s)
{
  static const char shown[] = "std/";
  if (!all->library || strncmp(s->path, shown, sizeof shown - 1)) return path_real(s->path);
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/%s", all->library, s->path + sizeof shown - 1);
  char *file = path_real(strbuf_str(&path));
  strbuf_free(&path);
  return file;
}

/* ---- opening and closing ---- */

static void set_text(struct document *d, const char *text, size_t n)
{
  sources_init(&d->texts);
  d->text = sources_add(&d->texts, d->path, text, n);
}

struct document *document_open(struct documents *all, const char *uri, const char *text, size_t n)
{
  struct document *d = document_of(all, uri);
  if (d) document_close(all, d);
  d = xcalloc(1, sizeof *d);
  size_t length = strlen(uri) + 1;
  d->uri = memcpy(xmalloc(length), uri, length);
  d->path = uri_path(uri);
  d->file = path_real(d->path);
  d->waits = true;
  set_text(d, text, n);
  vec_push(&all->all, d);
  return d;
}

static void document_free(struct document *d)
{
  document_forget(d);
  for (uint32_t i = 0; i < d->results.n; i++) task_result_free(&d->results.at[i]);
  vec_free(&d->results);
  document_forget_findings(d);
  kept_free(&d->kept);
  sources_free(&d->texts);
  xfree(d->uri);
  xfree(d->path);
  xfree(d->file);
  xfree(d);
}

void document_close(struct documents *all, struct document *d)
{
  uint32_t i = 0;
  while (all->all.at[i] != d) i++;
  memmove(all->all.at + i, all->all.at + i + 1, (--all->all.n - i) * sizeof d);
  document_free(d);
}

void documents_free(struct documents *all)
{
  for (uint32_t i = 0; i < all->all.n; i++) document_free(all->all.at[i]);
  vec_free(&all->all);
}

/* ---- changing ---- */

bool document_splice(struct document *d, uint32_t start, uint32_t end, const char *text, size_t n)
{
  const struct source *old = d->text;
  size_t kept = start + (old->size - end);
  if (n > SOURCE_MAX - kept) return false;
  char *whole = xmalloc(kept + n + 1);
  memcpy(whole, old->text, start);
  memcpy(whole + start, text, n);
  memcpy(whole + start + n, old->text + end, old->size - end);
  kept_edit(&d->kept, start, end, n);
  sources_free(&d->texts);
  set_text(d, whole, kept + n);
  xfree(whole);
  document_forget(d);
  d->waits = true;
  return true;
}

void document_forget(struct document *d)
{
  if (d->made) compilation_free(&d->compilation);
  d->made = MADE_NOTHING;
  d->hinted = false;
}

void documents_tidy(struct documents *all)
{
  enum { GROWN = 64 << 20 };
  for (uint32_t i = 0; i < all->all.n; i++) {
    struct document *d = all->all.at[i];
    if (d->made == MADE_CHECKED && d->compilation.arena.used > d->size + GROWN) document_forget(d);
  }
}

/* Texts of open documents are there whether they are imported or not. */
static bool is_read(const struct compilation *c, const struct source *s)
{
  bool provided = false;
  for (uint32_t i = 0; i < c->provided.n; i++) provided |= c->provided.at[i].source == s;
  for (const struct module *m = c->program.modules; m && provided; m = m->next)
    if (m->ast->source == s) provided = false;
  return !provided;
}

static bool depends_on(const struct documents *all, const struct document *d, const char *file)
{
  const struct sources *sources = &d->compilation.sources;
  bool found = d->incomplete;
  for (uint32_t i = 1; i <= sources->n && !found; i++) {
    if (!is_read(&d->compilation, sources->at[i])) continue;
    char *path = documents_source_path(all, sources->at[i]);
    found = !strcmp(path, file);
    xfree(path);
  }
  return found;
}

void documents_forget(struct documents *all, const char *path, const struct document *except)
{
  char *file = path_real(path);
  for (uint32_t i = 0; i < all->all.n; i++) {
    struct document *d = all->all.at[i];
    /* Of one that is not made nobody knows what it depends on. */
    if (d == except || (d->made == MADE_CHECKED && !depends_on(all, d, file))) continue;
    document_forget(d);
    d->waits = true;
  }
  xfree(file);
}

static bool is_saved(const struct document *d)
{
  struct sources files;
  struct source *file;
  sources_init(&files);
  bool same = sources_read(&files, d->file, &file) == SOURCE_OK && file->size == d->text->size &&
              !memcmp(file->text, d->text->text, file->size);
  sources_free(&files);
  return same;
}

const struct document *documents_unsaved(const struct documents *all, const struct document *d)
{
  for (uint32_t i = 0; i < all->all.n; i++) {
    const struct document *other = all->all.at[i];
    if (other != d && depends_on(all, d, other->file) && !is_saved(other)) return other;
  }
  return NULL;
}

void document_forget_findings(struct document *d)
{
  for (uint32_t i = 0; i < d->found.n; i++) {
    xfree(d->found.at[i].uri);
    xfree(d->found.at[i].json);
  }
  vec_free(&d->found);
}

/* ---- making ---- */

void documents_compilation(const struct documents *all, struct compilation *c)
{
  compilation_init(c, all->library);
  if (all->prepare) all->prepare(c, all->context);
  c->parse_flags = PARSE_KEEP_TOKENS;
  c->program.references = true;
}

static void make_tree(struct documents *all, struct document *d)
{
  struct compilation *c = &d->compilation;
  documents_compilation(all, c);
  compilation_provide(c, d->path, d->text->text, d->text->size);
  compilation_read(c, d->path); /* what was provided can be read */
  d->made = MADE_TREE;
}

struct ast *document_tree(struct documents *all, struct document *d)
{
  if (!d->made) make_tree(all, d);
  return compilation_main(&d->compilation)->ast;
}

/* Texts of documents win over their files. */
void documents_provide(const struct documents *all, struct compilation *c,
                       const struct document *except)
{
  for (uint32_t i = 0; i < all->all.n; i++) {
    const struct document *d = all->all.at[i];
    if (d != except) compilation_provide(c, d->path, d->text->text, d->text->size);
  }
}

static uint64_t stamp_of(uint64_t stamp, const char *text, size_t n)
{
  for (size_t i = 0; i < n; i++) stamp = (stamp ^ (unsigned char)text[i]) * 0x100000001b3;
  return stamp;
}

/* Tells apart what a document is made of: its text and those of the files that it reads. */
static uint64_t stamp_sources(const struct compilation *c)
{
  uint64_t stamp = 0xcbf29ce484222325;
  for (uint32_t i = 1; i <= c->sources.n; i++) {
    const struct source *s = c->sources.at[i];
    if (!is_read(c, s)) continue;
    stamp = stamp_of(stamp, s->path, strlen(s->path) + 1);
    stamp = stamp_of(stamp, s->text, s->size);
  }
  return stamp;
}

/* What was found for other texts is no result of this one. */
static void drop_results(struct document *d)
{
  for (uint32_t i = 0; i < d->results.n;) {
    struct task_result *r = &d->results.at[i];
    if (r->stamp == d->stamp) {
      i++;
      continue;
    }
    task_result_free(r);
    *r = d->results.at[--d->results.n];
  }
}

struct compilation *document_check(struct documents *all, struct document *d)
{
  struct compilation *c = &d->compilation;
  document_tree(all, d);
  if (d->made == MADE_CHECKED) return c;
  documents_provide(all, c, d);
  compilation_load_imports(c);
  compilation_check(c);
  d->unfit = compilation_fit(c);
  d->incomplete = false;
  for (const struct module *m = c->program.modules; m; m = m->next)
    if (m->failed) d->incomplete = true;
  d->made = MADE_CHECKED;
  d->size = c->arena.used;
  d->stamp = stamp_sources(c);
  drop_results(d);
  return c;
}

const struct hints *document_hints(struct documents *all, struct document *d)
{
  struct compilation *c = document_check(all, d);
  if (d->hinted) return &d->hints;
  d->hinted = true;
  bool sound = c->diags.n_errors == d->unfit;
  if (sound) d->hints = compilation_hints(c), kept_take(&d->kept, &d->hints);
  else d->hints = (struct hints){.hints = d->kept.hints, .runs = d->kept.runs,
                                 .hint = d->kept.hint, .run = d->kept.run};
  return &d->hints;
}

void document_check_with(struct documents *all, const struct document *d, uint32_t offset,
                         const char *text, struct compilation *c)
{
  struct strbuf whole = {0};
  documents_compilation(all, c);
  strbuf_add(&whole, d->text->text, offset);
  strbuf_puts(&whole, text);
  strbuf_add(&whole, d->text->text + offset, d->text->size - offset);
  compilation_provide(c, d->path, strbuf_str(&whole), whole.n);
  documents_provide(all, c, d);
  compilation_run(c, d->path);
  strbuf_free(&whole);
}
