/* The loop: one thread, which waits for the client, for its own output to be taken, and for the
 * time to publish diagnostics. */
#include "compiler/lsp/server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
  QUICK_MS = 20,             /* what is found that fast is told with every key */
  LONGEST_PAUSE_MS = 150,
  QUEUE = 1000,              /* messages that wait before no more are read */
  CLIENT_FDS = 4,
  BACKLOG = 4 << 20,         /* bytes that the client did not take before nothing more is done */
};

/* A signal that ends the program is written there, so that what waits hears of it. */
static int signalled[2] = {-1, -1};

struct loop {
  struct server server;
  int in, out;
  int client;                /* is readable when the client's process has ended; -1: unknown */
  bool ended;                /* nothing more will come */
  bool broken;               /* nothing more can be sent */
  size_t sent;               /* bytes of server.out */
  int64_t published, took;   /* when diagnostics were published last, and for how long, in ms */
};

static int64_t now_ms(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void receive(struct loop *l)
{
  char bytes[1 << 16];
  ssize_t n = read(l->in, bytes, sizeof bytes);
  if (n > 0) server_feed(&l->server, bytes, (size_t)n);
  else if (n == 0 || (errno != EINTR && errno != EAGAIN)) l->ended = true;
}

/* A pipe that can be written takes as much without blocking. */
static void send_some(struct loop *l)
{
  struct strbuf *out = &l->server.out;
  size_t left = out->n - l->sent;
  ssize_t n = write(l->out, out->text + l->sent, left < PIPE_BUF ? left : PIPE_BUF);
  if (n > 0) l->sent += (size_t)n;
  else if (n < 0 && errno != EINTR && errno != EAGAIN) l->broken = true;
  if (l->sent < out->n) return;
  if (out->cap > BACKLOG) strbuf_free(out);
  else strbuf_clear(out);
  l->sent = 0;
}

static size_t backlog(const struct loop *l) { return l->server.out.n - l->sent; }

/* A client that dies does not always close its end: a child of its own may hold it open.  One that
 * is not there is another machine's. */
static void watch_client(struct loop *l)
{
#ifdef SYS_pidfd_open
  json_int_t process = l->server.client_process;
  if (l->client >= 0 || process <= 1 || process > INT_MAX) return;
  l->client = (int)syscall(SYS_pidfd_open, (pid_t)process, 0);
  l->server.client_process = 0;
#else
  (void)l;
#endif
}

/* Waits at most `ms` (-1: for ever) for what can be read or written, and does that. */
static void wait_for_client(struct loop *l, int ms)
{
  struct pollfd fds[CLIENT_FDS + TASK_FDS] = {
    {.fd = l->server.waiting.n < QUEUE ? l->in : -1, .events = POLLIN},
    {.fd = backlog(l) ? l->out : -1, .events = POLLOUT},
    {.fd = signalled[0], .events = POLLIN},
    {.fd = l->client, .events = POLLIN},
  };
  unsigned tasks = tasks_poll(&l->server, fds + CLIENT_FDS);
  if (poll(fds, CLIENT_FDS + tasks, ms) <= 0) return;
  if (tasks) tasks_go_on(&l->server);
  if (fds[1].revents) send_some(l);
  if (fds[0].revents) receive(l);
  /* What a client has said before it died is heard: `exit`, perhaps. */
  bool unheard = fds[0].revents || (l->server.waiting.n && backlog(l) <= BACKLOG);
  if (fds[2].revents || (fds[3].revents && !unheard)) l->broken = true;
}

/* From one time that diagnostics are published to the next.  While somebody types into a text that
 * takes long, a third of the time is left for what an editor asks in between. */
static int64_t pause_ms(const struct loop *l)
{
  if (l->took < QUICK_MS) return 0;
  return l->took / 2 < LONGEST_PAUSE_MS ? l->took / 2 : LONGEST_PAUSE_MS;
}

/* How long nothing else is to be done: until diagnostics are due. */
static int patience(const struct loop *l)
{
  if (!server_waits(&l->server)) return -1;
  int64_t left = l->published + pause_ms(l) - now_ms();
  return left > 0 ? (int)left : 0;
}

static void flush(struct loop *l)
{
  while (backlog(l) && !l->broken) send_some(l);
}

static void work(struct loop *l)
{
  struct server *s = &l->server;
  bool idle = !s->waiting.n;
  /* What has come is read before anything is done: it may cancel what waits. */
  wait_for_client(l, idle ? patience(l) : backlog(l) > BACKLOG ? -1 : 0);
  if (backlog(l) > BACKLOG) return;
  bool stepped = server_step(s);
  watch_client(l);
  if (!stepped && idle && patience(l) == 0) {
    int64_t begin = now_ms();
    server_publish(s);
    l->published = now_ms();
    l->took = l->published - begin;
  }
}

/* A compilation is thrown away with each key, and the next takes as much memory: what was had from
 * the system is kept, or a quarter of the time goes into having it again. */
static void keep_memory(void)
{
#ifdef M_MMAP_THRESHOLD
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

static void note_signal(int signal)
{
  char byte = (char)signal;
  int kept = errno;
  if (write(signalled[1], &byte, 1) < 0) _exit(1);
  errno = kept;
}

/* Searches are ended, and files removed, also if an editor ends the server in its own way.  The
 * second signal ends it at once. */
static void catch_signals(void)
{
  static const int ending[] = {SIGTERM, SIGINT, SIGHUP};
  struct sigaction once = {.sa_handler = note_signal, .sa_flags = SA_RESETHAND};
  signal(SIGPIPE, SIG_IGN); /* a client that is gone is told by write */
  if (pipe2(signalled, O_CLOEXEC | O_NONBLOCK)) return;
  for (unsigned i = 0; i < sizeof ending / sizeof *ending; i++) sigaction(ending[i], &once, NULL);
}

bool lsp_serve(const struct lsp_settings *settings, int in, int out)
{
  struct loop l = {.in = in, .out = out, .client = -1};
  catch_signals();
  keep_memory();
  server_init(&l.server, settings);
  while (!l.ended && !l.broken && l.server.state != SERVER_EXITED) work(&l);
  while (!l.broken && server_step(&l.server)) flush(&l); /* what came before the end */
  flush(&l);
  if (l.client >= 0) close(l.client);
  bool orderly = l.server.orderly;
  server_free(&l.server);
  return orderly;
}
