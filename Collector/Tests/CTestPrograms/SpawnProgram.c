// close_range and others need a feature macro.
#define _GNU_SOURCE
#include "SpawnProgram.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The kernel ends a child when the thread that started it ends. So one thread starts all of them, and lives as long as the
// process.
struct wish {
  const char *path;
  char *const *words;
  char *const *settings;
  const char *folder;
  const char *files[3];
  pid_t pid;
  int error;
  int is_done;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct wish *next;
static int could_not_start;

static void open_as(int number, const char *path, int flags) {
  int descriptor = open(path, flags, 0644);
  if (descriptor < 0) return;
  if (descriptor == number) return;
  dup2(descriptor, number);
  close(descriptor);
}

// In the child, which shares the parent's memory until it has executed the program.
static void become(struct wish *wish, pid_t parent) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  // The parent may have ended before that.
  if (getppid() != parent) _exit(127);
  // Dispatch's threads take a niceness of their own; the process's is its first thread's.
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, (id_t)parent));
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_IGN || action.sa_handler == SIG_DFL) continue;
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);
  }
  open_as(0, wish->files[0], O_RDONLY);
  open_as(1, wish->files[1], O_WRONLY | O_CREAT | O_APPEND);
  open_as(2, wish->files[2], O_WRONLY | O_CREAT | O_APPEND);
  if (wish->folder != NULL && chdir(wish->folder) != 0) {
    wish->error = errno;
    _exit(127);
  }
  // What the parent opened stays with the parent.
#ifdef __linux__
  close_range(3, ~0U, 0);
#else
  for (int number = 3; number < 1024; number++) close(number);
#endif
  // Dispatch's threads block signals; a program that inherited that would never hear of SIGTERM.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(wish->path, wish->words, wish->settings);
  wish->error = errno;
  _exit(127);
}

static void *start_programs(void *unused) {
  (void)unused;
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  pid_t own = getpid();
  pthread_mutex_lock(&lock);
  for (;;) {
    while (next == NULL || next->is_done) pthread_cond_wait(&changed, &lock);
    struct wish *wish = next;
    pid_t pid = vfork();
    if (pid == 0) become(wish, own);
    if (pid < 0) wish->error = errno;
    if (pid > 0 && wish->error != 0) waitpid(pid, NULL, 0);
    wish->pid = pid;
    wish->is_done = 1;
    pthread_cond_broadcast(&changed);
  }
  return NULL;
}

static void begin(void) {
  pthread_t thread;
  could_not_start = pthread_create(&thread, NULL, start_programs, NULL);
  if (could_not_start == 0) pthread_detach(thread);
}

int spawn_program(
    pid_t *pid, const char *path, char *const words[], char *const settings[], const char *folder, const char *input,
    const char *output, const char *errors) {
  pthread_once(&once, begin);
  if (could_not_start != 0) return could_not_start;
  struct wish wish = {.path = path, .words = words, .settings = settings, .folder = folder, .files = {input, output, errors}};
  pthread_mutex_lock(&lock);
  while (next != NULL) pthread_cond_wait(&changed, &lock);
  next = &wish;
  pthread_cond_broadcast(&changed);
  while (!wish.is_done) pthread_cond_wait(&changed, &lock);
  next = NULL;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  *pid = wish.pid;
  return wish.error;
}
