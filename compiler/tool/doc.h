/* Inside tlc doc: one thing that a module offers. */
#ifndef TL_TOOL_DOC_H
#define TL_TOOL_DOC_H

#include "compiler/tool/markdown.h"
#include "lang/syntax/parse.h"

struct entry {
  const struct ast *ast;
  struct node *statement; /* N_DECL or N_BINDS */
  struct node *node;      /* the same, or one of its bindings */
  enum keyword word;
};

/* Calls visit for everything that a module offers to others, in order. */
void doc_each(const struct ast *ast, void (*visit)(void *to, const struct entry *e), void *to);

/* Its comment, or NULL; in `a`. */
const char *doc_comment(const struct entry *e, struct arena *a);

/* Adds the source from start to end on one line, without comments. */
void doc_source(struct strbuf *out, const struct ast *ast, uint32_t start, uint32_t end);

/* Adds how it is used: name, parameters, clauses, value. */
void doc_head(const struct page *p, const struct entry *e, unsigned indent);

/* Adds the names of its actions, dimensions or tensors, if it has any. */
void doc_names(const struct page *p, const struct entry *e, unsigned indent);

/* Adds all there is to know about it. */
void doc_entry(const struct page *p, const struct entry *e, const char *module);

/* Adds what a module offers of components, tables and enums, as Markdown; nothing if it has
 * neither components nor tables. */
void catalogue_module(struct strbuf *out, const struct ast *ast, const char *name);

#endif
