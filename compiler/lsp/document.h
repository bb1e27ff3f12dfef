/* Open documents: their texts as the client has them, and what was made of these. */
#ifndef TL_LSP_DOCUMENT_H
#define TL_LSP_DOCUMENT_H

#include "compiler/lsp/json.h"
#include "compiler/lsp/kept.h"
#include "compiler/lsp/task.h"
#include "compiler/session/hints.h"

/* What is found in one document and is to be shown in it or in a file that it imports. */
struct finding {
  char *uri;
  char *json;              /* a Diagnostic */
};

struct document {
  char *uri;               /* as the client spells it */
  char *path;              /* of a file: URI; of others the URI itself */
  char *file;              /* the path without links, if there is such a file; else the path */
  bool has_version;
  json_int_t version;
  struct sources texts;    /* holds `text` */
  struct source *text;     /* as it is now */
  /* What was made of the text as it is now; empty until somebody asks. */
  enum { MADE_NOTHING, MADE_TREE, MADE_CHECKED } made;
  struct compilation compilation;
  size_t size;             /* bytes of its arena when it was checked */
  uint64_t stamp;          /* of all texts that it was made of when it was checked */
  unsigned unfit;          /* errors that are of tiles which do not fit; else it is sound */
  bool hinted;             /* `hints` were asked for */
  struct hints hints;
  struct kept_hints kept;  /* of the text when it was sound the last time */
  VEC(struct task_result) results; /* of searches; once it is checked, for these texts only */
  bool incomplete;         /* it imports what could not be read */
  bool waits;              /* its diagnostics are to be published anew */
  VEC(struct finding) found;
};

/* Sets `c` up for a document: `prepare` of `context` is called for every compilation. */
struct documents {
  VEC(struct document *) all;
  const char *library;
  void (*prepare)(struct compilation *c, const void *context);
  const void *context;
};

void documents_free(struct documents *all);

/* Starts a compilation as those of documents are. */
void documents_compilation(const struct documents *all, struct compilation *c);

/* The open document of a URI, or of a file (any spelling of its path); or NULL. */
struct document *document_of(const struct documents *all, const char *uri);
struct document *document_of_file(const struct documents *all, const char *path);

/* Opens (or, if it is open, replaces) and closes. */
struct document *document_open(struct documents *all, const char *uri, const char *text, size_t n);
void document_close(struct documents *all, struct document *d);

/* Replaces bytes [start, end) by `n` bytes of text.  False if that would make it too large. */
bool document_splice(struct document *d, uint32_t start, uint32_t end, const char *text, size_t n);

/* What was made of the document's text and of the files that it imports is thrown away: they
 * have changed. */
void document_forget(struct document *d);

/* Answers leave something behind in a compilation.  Those that have grown by much are thrown
 * away; nobody may hold anything of one. */
void documents_tidy(struct documents *all);

/* … of all documents that may depend on the file at `path`, other than `except`: they wait for
 * their diagnostics. */
void documents_forget(struct documents *all, const char *path, const struct document *except);

/* A document that `d`, which is checked, reads and whose file has another text; or NULL. */
const struct document *documents_unsaved(const struct documents *all, const struct document *d);

/* The tree of the text as it is now, with its tokens; made on first use.  Never NULL. */
struct ast *document_tree(struct documents *all, struct document *d);

/* The document and all that it imports, checked; made on first use. */
struct compilation *document_check(struct documents *all, struct document *d);

/* What is shown between its words; made on first use.  While the text has mistakes it is what was
 * shown before it had. */
const struct hints *document_hints(struct documents *all, struct document *d);

/* Gives a compilation the texts of all documents but one (or NULL). */
void documents_provide(const struct documents *all, struct compilation *c,
                       const struct document *except);

/* The file that a source of a compilation was read from, as path_real has it; the library's are
 * shown by other names.  The caller frees it (xfree). */
char *documents_source_path(const struct documents *all, const struct source *s);

/* Checks the document as if `text` stood at the offset, too; `c` is to be freed. */
void document_check_with(struct documents *all, const struct document *d, uint32_t offset,
                         const char *text, struct compilation *c);

void document_forget_findings(struct document *d);

#endif
