// A pass-through VFS of SQLite: every operation on a file is shown to a hook before it happens and after it.
#ifndef FAULTVFS_H
#define FAULTVFS_H

#include <sqlite3.h>

enum {
  FAULT_OPEN = 1,
  FAULT_CLOSE,
  FAULT_READ,
  FAULT_WRITE,
  FAULT_TRUNCATE,
  FAULT_SYNC,
  FAULT_DELETE,
};

typedef struct {
  int operation;
  // 0 before the operation, 1 after it.
  int isAfter;
  // Absolute; empty for a temporary file without a name.
  const char *path;
  // FAULT_READ after it, FAULT_WRITE before it and after it.
  const void *bytes;
  // Of a write or read; the new size of a truncation.
  sqlite3_int64 offset;
  int count;
  // Of an open or a sync: SQLite's flags. 1 for a delete that also syncs the folder.
  int flags;
  // After the operation: SQLite's result code.
  int result;
  // Before a write: how many of its bytes are still written when the hook fails it (a torn write); 0 unless the hook says so.
  int written;
} fault_event;

// Before an operation: SQLITE_OK lets it happen; another result code fails it with that code, undone.
// After an operation: the answer becomes the operation's result when it is not SQLITE_OK.
// Called on the thread of the connection, from many threads at once when there are many connections.
typedef int (*fault_hook)(void *context, fault_event *event);

// Makes it the default VFS of this process, for connections opened from now on. Returns an SQLite result code.
int fault_vfs_install(fault_hook hook, void *context);

// Makes the system's VFS the default again. Connections that are open keep the hook.
int fault_vfs_remove(void);

#endif
