/* Inside the room: words of the text, as print.c writes and read.c reads them. */
#ifndef TL_IR_WORD_H
#define TL_IR_WORD_H

#include "compiler/ir/ir.h"

enum { IR_ROLES = 4 };

extern const char *const ir_kind_words[IR_KINDS];
extern const char *const ir_role_words[IR_ROLES]; /* bit i of enum ir_role */

#endif
