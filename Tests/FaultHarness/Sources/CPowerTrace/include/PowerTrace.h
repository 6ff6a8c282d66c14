// Every system call of this process that changes files under one folder, in one order, with what it wrote. It sees SQLite one
// level below its VFS, so that also its syncs of folders are there, and the product's own files beside SQLite's.
#ifndef POWERTRACE_H
#define POWERTRACE_H

#include <stdint.h>

enum {
  // `descriptor` was opened at `path`; `flags` 1 when the file was made by it, 2 when it was cut to nothing.
  POWER_OPEN = 1,
  POWER_CLOSE,
  POWER_WRITE,
  POWER_TRUNCATE,
  // Of a file or of a folder, by its descriptor.
  POWER_SYNC,
  POWER_RENAME,
  POWER_LINK,
  POWER_UNLINK,
  POWER_MAKE_FOLDER,
  POWER_REMOVE_FOLDER,
};

typedef struct {
  int operation;
  int descriptor;
  int flags;
  const char *path;
  // The new name of a rename or link.
  const char *target;
  const void *bytes;
  // The new size of a truncation.
  int64_t offset;
  int64_t count;
} power_event;

// Called after each call that succeeded, one at a time, in the order in which they happened.
typedef void (*power_hook)(void *context, const power_event *event);

// Starts to show what happens under `root`, an absolute path without a slash at its end. Files that are open already are not
// seen. One recording at a time.
void power_trace_start(const char *root, power_hook hook, void *context);
void power_trace_stop(void);

#endif
