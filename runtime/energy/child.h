/* A process of our own making that lines are exchanged with, each within a time limit.
 *
 * It is started in a process group of its own, and everything in it is killed and reaped by
 * child_end.  Nothing is left behind: no file descriptor, no zombie, no SIGPIPE. */
#ifndef TL_ENERGY_CHILD_H
#define TL_ENERGY_CHILD_H

#include "lang/base/str.h"

#include <sys/types.h>

enum { CHILD_LINE_MAX = 1 << 20, CHILD_TAIL = 2048 };

struct child {
  pid_t pid;               /* 0: there is none */
  bool shell;              /* it is a command, which may run in a shell */
  int in, out, err;        /* our ends of its streams; -1: closed */
  struct strbuf got;       /* of its standard output, what was not returned yet */
  size_t taken;            /* bytes of `got` that were */
  char tail[CHILD_TAIL];   /* the end of its standard error */
  size_t tail_n;
  int status;              /* as of waitpid, after child_end; -1: not known */
  bool killed;             /* it did not end by itself: child_end did that */
};

enum child_status {
  CHILD_FINE,
  CHILD_GONE,              /* it has closed its output, or has ended */
  CHILD_LATE,              /* the deadline has passed */
  CHILD_LONG,              /* a line is longer than CHILD_LINE_MAX */
};

/* What a child does that is no other program: its status.  `in` and `out` are what it
 * exchanges lines on; its standard input is empty, its standard output goes where its
 * standard error goes. */
typedef int child_main(int in, int out, void *context);

/* Starts a shell command, or a copy of this process that runs `main`.  False with errno if
 * that cannot be. */
bool child_start_command(struct child *c, const char *command);
bool child_start_function(struct child *c, child_main *main, void *context);

/* Milliseconds of a clock that is never set; deadlines are in it. */
int64_t child_clock(void);

/* Writes all of it, reading meanwhile what the child says. */
enum child_status child_write(struct child *c, const char *text, size_t n, int64_t deadline);

/* The next line of its output, without its end, in `c->got` until the next call. */
enum child_status child_line(struct child *c, const char **line, size_t *n, int64_t deadline);

/* Ends it: gently within so many milliseconds, by closing its input; then it is killed. */
void child_end(struct child *c, int patience);

/* How it ended, for people: "was ended by signal 11 (Segmentation fault)".  In `a`. */
const char *child_ending(const struct child *c, struct arena *a);

/* The end of what it said on standard error, printable, on one line; NULL: nothing. */
const char *child_last_words(const struct child *c, struct arena *a);

/* Text of others as it may be shown: at most so many bytes, nothing that a terminal obeys. */
const char *child_printable(struct arena *a, const char *text, size_t n, size_t most);

#endif
