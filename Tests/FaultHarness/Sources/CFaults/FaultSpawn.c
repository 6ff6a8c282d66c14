// posix_spawn_file_actions_addclosefrom_np stands behind a feature macro.
#define _GNU_SOURCE
#include "FaultSpawn.h"

int fault_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
