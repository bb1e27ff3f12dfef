/* Estimators as one would not have them, for tests/plugins.sh: -DMODE=… says which. */
#include <tlc_estimator.h>

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FINE, CRASH, ABORT, DIVIDE, OVERFLOW, HANG, DEAF, EXIT, EXIT_WELL, PRINT, FLOOD, FLOOD_ERRORS,
       SCRIBBLE, CLOSE, FORK, LATER, WAIT_AT_OPEN, CRASH_AT_OPEN, CRASH_AT_LOAD, CRASH_AT_CLOSE,
       HANG_AT_CLOSE, REFUSE, NOTHING, OLD, SMALL, NAMELESS, WILD, NAN_VALUE, NEGATIVE, INFINITE,
       LARGE, BOASTFUL, ODD, SILENT, ASK_ITSELF, ASK_FOREVER, LONG_NOTE, CONTROLS };

static const struct tlc_host *host;
static unsigned calls;

static int deep(int n)
{
  volatile char some[4096];
  some[0] = (char)n;
  return n > 1 << 30 ? some[0] : deep(n + 1) + some[0];
}

static void harm(int mode)
{
  volatile unsigned zero = 0;
  switch (mode) {
  case CRASH: *(volatile int *)8 = 1; break;
  case ABORT: abort();
  case DIVIDE: raise(SIGFPE); zero = 1 / (zero + 1); break;
  case OVERFLOW: setrlimit(RLIMIT_STACK, &(struct rlimit){1 << 20, 1 << 20}); calls += (unsigned)deep(0); break;
  case HANG: for (;;) zero++;
  case DEAF: for (int s = 1; s < 32; s++) signal(s, SIG_IGN); for (;;) pause();
  case EXIT: exit(7);
  case EXIT_WELL: exit(0);
  case PRINT: puts("Hello from a library"); fflush(stdout); break;
  case FLOOD: for (;;) puts("more and more");
  case FLOOD_ERRORS: for (;;) fputs("more and more", stderr);
  case SCRIBBLE: for (int fd = 3; fd < 20; fd++) dprintf(fd, "scribble\n"); break;
  case CLOSE: for (int fd = 0; fd < 20; fd++) close(fd); break;
  case FORK: if (!fork()) { execlp("sleep", "sleep", "98765", (char *)0); _exit(1); } break;
  case LATER: if (++calls > 2) *(volatile int *)8 = 1; break;
  }
}

static int ask(const struct tlc_query *q, const char *component, struct tlc_answer *answer)
{
  struct tlc_query inner = *q;
  inner.component = component;
  struct tlc_answer got = {.size = sizeof got};
  int failed = host->ask(host->context, &inner, &got);
  answer->value = failed ? 1e-12 : got.value;
  answer->note = failed ? got.error : "somebody knew";
  return 0;
}

static int estimate(void *self, const struct tlc_query *q, struct tlc_answer *answer)
{
  static char note[3 << 20];
  (void)self;
  harm(MODE);
  answer->value = 1e-12;
  answer->note = "well done";
  switch (MODE) {
  case NAN_VALUE: answer->value = NAN; break;
  case NEGATIVE: answer->value = -1e-12; break;
  case INFINITE: answer->value = INFINITY; break;
  case LARGE: answer->value = 1e12; break;
  case BOASTFUL: answer->accuracy = 1000; break;
  case ODD: answer->exactness = 77; break;
  case SILENT: return 1;
  case ASK_ITSELF: return ask(q, q->component, answer);
  case ASK_FOREVER: for (;;) ask(q, "nothing", answer);
  case LONG_NOTE: memset(note, 'x', sizeof note - 1); answer->note = note; break;
  case CONTROLS: answer->note = "\033[31m\x80\xff"; break;
  }
  return 0;
}

static void at_close(void *self)
{
  (void)self;
  if (MODE == CRASH_AT_CLOSE) harm(CRASH);
  if (MODE == HANG_AT_CLOSE) harm(DEAF);
}

__attribute__((constructor)) static void at_load(void)
{
  if (MODE == CRASH_AT_LOAD) harm(CRASH);
}

static const struct tlc_claim claims[] = {
  {"Buffer", "read write", "depth width?", 80},
};

static const struct tlc_estimator self = {
  .abi = MODE == OLD ? 99 : TLC_ESTIMATOR_ABI,
  .size = MODE == SMALL ? 8 : sizeof self,
  .name = MODE == NAMELESS ? NULL : "hostile",
  .claim = MODE == WILD ? (const struct tlc_claim *)16 : claims,
  .claims = 1,
  .estimate = estimate,
  .close = at_close,
};

#ifndef NO_SYMBOL
const struct tlc_estimator *tlc_estimator_open(const struct tlc_host *from, const char **why)
{
  host = from;
  if (MODE == WAIT_AT_OPEN) harm(HANG);
  if (MODE == CRASH_AT_OPEN) harm(CRASH);
  if (MODE == REFUSE) *why = "the data are not there";
  return MODE == REFUSE || MODE == NOTHING ? NULL : &self;
}
#else
extern const struct tlc_estimator *hostile_self(void);
const struct tlc_estimator *hostile_self(void) { return host ? NULL : &self; }
#endif
