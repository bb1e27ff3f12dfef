/* Searches that are started from a lens: programs of their own, so that the editor is served
 * meanwhile, and so that one can be ended at any time. */
#ifndef TL_LSP_TASK_H
#define TL_LSP_TASK_H

#include "lang/base/vec.h"
#include "lang/base/str.h"

#include <poll.h>
#include <sys/types.h>

struct server;

enum { TASKS = 4, TASK_FDS = 2 * TASKS };

struct task {
  pid_t pid;              /* 0: no task */
  int in, out;            /* our ends of its pipes; -1: closed */
  struct strbuf input;    /* the design */
  size_t sent;
  char *directory;        /* that it writes its files to */
  char *uri, *run;        /* of the document, and the name of the run */
  unsigned token;         /* of the progress that is shown */
  uint64_t stamp;         /* of the texts that it is about */
  bool shows;             /* its report is shown when it is there */
  const char *ended;      /* why it was ended before it was done; NULL: it was not */
};

/* What was found for a run of a document. */
struct task_result {
  char *run, *text;
  char *mapping;          /* as source; NULL: none */
  uint64_t stamp;         /* of the texts that it was found for */
  bool reported;          /* there is a page of it */
};
void task_result_free(struct task_result *r);

/* Fills in what is to be waited for; how many that are. */
unsigned tasks_poll(const struct server *s, struct pollfd *fds);

/* Writes and reads as far as that is possible, and tells what has ended. */
void tasks_go_on(struct server *s);

/* Ends those whose document is closed, or checked and no longer what they are about. */
void tasks_look_around(struct server *s);

/* Ends the task with this token, or all (0). */
void tasks_cancel(struct server *s, unsigned token);
void tasks_free(struct server *s);

#endif
