// The system's calls under their own names: a program's own definition goes before the library's, also for calls that SQLite and
// Foundation make. Each does what the library's does and then shows itself. Linux alone.
#define _GNU_SOURCE
#include "PowerTrace.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DESCRIPTORS = 65536 };

// Recursive: the hook may write to a file that is not seen.
static pthread_mutex_t turn = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static power_hook the_hook;
static void *the_context;
static char the_root[4096];
static volatile int is_on;
static unsigned char seen[DESCRIPTORS];

static int is_inside(const char *path) {
  if (!is_on || !path) return 0;
  size_t length = strlen(the_root);
  return strncmp(path, the_root, length) == 0 && path[length] == '/';
}

static int is_seen(int descriptor) { return is_on && descriptor >= 0 && descriptor < DESCRIPTORS && seen[descriptor]; }

static void show(power_event event) {
  int error = errno;
  if (is_on && the_hook) the_hook(the_context, &event);
  errno = error;
}

void power_trace_start(const char *root, power_hook hook, void *context) {
  pthread_mutex_lock(&turn);
  snprintf(the_root, sizeof the_root, "%s", root);
  memset(seen, 0, sizeof seen);
  the_hook = hook;
  the_context = context;
  is_on = 1;
  pthread_mutex_unlock(&turn);
}

void power_trace_stop(void) {
  pthread_mutex_lock(&turn);
  is_on = 0;
  the_hook = NULL;
  pthread_mutex_unlock(&turn);
}

static int open_file(const char *path, int flags, int mode) {
  // The root itself is opened only to be synced.
  if (!is_inside(path) && !(is_on && path && strcmp(path, the_root) == 0)) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  }
  pthread_mutex_lock(&turn);
  struct stat status;
  int is_new = (flags & O_CREAT) && syscall(SYS_newfstatat, AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) != 0;
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  if (descriptor >= 0 && descriptor < DESCRIPTORS) {
    seen[descriptor] = 1;
    show((power_event){.operation = POWER_OPEN,
                       .descriptor = descriptor,
                       .path = path,
                       .flags = (is_new ? 1 : 0) | (flags & O_TRUNC ? 2 : 0)});
  }
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return descriptor;
}

#define MODE_OF(flags)                     \
  int mode = 0;                            \
  if ((flags) & (O_CREAT | O_TMPFILE)) {   \
    va_list rest;                          \
    va_start(rest, flags);                 \
    mode = va_arg(rest, int);              \
    va_end(rest);                          \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_file(path, flags, mode);
}

int close(int descriptor) {
  if (!is_seen(descriptor)) return (int)syscall(SYS_close, descriptor);
  pthread_mutex_lock(&turn);
  seen[descriptor] = 0;
  show((power_event){.operation = POWER_CLOSE, .descriptor = descriptor});
  int result = (int)syscall(SYS_close, descriptor);
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

static ssize_t write_at(int descriptor, const void *bytes, size_t count, off_t offset) {
  return syscall(SYS_pwrite64, descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
  if (!is_seen(descriptor)) return write_at(descriptor, bytes, count, offset);
  pthread_mutex_lock(&turn);
  ssize_t written = write_at(descriptor, bytes, count, offset);
  if (written > 0) {
    show((power_event){
        .operation = POWER_WRITE, .descriptor = descriptor, .bytes = bytes, .offset = offset, .count = written});
  }
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return written;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  return pwrite64(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  if (!is_seen(descriptor)) return syscall(SYS_write, descriptor, bytes, count);
  pthread_mutex_lock(&turn);
  ssize_t written = syscall(SYS_write, descriptor, bytes, count);
  if (written > 0) {
    // Where it ended is where it began, and what was written: true for appending too.
    off_t end = (off_t)syscall(SYS_lseek, descriptor, 0, SEEK_CUR);
    show((power_event){
        .operation = POWER_WRITE, .descriptor = descriptor, .bytes = bytes, .offset = end - written, .count = written});
  }
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return written;
}

int ftruncate64(int descriptor, off_t size) {
  if (!is_seen(descriptor)) return (int)syscall(SYS_ftruncate, descriptor, size);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_ftruncate, descriptor, size);
  if (result == 0) show((power_event){.operation = POWER_TRUNCATE, .descriptor = descriptor, .offset = size});
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

static int sync_by(long call, int descriptor) {
  if (!is_seen(descriptor)) return (int)syscall(call, descriptor);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(call, descriptor);
  if (result == 0) show((power_event){.operation = POWER_SYNC, .descriptor = descriptor});
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

int fsync(int descriptor) { return sync_by(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return sync_by(SYS_fdatasync, descriptor); }

int rename(const char *from, const char *to) {
  if (!is_inside(from) && !is_inside(to)) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (result == 0) show((power_event){.operation = POWER_RENAME, .path = from, .target = to});
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

int link(const char *from, const char *to) {
  if (!is_inside(to)) return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (result == 0) show((power_event){.operation = POWER_LINK, .path = from, .target = to});
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

static int remove_at(const char *path, int flags, int operation) {
  if (!is_inside(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);
  if (result == 0) show((power_event){.operation = operation, .path = path});
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

int unlink(const char *path) { return remove_at(path, 0, POWER_UNLINK); }
int rmdir(const char *path) { return remove_at(path, AT_REMOVEDIR, POWER_REMOVE_FOLDER); }
int remove(const char *path) {
  int result = unlink(path);
  return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

int mkdir(const char *path, mode_t mode) {
  if (!is_inside(path)) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (result == 0) show((power_event){.operation = POWER_MAKE_FOLDER, .path = path});
  int error = errno;
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}
