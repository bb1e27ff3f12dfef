/* Inside the room: declarations of enums. */
#ifndef TL_SEMA_ENUM_H
#define TL_SEMA_ENUM_H

#include "compiler/sema/core.h"

/* The members of an enum's declaration: N_NAMEs, and whatever else was written
 * there by mistake, if only in place of a list. */
struct node *enum_members(const struct symbol *e);

/* What such a member is called, in quotes or without; NULL if it is no name at all. */
name_t member_called(const struct node *member);

/* Was something else written among them?  Nobody knows then what a value of it is. */
bool enum_unclear(const struct symbol *e);

/* Tells what is wrong with a declaration: E0205, E0626, E0627. */
void check_enum(struct sema *sm, struct symbol *s);

#endif
