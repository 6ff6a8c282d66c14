// libcurl, loaded when something is to be sent: with the libraries that it brings it takes 5 MB, which a collector that sends
// nothing does not pay. The types come from its header, so the header stays the contract. Swift calls no variadic function, so each
// sort of option has a function of its own here.
#define CURL_DISABLE_TYPECHECK 1
#include <arpa/inet.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <string.h>

typedef struct {
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_easy_init) easy_init;
  __typeof__(&curl_easy_cleanup) easy_cleanup;
  __typeof__(&curl_easy_perform) easy_perform;
  __typeof__(&curl_easy_setopt) easy_setopt;
  __typeof__(&curl_easy_getinfo) easy_getinfo;
  __typeof__(&curl_easy_strerror) easy_strerror;
  __typeof__(&curl_slist_append) slist_append;
  __typeof__(&curl_slist_free_all) slist_free_all;
} tellback_curl;

// Fills `curl` from the library at `path`. Returns NULL, or why it could not.
static inline const char *tellback_curl_load(const char *path, tellback_curl *curl) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return dlerror();
#define TELLBACK_TAKE(name)                                             \
  curl->name = (__typeof__(curl->name))dlsym(library, "curl_" #name); \
  if (curl->name == NULL) return "curl_" #name " is missing";
  TELLBACK_TAKE(global_init)
  TELLBACK_TAKE(easy_init)
  TELLBACK_TAKE(easy_cleanup)
  TELLBACK_TAKE(easy_perform)
  TELLBACK_TAKE(easy_setopt)
  TELLBACK_TAKE(easy_getinfo)
  TELLBACK_TAKE(easy_strerror)
  TELLBACK_TAKE(slist_append)
  TELLBACK_TAKE(slist_free_all)
#undef TELLBACK_TAKE
  return curl->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "curl_global_init failed";
}

static inline void *tellback_curl_begin(const tellback_curl *curl) { return curl->easy_init(); }
static inline void tellback_curl_end(const tellback_curl *curl, void *handle) { curl->easy_cleanup(handle); }
static inline int tellback_curl_perform(const tellback_curl *curl, void *handle) {
  return (int)curl->easy_perform(handle);
}
static inline const char *tellback_curl_reason(const tellback_curl *curl, int code) {
  return curl->easy_strerror((CURLcode)code);
}
static inline long tellback_curl_status(const tellback_curl *curl, void *handle) {
  long status = 0;
  curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

// The setters return 0 when the library took the value.
static inline int tellback_curl_set_long(const tellback_curl *curl, void *handle, CURLoption option, long value) {
  return (int)curl->easy_setopt(handle, option, value);
}
static inline int tellback_curl_set_pointer(const tellback_curl *curl, void *handle, CURLoption option, const void *value) {
  return (int)curl->easy_setopt(handle, option, value);
}
static inline int tellback_curl_set_size(const tellback_curl *curl, void *handle, CURLoption option, curl_off_t value) {
  return (int)curl->easy_setopt(handle, option, value);
}
static inline int tellback_curl_set_data(
    const tellback_curl *curl, void *handle, CURLoption option, curl_write_callback callback) {
  return (int)curl->easy_setopt(handle, option, callback);
}
static inline int tellback_curl_set_progress(const tellback_curl *curl, void *handle, curl_xferinfo_callback callback) {
  return (int)curl->easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}

// A list of lines; NULL and `list` freed when there is no memory for one more.
static inline void *tellback_curl_line(const tellback_curl *curl, void *list, const char *line) {
  struct curl_slist *longer = curl->slist_append((struct curl_slist *)list, line);
  if (longer == NULL) curl->slist_free_all((struct curl_slist *)list);
  return longer;
}
static inline void tellback_curl_free_lines(const tellback_curl *curl, void *list) {
  curl->slist_free_all((struct curl_slist *)list);
}

// Asked with the address to which a connection is about to be opened: 4 or 16 bytes. Non-zero allows it.
typedef int (*tellback_address_check)(void *context, const unsigned char *bytes, int count);

typedef struct {
  tellback_address_check check;
  void *context;
} tellback_opening;

// What is checked is what is connected to: no name is resolved between the two.
static inline curl_socket_t tellback_open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
  const tellback_opening *opening = (const tellback_opening *)data;
  int allowed = 0;
  (void)purpose;
  if (address->family == AF_INET) {
    struct sockaddr_in in;
    memcpy(&in, &address->addr, sizeof in);
    allowed = opening->check(opening->context, (const unsigned char *)&in.sin_addr, 4);
  } else if (address->family == AF_INET6) {
    struct sockaddr_in6 in6;
    memcpy(&in6, (const void *)&address->addr, sizeof in6);
    allowed = opening->check(opening->context, (const unsigned char *)&in6.sin6_addr, 16);
  }
  if (!allowed) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
static inline int tellback_curl_set_opening(const tellback_curl *curl, void *handle, const tellback_opening *opening) {
  int code = (int)curl->easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, tellback_open_socket);
  return code != 0 ? code : (int)curl->easy_setopt(handle, CURLOPT_OPENSOCKETDATA, opening);
}
