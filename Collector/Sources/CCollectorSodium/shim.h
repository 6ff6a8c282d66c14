// The system's libsodium: Argon2id, hashes, random bytes, constant-time compare.
#include <sodium.h>
