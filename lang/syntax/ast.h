/* The syntax tree: one uniform kind of node for everything, so that walkers,
 * the outline, hover and the dump are written once.  See ast.def for what each
 * kind holds.  Nodes live in the arena of their file and are never changed
 * after parsing. */
#ifndef TL_SYNTAX_AST_H
#define TL_SYNTAX_AST_H

#include "lang/base/diag.h"
#include "lang/base/source.h"
#include "lang/base/str.h"

enum node_kind {
#define NODE(KIND, dump, n) N_##KIND,
#include "lang/syntax/ast.def"
  N_KINDS
};

/* The slots of N_DECL are DECL_PARAMS, DECL_EXTENT …, and so on for each kind. */
#define NODE0(K, d)
#define NODE1(K, d, a) enum { K##_##a };
#define NODE2(K, d, a, b) enum { K##_##a, K##_##b };
#define NODE3(K, d, a, b, c) enum { K##_##a, K##_##b, K##_##c };
#define NODE4(K, d, a, b, c, e) enum { K##_##a, K##_##b, K##_##c, K##_##e };
#define NODE5(K, d, a, b, c, e, f) enum { K##_##a, K##_##b, K##_##c, K##_##e, K##_##f };
#include "lang/syntax/ast.def"

/* Operators of more than one character; the others are the character itself. */
enum operator {
  OP_EQ = 128, OP_NE, OP_LE, OP_GE, OP_APPROX, OP_AND, OP_OR, OP_NOT, OP_IN, OP_ADDEQ
};
/* As written: "+", "<=", "and". */
const char *operator_text(int op);

/* The words of keywords.def: KW_component …; 0 is no word. */
enum keyword {
  KW_NONE,
#define KEYWORD(word, class, attr, like) KW_##word,
#include "lang/syntax/keywords.def"
#undef KEYWORD
  N_KEYWORDS
};

struct node {
  uint8_t kind;      /* enum node_kind */
  uint8_t op;        /* operator, or as ast.def says */
  uint8_t word;      /* enum keyword of a statement, a clause or a declaration */
  bool has_block;    /* a `{ }` was written, even if empty */
  uint16_t depth;    /* height of the tree below; bounded by NODE_DEPTH_MAX */
  uint32_t file;
  uint32_t start, end; /* bytes [start, end) */
  uint32_t name_at;    /* where `name` (or the operator of N_BINARY, N_EINSUM) is written */
  name_t name;         /* or NULL; see ast.def */
  struct node *next;   /* in a list */
  struct node *slot[]; /* node_slots(kind) of them */
};

/* Trees deeper than this are refused by the parser (E0110), so that whoever
 * walks one by recursion is safe. */
enum { NODE_DEPTH_MAX = 500 };

/* A number as written: an exact integer where it is one, and its digits (for
 * exact scaling by a unit's power of ten) at [start, digits_end). */
struct number_node {
  bool is_int;
  int64_t i;
  double d;
  uint32_t digits_end;
};

struct node_info {
  const char *dump;  /* name in dumps */
  unsigned slots;
};
const struct node_info *node_info(enum node_kind kind);

/* The number of an N_NUMBER. */
const struct number_node *node_number(const struct node *n);

/* Its whole span; the span of its name (empty span at its start if it has
 * none); the span from its start to where its block opens (all of it if it has
 * none): what one underlines when speaking of a declaration. */
struct span node_span(const struct node *n);
struct span node_name_span(const struct node *n);
struct span node_head_span(const struct node *n);
/* The keyword that a statement, a clause or a declaration begins with. */
struct span node_word_span(const struct node *n);
/* The operator of an N_BINARY or N_EINSUM. */
struct span node_op_span(const struct node *n);

/* The n-th member of a list (from 0), or NULL; the number of members. */
struct node *list_at(struct node *first, unsigned n);
unsigned list_length(const struct node *first);

enum comment_kind { COMMENT_LINE, COMMENT_BLOCK, COMMENT_DOC, COMMENT_FILE_DOC };
struct comment {
  uint32_t start, end; /* without the line's end */
  uint8_t kind;
};

/* A token as the parser saw it; kept on request (formatter, editors). */
struct token {
  uint32_t start, end;
  uint16_t kind;  /* the token's number in parser.h */
  uint16_t word;  /* enum keyword where it acts as one, else 0 */
};

/* What came out of one file.  Everything lives in the arena it was parsed into. */
struct ast {
  struct source *source;
  struct node *root;         /* N_FILE; never NULL */
  struct comment *comments;  /* in order */
  uint32_t n_comments;
  struct token *tokens;      /* in order, or NULL */
  uint32_t n_tokens;
  uint32_t n_nodes;
  bool broken;               /* a syntax error was reported */
};

/* The `///` lines that stand directly above `n` (or the file's `//!` lines for
 * the root), without their marks, joined by newlines; NULL if there are none.
 * In `a`. */
const char *ast_doc(const struct ast *ast, const struct node *n, struct arena *a);

/* Calls visit(n, ctx) for n and everything below, parents first; a visit that
 * returns false is not followed downwards. */
void ast_walk(struct node *n, bool (*visit)(struct node *n, void *ctx), void *ctx);

/* Writes the tree as s-expressions, two spaces a level: the tests' form. */
void ast_dump(struct strbuf *out, const struct ast *ast);

/* Writes the tokens that were kept, one a line: place, kind, text. */
void tokens_dump(struct strbuf *out, const struct ast *ast);

/* What messages call a kind of token. */
const char *token_name(int kind);
/* May a value end with this kind of token? */
bool token_ends_value(int kind);

#endif
