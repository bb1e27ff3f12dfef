/* For tests that feed the front end many texts in one process. */
#ifndef TL_TESTS_FRONT_END_H
#define TL_TESTS_FRONT_END_H

#include <stddef.h>

/* Takes `size` bytes of `text`, known as `path`, all the way through the front end
 * and throws away what comes out. */
void front_end(const char *path, const char *text, size_t size);

#endif
