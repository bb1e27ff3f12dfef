/* tlc --version: the program's name and version on the first line, its copyright, and then what it
 * was built with, a `word: value` on each line. */
#ifndef TL_TOOL_VERSION_H
#define TL_TOOL_VERSION_H

void version_print(void);

#endif
