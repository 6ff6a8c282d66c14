// Starts programs that end with the process that started them, also when it is killed.
#ifndef FAULTSPAWN_H
#define FAULTSPAWN_H

#include <sys/types.h>

// Starts the program at `path`, with no signal blocked and no descriptors but 0 to 2, which are the files `input`, `output` and
// `errors` (the last two are appended to). Returns 0 or an error number.
int fault_spawn(
    pid_t *pid, const char *path, char *const words[], char *const settings[], const char *input, const char *output,
    const char *errors);

#endif
