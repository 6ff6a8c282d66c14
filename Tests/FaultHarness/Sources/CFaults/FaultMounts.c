// unshare and the calls below stand behind a feature macro.
#define _GNU_SOURCE
#include "FaultMounts.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int are_private;

static int put(const char *path, const char *text) {
  int descriptor = open(path, O_WRONLY);
  if (descriptor < 0) return -1;
  ssize_t length = (ssize_t)strlen(text);
  int result = write(descriptor, text, (size_t)length) == length ? 0 : -1;
  close(descriptor);
  return result;
}

// Anybody but root becomes root in a user's name space, where the system allows that.
static int enter(void) {
  uid_t user = getuid();
  gid_t group = getgid();
  if (user == 0) return unshare(CLONE_NEWNS);
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return -1;
  char text[64];
  snprintf(text, sizeof text, "0 %u 1", user);
  if (put("/proc/self/uid_map", text) != 0) return -1;
  put("/proc/self/setgroups", "deny");
  snprintf(text, sizeof text, "0 %u 1", group);
  return put("/proc/self/gid_map", text);
}

// Makes the name space's own root private, so that nothing mounted here reaches another one. In a chroot that root is not at "/":
// from a folder that is not below the process's root, ".." leads to it.
static int separate(void) {
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0) return 0;
  int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int place = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0 || place < 0) return -1;
  int result = -1;
  if (chroot("/proc") == 0 && fchdir(root) == 0) {
    struct stat here, above;
    while (stat(".", &here) == 0 && stat("..", &above) == 0) {
      if (here.st_dev == above.st_dev && here.st_ino == above.st_ino) break;
      if (chdir("..") != 0) break;
    }
    if (chroot(".") == 0) result = mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
  }
  if (fchdir(root) != 0 || chroot(".") != 0 || fchdir(place) != 0) result = -1;
  close(root);
  close(place);
  return result;
}

// Before main: a name space can be changed for the whole process only while it has one thread.
__attribute__((constructor)) static void make_mounts_private(void) {
  if (getenv("FAULT_PRIVATE_MOUNTS") == NULL) return;
  unsetenv("FAULT_PRIVATE_MOUNTS");
  are_private = enter() == 0 && separate() == 0;
}

int fault_mount_memory(const char *path, const char *options) {
  // Elsewhere it would outlive the process.
  if (!are_private) return -1;
  return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options);
}

int fault_remount(const char *path, int is_read_only) {
  if (!are_private) return -1;
  return mount(NULL, path, NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV | (is_read_only ? MS_RDONLY : 0), NULL);
}
