// libbrotlidec, loaded when the first body in brotli comes: few senders use it, so no machine must have it to build or to start.
// The four functions are declared here as brotli/decode.h declares them, which has not changed since 1.0.
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  void *(*create)(void *allocate, void *release, void *opaque);
  int (*decompress)(void *state, size_t *available_in, const uint8_t **next_in, size_t *available_out, uint8_t **next_out,
                    size_t *total_out);
  void (*destroy)(void *state);
} tellback_brotli;

// BrotliDecoderResult.
enum { TELLBACK_BROTLI_ERROR = 0, TELLBACK_BROTLI_SUCCESS = 1, TELLBACK_BROTLI_NEEDS_INPUT = 2, TELLBACK_BROTLI_NEEDS_OUTPUT = 3 };

// Fills `brotli` from the library at `path`. Returns NULL, or why it could not.
static inline const char *tellback_brotli_load(const char *path, tellback_brotli *brotli) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
#define TELLBACK_TAKE(field, name)                                    \
  brotli->field = (__typeof__(brotli->field))dlsym(library, name); \
  if (brotli->field == NULL) return name " is missing";
  TELLBACK_TAKE(create, "BrotliDecoderCreateInstance")
  TELLBACK_TAKE(decompress, "BrotliDecoderDecompressStream")
  TELLBACK_TAKE(destroy, "BrotliDecoderDestroyInstance")
#undef TELLBACK_TAKE
  return NULL;
}

static inline void *tellback_brotli_begin(const tellback_brotli *brotli) { return brotli->create(NULL, NULL, NULL); }
static inline void tellback_brotli_end(const tellback_brotli *brotli, void *state) { brotli->destroy(state); }

// One step: says how much was read and made.
static inline int tellback_brotli_step(const tellback_brotli *brotli, void *state, const uint8_t *input, size_t input_count,
                                       uint8_t *output, size_t output_count, size_t *used, size_t *made) {
  size_t input_left = input_count, output_left = output_count;
  int result = brotli->decompress(state, &input_left, &input, &output_left, &output, NULL);
  *used = input_count - input_left;
  *made = output_count - output_left;
  return result;
}
