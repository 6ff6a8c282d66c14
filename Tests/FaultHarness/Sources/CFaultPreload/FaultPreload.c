// Stands between a program and the C library's file calls (LD_PRELOAD): calls on files inside FAULT_FOLDER are counted and meet
// the fault that is armed on the page FAULT_CONTROL. Everything else passes untouched, and so does all while nothing is armed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "FaultControl.h"

#define EXPORT __attribute__((visibility("default")))
#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

enum { DESCRIPTORS = 8192, NAME = 96 };

static fault_control *control;
static char folder[1024];
static size_t folder_length;
// The path inside the folder of each descriptor of ours; empty for others. A descriptor is opened, used and closed by its
// owner in this order, so no lock is needed.
static char names[DESCRIPTORS][NAME];

__attribute__((constructor)) static void prepare(void) {
  const char *where = getenv("FAULT_FOLDER"), *page = getenv("FAULT_CONTROL");
  if (!where || !page || strlen(where) >= sizeof(folder)) return;
  strcpy(folder, where);
  folder_length = strlen(folder);
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, page, O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  void *mapped = mmap(NULL, sizeof(fault_control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  syscall(SYS_close, descriptor);
  if (mapped != MAP_FAILED) control = mapped;
}

// The path inside the folder, NULL for any other file.
static const char *inside(const char *path) {
  if (!control || !path || strncmp(path, folder, folder_length) != 0 || path[folder_length] != '/') return NULL;
  return path + folder_length + 1;
}

static const char *of(int descriptor) {
  return descriptor >= 0 && descriptor < DESCRIPTORS && names[descriptor][0] ? names[descriptor] : NULL;
}

static void remember(int descriptor, const char *name) {
  if (descriptor < 0 || descriptor >= DESCRIPTORS) return;
  if (!name) {
    names[descriptor][0] = 0;
    return;
  }
  // The end of a long path tells more than its beginning.
  size_t length = strlen(name);
  strcpy(names[descriptor], length < NAME ? name : name + (length - NAME + 1));
}

static void end_now(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

// The action that this call meets; 0 for none.
static int meets(int operation, const char *name) {
  if (!name || !__atomic_load_n(&control->armed, __ATOMIC_SEQ_CST)) return 0;
  if (!(control->operations & operation)) return 0;
  size_t length = strlen(name), end = strlen(control->name);
  if (end > length || strcmp(name + length - end, control->name) != 0) return 0;
  int64_t number = __atomic_add_fetch(&control->seen, 1, __ATOMIC_SEQ_CST);
  if (number < control->first || number - control->first >= control->count) return 0;
  if (__atomic_fetch_add(&control->met, 1, __ATOMIC_SEQ_CST) == 0) {
    control->met_operation = operation;
    strncpy(control->met_path, name, sizeof(control->met_path) - 1);
  }
  return control->action;
}

// 1 when the call must fail; it may end the process instead.
static int fails(int action, int has_bytes) {
  if (action == FAULT_KILL_BEFORE || (action == FAULT_KILL_HALFWAY && !has_bytes)) end_now();
  if (action == FAULT_FAIL || (action == FAULT_SHORT && !has_bytes)) {
    errno = control->error;
    return 1;
  }
  return 0;
}

static void ends(int action) {
  if (action != FAULT_KILL_AFTER) return;
  int kept = errno;
  end_now();
  errno = kept;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list list; \
    va_start(list, flags); \
    mode = va_arg(list, mode_t); \
    va_end(list); \
  }

#define OPENED(path, call) \
  const char *name = inside(path); \
  int action = meets(FAULT_ON_OPEN, name); \
  if (fails(action, 0)) return -1; \
  int descriptor = call; \
  remember(descriptor, descriptor >= 0 ? name : NULL); \
  ends(action); \
  return descriptor

EXPORT int open(const char *path, int flags, ...) {
  MODE(flags)
  REAL(open);
  OPENED(path, real(path, flags, mode));
}

EXPORT int open64(const char *path, int flags, ...) {
  MODE(flags)
  REAL(open64);
  OPENED(path, real(path, flags, mode));
}

EXPORT int openat(int at, const char *path, int flags, ...) {
  MODE(flags)
  REAL(openat);
  OPENED(path, real(at, path, flags, mode));
}

EXPORT int close(int descriptor) {
  REAL(close);
  remember(descriptor, NULL);
  return real(descriptor);
}

#define SIMPLE(operation, name, call) \
  int action = meets(operation, name); \
  if (fails(action, 0)) return -1; \
  __typeof__(call) answer = call; \
  ends(action); \
  return answer

EXPORT ssize_t read(int descriptor, void *bytes, size_t count) {
  REAL(read);
  SIMPLE(FAULT_ON_READ, of(descriptor), real(descriptor, bytes, count));
}

EXPORT ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
  REAL(pread);
  SIMPLE(FAULT_ON_READ, of(descriptor), real(descriptor, bytes, count, offset));
}

EXPORT ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
  REAL(pread64);
  SIMPLE(FAULT_ON_READ, of(descriptor), real(descriptor, bytes, count, offset));
}

#define WRITTEN(whole, half) \
  int action = meets(FAULT_ON_WRITE, of(descriptor)); \
  if (fails(action, count > 1)) return -1; \
  int halves = (action == FAULT_SHORT || action == FAULT_KILL_HALFWAY) && count > 1; \
  ssize_t answer = halves ? half : whole; \
  if (action == FAULT_KILL_HALFWAY) end_now(); \
  ends(action); \
  return answer

EXPORT ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL(write);
  WRITTEN(real(descriptor, bytes, count), real(descriptor, bytes, count / 2));
}

EXPORT ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  WRITTEN(real(descriptor, bytes, count, offset), real(descriptor, bytes, count / 2, offset));
}

EXPORT ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  WRITTEN(real(descriptor, bytes, count, offset), real(descriptor, bytes, count / 2, offset));
}

EXPORT int fsync(int descriptor) {
  REAL(fsync);
  SIMPLE(FAULT_ON_SYNC, of(descriptor), real(descriptor));
}

EXPORT int fdatasync(int descriptor) {
  REAL(fdatasync);
  SIMPLE(FAULT_ON_SYNC, of(descriptor), real(descriptor));
}

EXPORT int ftruncate(int descriptor, off_t size) {
  REAL(ftruncate);
  SIMPLE(FAULT_ON_TRUNCATE, of(descriptor), real(descriptor, size));
}

EXPORT int ftruncate64(int descriptor, off64_t size) {
  REAL(ftruncate64);
  SIMPLE(FAULT_ON_TRUNCATE, of(descriptor), real(descriptor, size));
}

EXPORT int flock(int descriptor, int operation) {
  REAL(flock);
  SIMPLE(FAULT_ON_LOCK, of(descriptor), real(descriptor, operation));
}

EXPORT int rename(const char *from, const char *to) {
  REAL(rename);
  SIMPLE(FAULT_ON_RENAME, inside(from), real(from, to));
}

EXPORT int unlink(const char *path) {
  REAL(unlink);
  SIMPLE(FAULT_ON_UNLINK, inside(path), real(path));
}

EXPORT int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  SIMPLE(FAULT_ON_MKDIR, inside(path), real(path, mode));
}

EXPORT int link(const char *from, const char *to) {
  REAL(link);
  SIMPLE(FAULT_ON_LINK, inside(to), real(from, to));
}
