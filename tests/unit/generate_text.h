/* Inside the generator of programs: chance, and tokens with the gaps between them. */
#ifndef TL_TESTS_GENERATE_TEXT_H
#define TL_TESTS_GENERATE_TEXT_H

#include "lang/base/str.h"

struct generator {
  struct strbuf *out;
  uint64_t state;
  bool messy;
  unsigned brackets; /* ( and [ open in the innermost { } */
  unsigned one_line; /* > 0: no line may end */
  unsigned nesting;  /* of blocks */
  unsigned depth;    /* of expressions */
  int fuel;          /* statements left */
  bool ends;         /* a line's end behind the last token would end the statement */
  bool first;        /* the next token starts a statement: no gap goes before it */
};

/* What a token asks of the gap before it, and of the one behind. */
enum {
  ENDS = 1,   /* a value, or a statement's word: a line's end behind it would end the statement */
  BLANKS = 2, /* only blanks before it */
  WORD = 4,   /* a word of the language as a name: starts no line in a block */
};

/* A number below n; true once in n times; one of the words, which end with NULL. */
unsigned chance(struct generator *g, unsigned n);
bool one_in(struct generator *g, unsigned n);
const char *pick(struct generator *g, const char *const *words);
#define PICK(g, ...) pick(g, (const char *const[]){__VA_ARGS__, NULL})

void put_blanks(struct generator *g);
void put_line_comment(struct generator *g);
void put_block_comment(struct generator *g);
/* Blanks and comments, or nothing; with ends of lines, if `lines`. */
void put_mess(struct generator *g, bool lines);

/* A gap and a token, with flags from above; the short forms have none, and a
 * closing bracket ENDS. */
void put_token(struct generator *g, const char *text, unsigned flags);
void put_operator(struct generator *g, const char *text);
void put_opener(struct generator *g, const char *bracket);
void put_closer(struct generator *g, const char *bracket);

#endif
