/* From text to tree.  Never fails: whatever the bytes are, a tree comes back,
 * and the mistakes are in the queue. */
#ifndef TL_SYNTAX_PARSE_H
#define TL_SYNTAX_PARSE_H

#include "lang/syntax/ast.h"

/* The programs that made scanner and parser: "flex 2.6.4", "bison 3.8.2". */
extern const char scanner_generator[], parser_generator[];

enum parse_flags { PARSE_KEEP_TOKENS = 1 };

/* Gives the interner the keywords; call once, before the first parse. */
void keywords_init(struct interner *names);

/* The word's text, its example, and whether it may name an attribute. */
const char *keyword_text(enum keyword w);
const char *keyword_example(enum keyword w);
/* "a" or "an"; "an arch": the word with its article, in `a`. */
const char *keyword_article(enum keyword w);
const char *keyword_with_article(enum keyword w, struct arena *a);
/* Offers the words that begin statements; the one that is now the best, or KW_NONE. */
enum keyword keyword_suggest(struct suggest *to);
bool keyword_may_be_attribute(enum keyword w);

/* Parses a source.  The tree lives in `arena`, its names in `names`. */
struct ast *parse_source(struct arena *arena, struct interner *names, struct diags *diags,
                         struct source *source, unsigned flags);

#endif
