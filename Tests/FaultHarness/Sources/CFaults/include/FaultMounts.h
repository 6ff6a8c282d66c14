// Small file systems in memory that go with the process: nobody else sees them, and the kernel unmounts them when its last child
// has ended, also when it was killed. For a process that was started with FAULT_PRIVATE_MOUNTS in its environment.
#ifndef FAULTMOUNTS_H
#define FAULTMOUNTS_H

// Mounts one at `path`, with options such as "size=2m". Returns 0, or -1 where that cannot be done for this process alone.
int fault_mount_memory(const char *path, const char *options);

// Returns 0 or -1.
int fault_remount(const char *path, int is_read_only);

#endif
