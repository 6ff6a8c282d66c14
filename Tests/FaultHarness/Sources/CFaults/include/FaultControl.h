// A page of memory shared between a harness and programs that run with the preloaded library: the fault that is armed, and
// what it has met so far.
#ifndef FAULTCONTROL_H
#define FAULTCONTROL_H

#include <stdint.h>

enum {
  FAULT_ON_OPEN = 1,
  FAULT_ON_READ = 2,
  FAULT_ON_WRITE = 4,
  FAULT_ON_SYNC = 8,
  FAULT_ON_TRUNCATE = 16,
  FAULT_ON_RENAME = 32,
  FAULT_ON_UNLINK = 64,
  FAULT_ON_MKDIR = 128,
  FAULT_ON_LINK = 256,
  FAULT_ON_LOCK = 512,
};

enum {
  // The call fails with `error` and does nothing.
  FAULT_FAIL = 1,
  // A write takes half of its bytes; other calls fail with `error`.
  FAULT_SHORT = 2,
  // kill -9 of the process itself, before the call, in the middle of its write, or after it.
  FAULT_KILL_BEFORE = 3,
  FAULT_KILL_HALFWAY = 4,
  FAULT_KILL_AFTER = 5,
};

typedef struct {
  // Written last when arming: nothing is counted while it is 0.
  int32_t armed;
  // Kinds of calls that count.
  int32_t operations;
  int32_t action;
  // errno
  int32_t error;
  // The calls from number `first` (1 is the next) on meet the fault, `count` of them.
  int64_t first;
  int64_t count;
  // Only files whose path inside the folder ends with this; empty takes all.
  char name[64];
  // Calls that matched, and those that met the fault.
  int64_t seen;
  int64_t met;
  // The first that met it.
  int32_t met_operation;
  char met_path[128];
} fault_control;

// Maps the file, which is made when it is missing. NULL when it cannot be had.
fault_control *fault_control_map(const char *path);
void fault_control_unmap(fault_control *control);

void fault_control_arm(
    fault_control *control, int32_t operations, const char *name, int64_t first, int64_t count, int32_t action,
    int32_t error);
void fault_control_disarm(fault_control *control);
int64_t fault_control_seen(fault_control *control);
int64_t fault_control_met(fault_control *control);
// The first call that met the fault; 0 and an empty path when none did.
int32_t fault_control_met_operation(fault_control *control);
const char *fault_control_met_path(fault_control *control);

#endif
