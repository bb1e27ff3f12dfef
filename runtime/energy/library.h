/* An estimator that is a shared library, as the process that it runs in sees it: it is
 * loaded, and answers lines as one that is a program of its own does. */
#ifndef TL_ENERGY_LIBRARY_H
#define TL_ENERGY_LIBRARY_H

/* A child_main; `path` is that of the library, absolute. */
int library_main(int in, int out, void *path);

#endif
