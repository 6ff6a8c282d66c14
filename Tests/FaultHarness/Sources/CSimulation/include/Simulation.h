// Takes a whole process over for a simulation: its clocks, its tasks, its queues and its threads. Everything that would run
// by itself is handed to one scheduler instead, which decides what runs next, one thing at a time.
#ifndef SIMULATION_H
#define SIMULATION_H

#include <stdint.h>

typedef void (*simulation_body)(void *context);

// Something may run `delay` nanoseconds of the simulated clock from now: call `body` with `context`, once, on the thread
// that began the simulation. What shares a `serial` that is not NULL must run in the order in which it came.
typedef void (*simulation_ready)(simulation_body body, void *context, int64_t delay, const void *serial);

// From here on until simulation_end, what this thread starts (tasks, blocks on queues, threads of Foundation) goes to
// `ready`. Returns 0, or -1 when the runtime lacks one of the places that it is entered by.
int simulation_begin(simulation_ready ready);
void simulation_end(void);

// Sets the simulated clocks, in nanoseconds: wall since 1970, and the one that never goes back.
void simulation_set_clock(int64_t wall, int64_t uptime);

// Simulated threads that have not ended.
int simulation_threads(void);

// Starts or wakes that came from a thread outside the simulation while it ran: each is a hole in its determinism.
int simulation_strays(void);

// The real clock that never goes back, in nanoseconds, also during a simulation.
int64_t simulation_real_uptime(void);

// Copies a file's bytes as they are now. Returns 0, or an error number.
int simulation_copy(const char *from, const char *to);

#endif
