/* Pages of reports: files of the server's own, as long as it runs, which the client shows. */
#ifndef TL_LSP_PAGE_H
#define TL_LSP_PAGE_H

#include "compiler/lsp/json.h"
#include "lang/base/vec.h"

struct server;

/* What a page is of. */
struct page {
  char *uri, *run;
};

/* A zeroed one is empty; pages_free removes the files. */
struct pages {
  char *directory;        /* NULL: there is none yet */
  VEC(struct page) all;   /* the number of each is in the name of its file */
  unsigned asked;         /* the request that shows the last page; 0: answered */
  char *shown;            /* the path of that page */
};

/* A fresh directory for temporary files; NULL, with errno, if there cannot be one.  The caller
 * frees the path (xfree). */
char *directory_make(void);
/* Removes it with its files. */
void directory_remove(const char *directory);

/* Takes the file away as the page of a run of a document; false, with errno, if that cannot be. */
bool page_keep(struct server *s, const char *uri, const char *run, const char *file);

/* Asks the client to show the page that was kept, or tells where it is. */
void page_show(struct server *s, const char *uri, const char *run);

/* What the client says to a request of ours: a page that it did not show, it is told of. */
void page_heard(struct server *s, const json_t *response);

void pages_free(struct server *s);

/* What somebody is to read: `window/showMessage`. */
enum message_type { MESSAGE_WARNING = 2, MESSAGE_INFO = 3 };
void show_message(struct server *s, enum message_type type, const char *text);

#endif
