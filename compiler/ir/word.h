/* Inside the room: words of the text, as print.c writes and read.c reads them. */
#ifndef TL_IR_WORD_H
#define TL_IR_WORD_H

#include "compiler/ir/ir.h"

enum { IR_ROLES = 4 };

extern const char *const ir_kind_words[IR_KINDS];
extern const char *const ir_role_words[IR_ROLES]; /* bit i of enum ir_role */

/* What stands in no word, unless that is in quotes. */
static inline bool ir_ends_word(char c)
{
  return (unsigned char)c <= ' ' || c == '"' || c == '=' || c == 127;
}

#endif
