// The harness's side of the page. `armed` is written last and read first, so that a program never sees half a plan.
#include "FaultControl.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

fault_control *fault_control_map(const char *path) {
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return NULL;
  void *page = MAP_FAILED;
  if (ftruncate(descriptor, sizeof(fault_control)) == 0) {
    page = mmap(NULL, sizeof(fault_control), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  close(descriptor);
  return page == MAP_FAILED ? NULL : page;
}

void fault_control_unmap(fault_control *control) { munmap(control, sizeof(fault_control)); }

void fault_control_arm(
    fault_control *control, int32_t operations, const char *name, int64_t first, int64_t count, int32_t action,
    int32_t error) {
  fault_control_disarm(control);
  control->operations = operations;
  control->action = action;
  control->error = error;
  control->first = first;
  control->count = count;
  memset(control->name, 0, sizeof(control->name));
  strncpy(control->name, name, sizeof(control->name) - 1);
  memset(control->met_path, 0, sizeof(control->met_path));
  control->met_operation = 0;
  __atomic_store_n(&control->seen, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&control->met, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&control->armed, 1, __ATOMIC_SEQ_CST);
}

void fault_control_disarm(fault_control *control) { __atomic_store_n(&control->armed, 0, __ATOMIC_SEQ_CST); }
int64_t fault_control_seen(fault_control *control) { return __atomic_load_n(&control->seen, __ATOMIC_SEQ_CST); }
int64_t fault_control_met(fault_control *control) { return __atomic_load_n(&control->met, __ATOMIC_SEQ_CST); }
int32_t fault_control_met_operation(fault_control *control) { return control->met_operation; }
const char *fault_control_met_path(fault_control *control) { return control->met_path; }
