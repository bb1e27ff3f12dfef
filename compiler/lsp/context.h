/* What stands around a place, as its tokens tell: so much is known even where the text is
 * broken. */
#ifndef TL_LSP_CONTEXT_H
#define TL_LSP_CONTEXT_H

#include "compiler/lsp/server.h"

/* A block that the place is in. */
struct context_block {
  enum keyword word;          /* that its statement begins with; KW_NONE: none, or the file */
  const struct token *name;   /* the word behind that, or NULL */
  uint32_t brace;             /* its token */
};

enum { CONTEXT_BLOCKS = 16 };

struct context {
  const struct ast *ast;
  uint32_t offset;
  uint32_t start;             /* of the word that the place is in or behind; else `offset` */
  bool quiet;                 /* in a comment or a text */
  uint32_t n_before;          /* tokens before `start` */
  const struct token *before; /* the last of them that is no end of a statement; or NULL */
  bool begins;                /* a statement begins at `start` */
  /* Of the statement that the place is in, outside of its brackets: */
  enum keyword first, last;   /* its first word and the last one before the place, or KW_NONE */
  /* The innermost bracket that is open, if it is open in this statement: `(`, `[` or 0. */
  char bracket;
  uint32_t bracket_at;        /* its token */
  const struct token *callee; /* the word before it, or NULL */
  unsigned commas;            /* behind it */
  const struct token *set;    /* `set = …` at the place: the name before the `=`; or NULL */
  struct context_block block[CONTEXT_BLOCKS]; /* the innermost first */
  unsigned blocks;
};

struct context context_at(const struct ast *ast, uint32_t offset);

/* The text of a token, and whether it is this one. */
bool token_is(const struct context *x, const struct token *t, const char *text);

/* Does a statement of the innermost block begin with this path (`read.bandwidth`)? */
bool context_sets(const struct context *x, const char *path);

/* The innermost block whose word is one of these (they end with KW_NONE), or NULL. */
const struct context_block *context_in(const struct context *x, const enum keyword *words);

#endif
