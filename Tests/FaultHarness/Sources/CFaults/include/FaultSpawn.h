// What glibc has for starting programs and Swift's importer does not see.
#ifndef FAULTSPAWN_H
#define FAULTSPAWN_H

#include <spawn.h>

// Has the started program begin with no descriptors from `first` on. Returns 0 or an error number.
int fault_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

#endif
