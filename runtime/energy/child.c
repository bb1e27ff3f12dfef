#include "runtime/energy/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t child_clock(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- starting ---- */

static void close_end(int *fd)
{
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

/* A pipe whose ends are not among the standard streams, in case one of ours is closed. */
static bool open_pipe(int ends[2])
{
  int made[2];
  ends[0] = ends[1] = -1;
  if (pipe2(made, O_CLOEXEC)) return false;
  for (int i = 0; i < 2; i++) ends[i] = fcntl(made[i], F_DUPFD_CLOEXEC, 3);
  close(made[0]);
  close(made[1]);
  return ends[0] >= 0 && ends[1] >= 0;
}

struct pipes { int in[2], out[2], err[2]; };

static void close_pipes(struct pipes *p)
{
  for (int i = 0; i < 2; i++) {
    close_end(&p->in[i]);
    close_end(&p->out[i]);
    close_end(&p->err[i]);
  }
}

/* In the child: it is alone, dies with us, and leaves no core. */
static void become_own_group(pid_t parent)
{
  static const int handled[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTERM, SIGINT,
                                SIGQUIT, SIGHUP, SIGPIPE, SIGCHLD, SIGALRM, SIGTRAP};
  sigset_t none;
  setpgid(0, 0);
  for (size_t i = 0; i < sizeof handled / sizeof *handled; i++) signal(handled[i], SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
}

/* One program and its arguments: the shell need not stay around it. */
static bool is_simple(const char *command)
{
  return !command[strcspn(command, ";&|<>()`$\n")] &&
         strcspn(command, "=") >= strcspn(command, " \t'\"");
}

static _Noreturn void run_command(const struct pipes *p, const char *command)
{
  struct strbuf text = {0};
  strbuf_printf(&text, "%s%s", is_simple(command) ? "exec " : "", command);
  dup2(p->in[0], STDIN_FILENO);
  dup2(p->out[1], STDOUT_FILENO);
  dup2(p->err[1], STDERR_FILENO);
  execl("/bin/sh", "sh", "-c", strbuf_str(&text), (char *)NULL);
  _exit(127);
}

enum { FUNCTION_IN = 3, FUNCTION_OUT = 4 };

static _Noreturn void run_function(const struct pipes *p, child_main *main, void *context)
{
  int none = open("/dev/null", O_RDWR);
  /* What this process has not printed yet is not the copy's to print. */
  __fpurge(stdout);
  __fpurge(stderr);
  int in = fcntl(p->in[0], F_DUPFD, 16), out = fcntl(p->out[1], F_DUPFD, 16);
  int err = fcntl(p->err[1], F_DUPFD, 16);
  dup2(none, STDIN_FILENO);
  dup2(err, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  dup2(in, FUNCTION_IN);
  dup2(out, FUNCTION_OUT);
  close_range(FUNCTION_OUT + 1, ~0u, 0);
  _exit(main(FUNCTION_IN, FUNCTION_OUT, context));
}

static bool start(struct child *c, const char *command, child_main *main, void *context)
{
  struct pipes p = {{-1, -1}, {-1, -1}, {-1, -1}};
  pid_t parent = getpid();
  *c = (struct child){.in = -1, .out = -1, .err = -1, .status = -1};
  bool fine = open_pipe(p.in) && open_pipe(p.out) && open_pipe(p.err);
  pid_t pid = fine ? fork() : -1;
  if (pid < 0) {
    int why = errno;
    close_pipes(&p);
    errno = why;
    return false;
  }
  if (!pid) {
    become_own_group(parent);
    if (main) run_function(&p, main, context);
    run_command(&p, command);
  }
  setpgid(pid, pid); /* whoever is first */
  c->pid = pid;
  c->shell = command != NULL;
  c->in = p.in[1], c->out = p.out[0], c->err = p.err[0];
  p.in[1] = p.out[0] = p.err[0] = -1;
  close_pipes(&p);
  fcntl(c->in, F_SETFL, O_NONBLOCK);
  fcntl(c->out, F_SETFL, O_NONBLOCK);
  fcntl(c->err, F_SETFL, O_NONBLOCK);
  return true;
}

bool child_start_command(struct child *c, const char *command) { return start(c, command, NULL, NULL); }

bool child_start_function(struct child *c, child_main *main, void *context)
{
  return start(c, NULL, main, context);
}

/* ---- talking ---- */

static void keep_tail(struct child *c, const char *text, size_t n)
{
  if (n > CHILD_TAIL) text += n - CHILD_TAIL, n = CHILD_TAIL;
  size_t keep = c->tail_n + n > CHILD_TAIL ? CHILD_TAIL - n : c->tail_n;
  memmove(c->tail, c->tail + c->tail_n - keep, keep);
  memcpy(c->tail + keep, text, n);
  c->tail_n = keep + n;
}

/* Reads what there is; closes the stream at its end. */
static void drain(struct child *c, int *fd)
{
  char some[16384];
  /* Once around, so that one who never stops does not keep us from looking at the clock. */
  ssize_t n = read(*fd, some, sizeof some);
  if (n > 0 && fd == &c->out) strbuf_add(&c->got, some, (size_t)n);
  else if (n > 0) keep_tail(c, some, (size_t)n);
  else if (!n || (errno != EAGAIN && errno != EINTR)) close_end(fd);
}

/* Waits until something can be read, or written if `writing`; CHILD_FINE if so. */
static enum child_status wait_for(struct child *c, bool writing, int64_t deadline)
{
  struct pollfd p[3] = {{c->out, POLLIN, 0}, {c->err, POLLIN, 0},
                        {writing ? c->in : -1, POLLOUT, 0}};
  int64_t left = deadline - child_clock();
  if (left <= 0) return CHILD_LATE;
  if (c->out < 0) return CHILD_GONE;
  int n = poll(p, 3, left > 1000000 ? 1000000 : (int)left);
  if (n < 0 && errno != EINTR) return CHILD_GONE;
  if (n <= 0) return CHILD_FINE; /* look at the clock again */
  if (p[1].revents) drain(c, &c->err);
  if (p[0].revents) drain(c, &c->out);
  return CHILD_FINE;
}

/* write, and what it would raise is no signal of ours. */
static ssize_t write_quietly(int fd, const char *text, size_t n)
{
  sigset_t pipe, before, pending;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  ssize_t done = write(fd, text, n);
  int why = errno;
  if (done < 0 && why == EPIPE && !sigismember(&pending, SIGPIPE))
    sigtimedwait(&pipe, NULL, &(struct timespec){0, 0});
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = why;
  return done;
}

enum child_status child_write(struct child *c, const char *text, size_t n, int64_t deadline)
{
  while (n) {
    ssize_t done = c->in < 0 ? -1 : write_quietly(c->in, text, n);
    if (done > 0) {
      text += done;
      n -= (size_t)done;
      continue;
    }
    if (c->in < 0 || (done < 0 && errno != EAGAIN && errno != EINTR)) return CHILD_GONE;
    if (c->got.n - c->taken > 2 * CHILD_LINE_MAX) return CHILD_LONG;
    enum child_status s = wait_for(c, true, deadline);
    if (s != CHILD_FINE) return s;
  }
  return CHILD_FINE;
}

/* Forgets what was returned. */
static void shift(struct child *c)
{
  if (!c->taken) return;
  size_t left = c->got.n - c->taken;
  memmove(c->got.text, c->got.text + c->taken, left);
  c->got.n = left;
  c->got.text[left] = '\0';
  c->taken = 0;
}

enum child_status child_line(struct child *c, const char **line, size_t *n, int64_t deadline)
{
  size_t seen = 0;
  shift(c);
  for (;;) {
    char *end = c->got.n > seen ? memchr(c->got.text + seen, '\n', c->got.n - seen) : NULL;
    if (end) {
      *line = c->got.text;
      *n = (size_t)(end - c->got.text);
      *end = '\0';
      c->taken = *n + 1;
      return *n > CHILD_LINE_MAX ? CHILD_LONG : CHILD_FINE;
    }
    seen = c->got.n;
    if (seen > CHILD_LINE_MAX) return CHILD_LONG;
    enum child_status s = wait_for(c, false, deadline);
    if (s != CHILD_FINE) return s;
  }
}

/* ---- ending ---- */

/* Whether it was reaped.  Somebody else's business if SIGCHLD is ignored here. */
static bool reap(struct child *c, int flags)
{
  pid_t got;
  do got = waitpid(c->pid, &c->status, flags);
  while (got < 0 && errno == EINTR);
  if (got < 0) c->status = -1;
  return got != 0;
}

static bool wait_gently(struct child *c, int patience)
{
  int64_t deadline = child_clock() + patience;
  for (;;) {
    if (reap(c, WNOHANG)) return true;
    if (child_clock() >= deadline) return false;
    nanosleep(&(struct timespec){0, 1000000}, NULL);
    if (c->err >= 0) drain(c, &c->err);
  }
}

void child_end(struct child *c, int patience)
{
  if (!c->pid) return;
  close_end(&c->in);
  bool ended = wait_gently(c, patience);
  /* Whom it has started itself, as well. */
  kill(-c->pid, SIGKILL);
  if (!ended) {
    c->killed = true;
    kill(c->pid, SIGKILL);
    reap(c, 0);
  }
  for (int i = 0; i < 8 && c->err >= 0; i++) drain(c, &c->err);
  close_end(&c->out);
  close_end(&c->err);
  strbuf_free(&c->got);
  c->taken = 0;
  c->pid = 0;
}

const char *child_ending(const struct child *c, struct arena *a)
{
  if (c->killed) return "closed its output";
  if (c->status == -1) return "ended";
  int code = WIFEXITED(c->status) ? WEXITSTATUS(c->status) : 0;
  /* A shell's word for a signal. */
  int signal = WIFSIGNALED(c->status) ? WTERMSIG(c->status) : c->shell && code > 128 ? code - 128 : 0;
  if (signal) return arena_printf(a, "crashed: signal %d (%s)", signal, strsignal(signal));
  return arena_printf(a, "ended with status %d", code);
}

const char *child_printable(struct arena *a, const char *text, size_t n, size_t most)
{
  struct strbuf b = {0};
  for (size_t i = 0; i < n && b.n < most; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c < ' ' || c == 0x7f) {
      if (b.n && b.text[b.n - 1] != ' ') strbuf_putc(&b, ' ');
    } else strbuf_putc(&b, c < 0x80 ? (char)c : '?');
  }
  while (b.n && b.text[b.n - 1] == ' ') b.n--;
  bool more = n > most;
  char *out = arena_printf(a, "%.*s%s", (int)b.n, strbuf_str(&b), more ? "..." : "");
  strbuf_free(&b);
  return out;
}

const char *child_last_words(const struct child *c, struct arena *a)
{
  size_t n = c->tail_n;
  while (n && strchr("\r\n \t", c->tail[n - 1])) n--;
  size_t from = n;
  while (from && c->tail[from - 1] != '\n') from--;
  return n ? child_printable(a, c->tail + from, n - from, 300) : NULL;
}
