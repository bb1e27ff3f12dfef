#include "compiler/lsp/page.h"

#include "compiler/lsp/server.h"
#include "compiler/lsp/uri.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- directories ---- */

char *directory_make(void)
{
  const char *given = getenv("TMPDIR");
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/tlc-XXXXXX", given && *given ? given : "/tmp");
  if (mkdtemp(path.text)) return path.text;
  int why = errno;
  strbuf_free(&path);
  errno = why;
  return NULL;
}

void directory_remove(const char *directory)
{
  DIR *d = opendir(directory);
  struct dirent *e;
  while (d && (e = readdir(d))) unlinkat(dirfd(d), e->d_name, 0);
  if (d) closedir(d);
  rmdir(directory);
}

/* ---- pages ---- */

static char *copy(const char *text)
{
  size_t n = strlen(text) + 1;
  return memcpy(xmalloc(n), text, n);
}

static uint32_t number_of(struct pages *pages, const char *uri, const char *run)
{
  uint32_t i = 0;
  while (i < pages->all.n && (strcmp(pages->all.at[i].uri, uri) != 0 ||
                              strcmp(pages->all.at[i].run, run) != 0))
    i++;
  if (i == pages->all.n) {
    struct page new = {copy(uri), copy(run)};
    vec_push(&pages->all, new);
  }
  return i + 1;
}

/* The name of the run, for those who look, and a number. */
static char *page_path(struct server *s, const char *uri, const char *run)
{
  enum { LONGEST = 40 };
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/", s->pages.directory);
  for (const char *at = run; *at && at - run < LONGEST; at++)
    strbuf_putc(&path, isalnum((unsigned char)*at) ? *at : '_');
  strbuf_printf(&path, "-%u.html", (unsigned)number_of(&s->pages, uri, run));
  return path.text;
}

bool page_keep(struct server *s, const char *uri, const char *run, const char *file)
{
  if (!s->pages.directory && !(s->pages.directory = directory_make())) return false;
  char *path = page_path(s, uri, run);
  bool kept = !rename(file, path); /* which is there as a whole, or not at all */
  xfree(path);
  return kept;
}

static void tell_path(struct server *s, const char *path)
{
  struct strbuf text = {0};
  strbuf_printf(&text, "The report is in %s", path);
  show_message(s, MESSAGE_INFO, text.text);
  strbuf_free(&text);
}

static void ask_to_show(struct server *s, const char *path)
{
  struct strbuf uri = {0};
  uri_put(&uri, path);
  struct jsonw *w = lsp_request(s, "window/showDocument", true);
  jsonw_object(w);
  json_put_text(w, "uri", uri.text);
  json_put_true(w, "external"); /* by a browser: an editor would show its source */
  json_put_true(w, "takeFocus");
  jsonw_object_end(w);
  lsp_send(s);
  s->pages.asked = s->n_requests;
  strbuf_free(&uri);
}

void page_show(struct server *s, const char *uri, const char *run)
{
  char *path = page_path(s, uri, run);
  if (s->client.shows_documents) {
    ask_to_show(s, path);
    xfree(s->pages.shown);
    s->pages.shown = path;
  } else {
    tell_path(s, path);
    xfree(path);
  }
}

void page_heard(struct server *s, const json_t *response)
{
  if (!s->pages.asked || json_find_int(response, "id", 0) != (json_int_t)s->pages.asked) return;
  s->pages.asked = 0;
  if (!json_find_true(response, "result.success")) tell_path(s, s->pages.shown);
}

void pages_free(struct server *s)
{
  if (s->pages.directory) directory_remove(s->pages.directory);
  for (uint32_t i = 0; i < s->pages.all.n; i++) {
    xfree(s->pages.all.at[i].uri);
    xfree(s->pages.all.at[i].run);
  }
  vec_free(&s->pages.all);
  xfree(s->pages.directory);
  xfree(s->pages.shown);
  s->pages = (struct pages){0};
}

void show_message(struct server *s, enum message_type type, const char *text)
{
  struct jsonw *w = lsp_notify(s, "window/showMessage");
  jsonw_object(w);
  json_put_uint(w, "type", type);
  json_put_text(w, "message", text);
  jsonw_object_end(w);
  lsp_send(s);
}
