// How a process is taken over: the linker lets a program's own definition of a function of the C library or of libdispatch
// stand before the library's, also for calls that the Swift runtime and Foundation make. Outside a simulation, and for
// threads that are not part of it, each passes the call on.
#define _GNU_SOURCE
#include "Simulation.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SWIFT __attribute__((swiftcall))

typedef struct simulated_thread {
  sem_t baton;
  void *(*start)(void *);
  void *argument;
} simulated_thread;

// One thread that waits for a condition or a semaphore, and perhaps for a time.
typedef struct waiter {
  struct waiter *next;
  simulated_thread *thread;
  const void *what;
  int is_over;
  int has_timed_out;
  // Held by the thread and by the timer.
  int holders;
} waiter;

static atomic_int is_on;
static pthread_t the_thread;
static simulation_ready the_ready;
static int64_t wall_now, uptime_now;
static atomic_int strays;
static int threads;
// What runs in a simulation runs one at a time, so these need no lock.
static waiter *waiters;
static sem_t scheduler_baton;
static __thread simulated_thread *self;

static void *next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) {
    fprintf(stderr, "The simulation does not find %s.\n", name);
    abort();
  }
  return found;
}

static void *next_version(const char *name, const char *version) {
  void *found = dlvsym(RTLD_NEXT, name, version);
  return found ? found : next(name);
}

#define REAL(name, type) \
  static type real; \
  if (!real) real = (type)next(name)

static int inside(void) {
  return atomic_load_explicit(&is_on, memory_order_relaxed) && (self || pthread_equal(pthread_self(), the_thread));
}

_Noreturn static void not_here(const char *what) {
  fprintf(stderr, "The simulation's own thread would wait for ever in %s.\n", what);
  abort();
}

// MARK: Clocks

static int real_clock(clockid_t id, struct timespec *time) { return (int)syscall(SYS_clock_gettime, id, time); }

int clock_gettime(clockid_t id, struct timespec *time) {
  if (!inside()) return real_clock(id, time);
  int64_t now;
  switch (id) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
      now = wall_now;
      break;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
      now = uptime_now;
      break;
    default: return real_clock(id, time);
  }
  time->tv_sec = now / 1000000000;
  time->tv_nsec = now % 1000000000;
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

int64_t simulation_real_uptime(void) {
  struct timespec now;
  real_clock(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void simulation_set_clock(int64_t wall, int64_t uptime) {
  wall_now = wall;
  uptime_now = uptime;
}

// SQLite's busy handler: another turn of the scheduler would not help it, since nobody else runs meanwhile.
int usleep(useconds_t microseconds) {
  if (inside()) return 0;
  struct timespec pause = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
  return nanosleep(&pause, NULL);
}

// MARK: Tasks

typedef struct {
  void *identity;
  uintptr_t implementation;
} executor_ref;
extern SWIFT void swift_job_run(void *job, executor_ref executor);

static void run_job(void *job) {
  executor_ref generic = {NULL, 0};
  swift_job_run(job, generic);
}

typedef SWIFT void (*enqueue_original)(void *);
typedef SWIFT void (*delay_original)(unsigned long long, void *);
typedef SWIFT void (*deadline_original)(long long, long long, long long, long long, int, void *);

static SWIFT void on_enqueue(void *job, enqueue_original original) {
  if (inside()) return the_ready(run_job, job, 0, NULL);
  atomic_fetch_add(&strays, 1);
  original(job);
}

static SWIFT void on_delay(unsigned long long delay, void *job, delay_original original) {
  if (inside()) return the_ready(run_job, job, (int64_t)delay, NULL);
  atomic_fetch_add(&strays, 1);
  original(delay, job);
}

static SWIFT void on_deadline(
    long long seconds, long long nanoseconds, long long tolerance, long long fraction, int clock, void *job,
    deadline_original original) {
  if (inside()) {
    int64_t delay = (int64_t)seconds * 1000000000 + nanoseconds - uptime_now;
    return the_ready(run_job, job, delay > 0 ? delay : 0, NULL);
  }
  atomic_fetch_add(&strays, 1);
  original(seconds, nanoseconds, tolerance, fraction, clock, job);
}

static int set_hooks(int on) {
  static const char *names[] = {
      "swift_task_enqueueGlobal_hook", "swift_task_enqueueMainExecutor_hook", "swift_task_enqueueGlobalWithDelay_hook",
      "swift_task_enqueueGlobalWithDeadline_hook"};
  void *hooks[] = {(void *)on_enqueue, (void *)on_enqueue, (void *)on_delay, (void *)on_deadline};
  for (int index = 0; index < 4; index++) {
    void **place = dlsym(RTLD_DEFAULT, names[index]);
    if (!place) return -1;
    *place = on ? hooks[index] : NULL;
  }
  return 0;
}

// MARK: Queues. Since Swift 6.2 a task that yields or sleeps goes to libdispatch without asking the hooks.

typedef struct {
  void *isa;
  int flags, reserved;
  void (*invoke)(void *);
} block;
extern void *_Block_copy(const void *);
extern void _Block_release(const void *);

static void run_block(void *copy) {
  ((block *)copy)->invoke(copy);
  _Block_release(copy);
}

// A dispatch_time_t: the two highest bits say which clock it is by, a negative wall time is counted from 1970.
static int64_t delay_until(uint64_t when) {
  if (when == UINT64_MAX) return INT64_MAX;
  int64_t delay;
  if (when >> 62 == 3) {
    delay = -(int64_t)when - wall_now;
  } else {
    delay = (int64_t)(when & ~(1ull << 63)) - uptime_now;
  }
  return delay > 0 ? delay : 0;
}

void dispatch_async_f(void *queue, void *context, simulation_body work) {
  typedef void (*type)(void *, void *, simulation_body);
  REAL("dispatch_async_f", type);
  if (!inside()) return real(queue, context, work);
  the_ready(work, context, 0, NULL);
}

void dispatch_async(void *queue, void *work) {
  typedef void (*type)(void *, void *);
  REAL("dispatch_async", type);
  if (!inside()) return real(queue, work);
  the_ready(run_block, _Block_copy(work), 0, queue);
}

void dispatch_after_f(uint64_t when, void *queue, void *context, simulation_body work) {
  typedef void (*type)(uint64_t, void *, void *, simulation_body);
  REAL("dispatch_after_f", type);
  if (!inside()) return real(when, queue, context, work);
  the_ready(work, context, delay_until(when), NULL);
}

void dispatch_after(uint64_t when, void *queue, void *work) {
  typedef void (*type)(uint64_t, void *, void *);
  REAL("dispatch_after", type);
  if (!inside()) return real(when, queue, work);
  the_ready(run_block, _Block_copy(work), delay_until(when), queue);
}

// MARK: Threads. Each is a real one that runs only while it holds the baton, and gives it back where it would wait.

static void give_baton_back(simulated_thread *thread) {
  sem_post(&scheduler_baton);
  while (sem_wait(&thread->baton) != 0) {}
}

static void run_thread(void *thread) {
  sem_post(&((simulated_thread *)thread)->baton);
  while (sem_wait(&scheduler_baton) != 0) {}
}

static void *thread_start(void *argument) {
  simulated_thread *thread = argument;
  self = thread;
  while (sem_wait(&thread->baton) != 0) {}
  void *result = thread->start(thread->argument);
  self = NULL;
  sem_destroy(&thread->baton);
  free(thread);
  threads -= 1;
  sem_post(&scheduler_baton);
  return result;
}

// The threads of Foundation's Thread are taken; those of libdispatch serve what lies outside.
static int is_foundation(void *caller) {
  Dl_info info;
  return dladdr(caller, &info) && info.dli_fname && strstr(info.dli_fname, "libFoundation");
}

int pthread_create(
    pthread_t *restrict out, const pthread_attr_t *restrict attributes, void *(*start)(void *), void *restrict argument) {
  typedef int (*type)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  static type real;
  if (!real) real = (type)next_version("pthread_create", "GLIBC_2.34");
  if (!inside() || !is_foundation(__builtin_return_address(0))) return real(out, attributes, start, argument);
  simulated_thread *thread = calloc(1, sizeof *thread);
  if (!thread) return EAGAIN;
  thread->start = start;
  thread->argument = argument;
  sem_init(&thread->baton, 0, 0);
  int result = real(out, attributes, thread_start, thread);
  if (result != 0) {
    sem_destroy(&thread->baton);
    free(thread);
    return result;
  }
  threads += 1;
  the_ready(run_thread, thread, 0, NULL);
  return 0;
}

static void let_go(waiter *one) {
  one->holders -= 1;
  if (one->holders == 0) free(one);
}

static void unlist(waiter *one) {
  for (waiter **place = &waiters; *place; place = &(*place)->next) {
    if (*place == one) {
      *place = one->next;
      return;
    }
  }
}

static void time_out(void *context) {
  waiter *one = context;
  int is_late = one->is_over;
  simulated_thread *thread = one->thread;
  if (!is_late) {
    one->is_over = 1;
    one->has_timed_out = 1;
    unlist(one);
  }
  let_go(one);
  if (!is_late) run_thread(thread);
}

// Waits for `what`; returns 1 when `delay`, which is negative for none, went by first.
static int wait_for(const void *what, int64_t delay) {
  waiter *one = calloc(1, sizeof *one);
  if (!one) abort();
  one->thread = self;
  one->what = what;
  one->holders = delay >= 0 ? 2 : 1;
  waiter **end = &waiters;
  while (*end) end = &(*end)->next;
  *end = one;
  if (delay >= 0) the_ready(time_out, one, delay, NULL);
  give_baton_back(self);
  int has_timed_out = one->has_timed_out;
  let_go(one);
  return has_timed_out;
}

static void wake(const void *what, int all) {
  waiter **place = &waiters;
  while (*place) {
    waiter *one = *place;
    if (one->what != what) {
      place = &one->next;
      continue;
    }
    *place = one->next;
    one->is_over = 1;
    the_ready(run_thread, one->thread, 0, NULL);
    if (!all) return;
  }
}

int pthread_cond_wait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex) {
  typedef int (*type)(pthread_cond_t *, pthread_mutex_t *);
  static type real;
  if (!real) real = (type)next_version("pthread_cond_wait", "GLIBC_2.3.2");
  if (!inside()) return real(condition, mutex);
  if (!self) not_here("pthread_cond_wait");
  pthread_mutex_unlock(mutex);
  wait_for(condition, -1);
  return pthread_mutex_lock(mutex);
}

int pthread_cond_timedwait(
    pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict deadline) {
  typedef int (*type)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
  static type real;
  if (!real) real = (type)next_version("pthread_cond_timedwait", "GLIBC_2.3.2");
  if (!inside()) return real(condition, mutex, deadline);
  if (!self) not_here("pthread_cond_timedwait");
  int64_t delay = (int64_t)deadline->tv_sec * 1000000000 + deadline->tv_nsec - wall_now;
  pthread_mutex_unlock(mutex);
  int has_timed_out = wait_for(condition, delay > 0 ? delay : 0);
  pthread_mutex_lock(mutex);
  return has_timed_out ? ETIMEDOUT : 0;
}

int pthread_cond_signal(pthread_cond_t *condition) {
  typedef int (*type)(pthread_cond_t *);
  static type real;
  if (!real) real = (type)next_version("pthread_cond_signal", "GLIBC_2.3.2");
  if (inside()) wake(condition, 0);
  return real(condition);
}

int pthread_cond_broadcast(pthread_cond_t *condition) {
  typedef int (*type)(pthread_cond_t *);
  static type real;
  if (!real) real = (type)next_version("pthread_cond_broadcast", "GLIBC_2.3.2");
  if (inside()) wake(condition, 1);
  return real(condition);
}

intptr_t dispatch_semaphore_wait(void *semaphore, uint64_t when) {
  typedef intptr_t (*type)(void *, uint64_t);
  REAL("dispatch_semaphore_wait", type);
  if (!inside()) return real(semaphore, when);
  while (1) {
    if (real(semaphore, 0) == 0) return 0;
    if (when == 0) return 1;
    if (!self) not_here("dispatch_semaphore_wait");
    if (wait_for(semaphore, when == UINT64_MAX ? -1 : delay_until(when))) return real(semaphore, 0) == 0 ? 0 : 1;
  }
}

intptr_t dispatch_semaphore_signal(void *semaphore) {
  typedef intptr_t (*type)(void *);
  REAL("dispatch_semaphore_signal", type);
  intptr_t result = real(semaphore);
  if (inside()) wake(semaphore, 0);
  return result;
}

// MARK: Begin and end

int simulation_begin(simulation_ready ready) {
  static int is_made;
  if (!is_made) {
    sem_init(&scheduler_baton, 0, 0);
    is_made = 1;
  }
  the_thread = pthread_self();
  the_ready = ready;
  waiters = NULL;
  atomic_store(&strays, 0);
  if (set_hooks(1) != 0) return -1;
  atomic_store(&is_on, 1);
  return 0;
}

void simulation_end(void) {
  atomic_store(&is_on, 0);
  set_hooks(0);
}

int simulation_threads(void) { return threads; }
int simulation_strays(void) { return atomic_load(&strays); }

int simulation_copy(const char *from, const char *to) {
  int source = open(from, O_RDONLY | O_CLOEXEC);
  int target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ssize_t count = source < 0 || target < 0 ? -1 : 1;
  while (count > 0) count = copy_file_range(source, NULL, target, NULL, 1 << 30, 0);
  int error = count < 0 ? errno : 0;
  if (source >= 0) close(source);
  if (target >= 0) close(target);
  return error;
}
