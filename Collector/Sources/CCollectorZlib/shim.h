// The system's zlib: gzip request bodies.
#include <zlib.h>
