// The system's sqlite3, as the compiler finds it.
#include <sqlite3.h>
