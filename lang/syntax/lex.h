/* Inside the syntax room: the scanner's state and the token stream that the
 * parser sees.  lexer.l finds raw tokens; lex.c decides which words are
 * keywords, where a newline ends a statement, and mends brackets. */
#ifndef TL_SYNTAX_LEX_H
#define TL_SYNTAX_LEX_H

#include "lang/syntax/layout.h"
#include "lang/syntax/parse.h"

/* Where a token or a construct stands, in bytes. */
struct place {
  uint32_t start, end;
};

struct node_list {
  struct node *first, *last;
};

/* What the scanner and the grammar attach to a symbol. */
union semantic {
  struct {
    name_t name;    /* of a word, a unit, a string */
    uint8_t word;   /* keyword id, or 0 */
  } text;
  struct number_node number;
  struct node *node;
  struct node_list list;
  struct {
    struct node *node;
    uint32_t at;
  } placed;
  int op;
};

struct open_bracket {
  uint32_t at;
  char c;            /* ( [ { */
  bool amends;       /* a `{` behind `with` */
  bool made_up;
  uint32_t indent;   /* blanks before its line's first word */
  uint32_t depth;    /* `depth` outside it */
  struct statement {
    uint8_t word;    /* keyword that opened it, or 0 */
    struct place at; /* its first token */
    uint32_t n;      /* tokens so far */
    bool spoilt;     /* something in it was reported already */
  } statement;       /* the one it interrupts (only for { ) */
};

enum { MENDS = 8 };

struct lex {
  struct source *source;
  struct diags *diags;
  struct interner *names;
  struct arena *arena;
  struct ast *ast;
  unsigned flags;
  void *scanner;            /* flex */
  uint32_t at, end;         /* the raw token: set by lexer.l */
  struct place here;        /* the token handed out last */
  int prev, prev2;          /* tokens before; 0 at the start */
  struct place prev_at;
  uint32_t line_start;      /* of the line that `at` is on */
  uint32_t line_before;     /* where that of the last newline began */
  bool line_open;           /* no token of this line was handed out yet */
  uint32_t depth;           /* open ( and [ of the innermost { } */
  VEC(struct open_bracket) open;
  struct statement statement;
  bool begins;              /* a statement is about to begin */
  struct statement closed;  /* the one that the last `}` ended */
  bool closed_amends;       /* … or that `}` ended what a `with` amends */
  bool matched;             /* every bracket of the file has its partner */
  VEC(struct comment) comments;
  VEC(struct token) tokens;
  /* Tokens that were made up to mend something; handed out before the raw one. */
  struct { int kind; struct place at; } mend[MENDS];
  unsigned n_mend, at_mend;
  bool mended;              /* the last token was made up */
  int held;                 /* a raw token that waits behind the mends; -1: none */
  union semantic held_value;
  struct place held_at;
  bool gave_up;             /* nothing more is read (too deep, binary) */
  struct { uint32_t start, end; } misfit; /* indentation of a `}` that did not fit */
  uint32_t errors_before;   /* in the queue when this file was opened */
  uint32_t n_nodes;
  bool too_deep;
};

/* Begins to read lx->source, the other borrowed members being set; frees what
 * reading it has collected. */
void lex_open(struct lex *lx);
void lex_close(struct lex *lx);

/* The next token, its value and its place; 0 at the end. */
int lex_next(struct lex *lx, union semantic *value, struct place *where);

/* The raw scanner (lexer.l).  Sets lx->at and lx->end. */
int lex_raw(struct lex *lx, union semantic *value);
void lex_raw_open(struct lex *lx);
void lex_raw_close(struct lex *lx);

/* A place in the source as a span. */
struct span lex_span(const struct lex *lx, struct place p);

#endif
