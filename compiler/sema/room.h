/* Inside the room: what tiles take up at the least, and what memories have room for. */
#ifndef TL_SEMA_ROOM_H
#define TL_SEMA_ROOM_H

#include <stdint.h>

struct level;
struct mapping;

/* The words of a tensor that one instance of a memory holds at the least if it keeps it, by the
 * loops that a mapspace asks for there and further inside. */
double room_least_tile(struct mapping *m, const struct level *l, unsigned tensor);

/* Bits: of one word of a tensor there, and of all of an instance; INFINITY: not known, or
 * without a limit. */
double room_word(struct mapping *m, const struct level *l, unsigned tensor);
double room_size(struct mapping *m, const struct level *l);

/* Tells memories of a mapspace that are to keep more than they have room for (E0619). */
void rooms_check(struct mapping *m);

#endif
