// The pass-through VFS. Shared memory, locks and file control go to the system's VFS untouched.
#include "FaultVFS.h"

#include <stddef.h>
#include <string.h>

typedef struct {
  sqlite3_file base;
  // SQLite keeps the name alive for as long as the file is open.
  const char *path;
  // The system's file lies behind this one.
  sqlite3_file *real;
} fault_file;

static sqlite3_vfs *system_vfs;
static sqlite3_vfs fault_vfs;
static fault_hook the_hook;
static void *the_context;

static sqlite3_file *real(sqlite3_file *file) { return ((fault_file *)file)->real; }

static int before(fault_event *event) { return the_hook(the_context, event); }

static int after(fault_event *event, int result) {
  event->isAfter = 1;
  event->result = result;
  int answer = the_hook(the_context, event);
  return answer != SQLITE_OK ? answer : result;
}

static int fault_close(sqlite3_file *file) {
  fault_event event = {.operation = FAULT_CLOSE, .path = ((fault_file *)file)->path};
  // Always closed: a descriptor that stayed open would be a fault of this file.
  int refused = before(&event);
  int result = real(file)->pMethods->xClose(real(file));
  return refused != SQLITE_OK ? refused : after(&event, result);
}

static int fault_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  fault_event event = {.operation = FAULT_READ, .path = ((fault_file *)file)->path, .offset = offset, .count = count};
  int refused = before(&event);
  if (refused != SQLITE_OK) return refused;
  int result = real(file)->pMethods->xRead(real(file), bytes, count, offset);
  event.bytes = bytes;
  return after(&event, result);
}

static int fault_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  fault_event event = {
      .operation = FAULT_WRITE, .path = ((fault_file *)file)->path, .bytes = bytes, .offset = offset, .count = count};
  int refused = before(&event);
  if (refused != SQLITE_OK) {
    if (event.written > 0 && event.written < count) {
      real(file)->pMethods->xWrite(real(file), bytes, event.written, offset);
    }
    return refused;
  }
  return after(&event, real(file)->pMethods->xWrite(real(file), bytes, count, offset));
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size) {
  fault_event event = {.operation = FAULT_TRUNCATE, .path = ((fault_file *)file)->path, .offset = size};
  int refused = before(&event);
  if (refused != SQLITE_OK) return refused;
  return after(&event, real(file)->pMethods->xTruncate(real(file), size));
}

static int fault_sync(sqlite3_file *file, int flags) {
  fault_event event = {.operation = FAULT_SYNC, .path = ((fault_file *)file)->path, .flags = flags};
  int refused = before(&event);
  if (refused != SQLITE_OK) return refused;
  return after(&event, real(file)->pMethods->xSync(real(file), flags));
}

static int fault_size(sqlite3_file *file, sqlite3_int64 *size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
static int fault_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int fault_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int fault_reserved(sqlite3_file *file, int *out) {
  return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
static int fault_control(sqlite3_file *file, int operation, void *argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int fault_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int fault_traits(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int fault_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
}
static int fault_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void fault_shm_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int fault_shm_unmap(sqlite3_file *file, int delete_it) {
  return real(file)->pMethods->xShmUnmap(real(file), delete_it);
}
// No mapping: every read and write passes the hook.
static int fault_fetch(sqlite3_file *file, sqlite3_int64 offset, int count, void **out) {
  (void)file, (void)offset, (void)count;
  *out = NULL;
  return SQLITE_OK;
}
static int fault_unfetch(sqlite3_file *file, sqlite3_int64 offset, void *page) {
  (void)file, (void)offset, (void)page;
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    3, fault_close, fault_read, fault_write, fault_truncate, fault_sync, fault_size, fault_lock, fault_unlock,
    fault_reserved, fault_control, fault_sector, fault_traits, fault_shm_map, fault_shm_lock, fault_shm_barrier,
    fault_shm_unmap, fault_fetch, fault_unfetch};

static int fault_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags) {
  (void)vfs;
  fault_file *ours = (fault_file *)file;
  ours->base.pMethods = NULL;
  ours->path = name ? name : "";
  ours->real = (sqlite3_file *)(ours + 1);
  fault_event event = {.operation = FAULT_OPEN, .path = ours->path, .flags = flags};
  int refused = before(&event);
  if (refused != SQLITE_OK) return refused;
  int result = system_vfs->xOpen(system_vfs, name, ours->real, flags, out_flags);
  // With methods set, SQLite closes the file also when its opening failed.
  if (ours->real->pMethods) ours->base.pMethods = &methods;
  return after(&event, result);
}

static int fault_delete(sqlite3_vfs *vfs, const char *name, int syncs) {
  (void)vfs;
  fault_event event = {.operation = FAULT_DELETE, .path = name, .flags = syncs};
  int refused = before(&event);
  if (refused != SQLITE_OK) return refused;
  return after(&event, system_vfs->xDelete(system_vfs, name, syncs));
}

int fault_vfs_install(fault_hook hook, void *context) {
  if (!system_vfs) {
    int started = sqlite3_initialize();
    if (started != SQLITE_OK) return started;
    system_vfs = sqlite3_vfs_find(NULL);
    if (!system_vfs) return SQLITE_ERROR;
    fault_vfs = *system_vfs;
    fault_vfs.zName = "fault";
    fault_vfs.pNext = NULL;
    fault_vfs.szOsFile = (int)sizeof(fault_file) + system_vfs->szOsFile;
    fault_vfs.xOpen = fault_open;
    fault_vfs.xDelete = fault_delete;
  }
  the_hook = hook;
  the_context = context;
  return sqlite3_vfs_register(&fault_vfs, 1);
}

int fault_vfs_remove(void) { return system_vfs ? sqlite3_vfs_register(system_vfs, 1) : SQLITE_OK; }
