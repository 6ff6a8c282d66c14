// Linux's readiness calls, and glibc's setting of its heaps, which Swift's Glibc module leaves out. Part of the C library:
// nothing to link, nothing to install.
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif
