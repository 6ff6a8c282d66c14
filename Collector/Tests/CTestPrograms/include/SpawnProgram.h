// Starts programs that end with the process that started them, also when it is killed (on Linux).
#ifndef SPAWNPROGRAM_H
#define SPAWNPROGRAM_H

#include <sys/types.h>

// Starts the program at `path`, with no signal blocked and no descriptors but 0 to 2, which are the files `input`, `output` and
// `errors` (the last two are appended to). `folder` is where it runs; NULL for the current one. Returns 0 or an error number.
int spawn_program(
    pid_t *pid, const char *path, char *const words[], char *const settings[], const char *folder, const char *input,
    const char *output, const char *errors);

#endif
