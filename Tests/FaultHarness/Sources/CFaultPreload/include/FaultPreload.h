// Nothing to call: the library works by being preloaded.
#ifndef FAULTPRELOAD_H
#define FAULTPRELOAD_H
#endif
