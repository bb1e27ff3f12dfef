/* child SECONDS FILE COMMAND…: runs a command, ends it after so many seconds, and writes to FILE
 * how long it took (seconds on the clock), the most memory it had (KiB), its exit status (`late`
 * if it was ended, or the signal that it died of) and the seconds of the processor. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t late;
static volatile pid_t child;

/* What the command itself started goes too: it is a process group of its own. */
static void end_child(int signal)
{
  late = signal == SIGALRM;
  kill(-child, SIGKILL);
}

static double seconds_now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void start(char **command)
{
  child = fork();
  if (child < 0) perror("child"), exit(EXIT_FAILURE);
  if (child) return;
  setpgid(0, 0);
  execvp(*command, command);
  perror(*command);
  _exit(127);
}

static double processor_seconds(const struct rusage *usage)
{
  return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
         (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1e-6;
}

static bool tell(const char *path, double seconds, int status, const struct rusage *usage)
{
  FILE *f = fopen(path, "w");
  if (!f) return perror(path), false;
  fprintf(f, "%.3f %ld ", seconds, usage->ru_maxrss);
  if (late) fputs("late", f);
  else if (WIFSIGNALED(status)) fprintf(f, "signal-%d", WTERMSIG(status));
  else fprintf(f, "%d", WEXITSTATUS(status));
  fprintf(f, " %.6f\n", processor_seconds(usage));
  return !fclose(f);
}

int main(int argc, char **argv)
{
  if (argc < 4 || atoi(argv[1]) <= 0) {
    fputs("usage: child SECONDS FILE COMMAND...\n", stderr);
    return 2;
  }
  int status;
  struct rusage usage;
  double begin = seconds_now();
  start(argv + 3);
  signal(SIGALRM, end_child);
  signal(SIGINT, end_child);
  signal(SIGTERM, end_child);
  alarm((unsigned)atoi(argv[1]));
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) return perror("child"), EXIT_FAILURE;
  return !tell(argv[2], seconds_now() - begin, status, &usage);
}
