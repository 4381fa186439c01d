#include "CCurl.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// The functions of libcurl that are called, each once: the table is declared and filled from this list.
#define FUNCTIONS(each)                                                                                              \
  each(curl_global_init) each(curl_easy_init) each(curl_easy_cleanup) each(curl_easy_strerror)                       \
  each(curl_easy_pause) each(curl_easy_setopt) each(curl_easy_getinfo) each(curl_slist_append)                       \
  each(curl_slist_free_all) each(curl_multi_init) each(curl_multi_cleanup) each(curl_multi_add_handle)               \
  each(curl_multi_remove_handle) each(curl_multi_perform) each(curl_multi_poll) each(curl_multi_wakeup)              \
  each(curl_multi_info_read) each(curl_multi_setopt)

#define DECLARE(name) static __typeof__(&name) loaded_##name;
FUNCTIONS(DECLARE)

#ifdef __APPLE__
static const char *const libraries[] = {"/usr/lib/libcurl.4.dylib", "libcurl.4.dylib"};
#else
static const char *const libraries[] = {"libcurl.so.4"};
#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[256];

static void load(void) {
  void *library = NULL;
  for (size_t index = 0; library == NULL && index < sizeof libraries / sizeof libraries[0]; index++) {
    library = dlopen(libraries[index], RTLD_NOW | RTLD_LOCAL);
  }
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(failure, sizeof failure, "%s", reason ? reason : "not found");
    return;
  }
#define LOAD(name)                                                                                                   \
  loaded_##name = (__typeof__(&name))dlsym(library, #name);                                                          \
  if (loaded_##name == NULL) {                                                                                       \
    snprintf(failure, sizeof failure, "it is too old (it has no %s)", #name);                                        \
    return;                                                                                                          \
  }
  FUNCTIONS(LOAD)
  // libcurl would write every connection's keys to the file named there.
  unsetenv("SSLKEYLOGFILE");
  CURLcode code = loaded_curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) snprintf(failure, sizeof failure, "it does not start (code %d)", (int)code);
}

bool lazycurl_open(void) {
  pthread_once(&once, load);
  return failure[0] == 0;
}

const char *lazycurl_failure(void) { return failure; }

CURL *lazycurl_easy_init(void) { return loaded_curl_easy_init(); }

void lazycurl_easy_cleanup(CURL *handle) { loaded_curl_easy_cleanup(handle); }

const char *lazycurl_easy_strerror(CURLcode code) { return loaded_curl_easy_strerror(code); }

CURLcode lazycurl_easy_pause(CURL *handle, int bitmask) { return loaded_curl_easy_pause(handle, bitmask); }

CURLcode lazycurl_easy_set_long(CURL *handle, CURLoption option, long value) {
  return loaded_curl_easy_setopt(handle, option, value);
}

CURLcode lazycurl_easy_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return loaded_curl_easy_setopt(handle, option, value);
}

CURLcode lazycurl_easy_set_string(CURL *handle, CURLoption option, const char *value) {
  return loaded_curl_easy_setopt(handle, option, value);
}

CURLcode lazycurl_easy_set_pointer(CURL *handle, CURLoption option, void *value) {
  return loaded_curl_easy_setopt(handle, option, value);
}

CURLcode lazycurl_easy_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return loaded_curl_easy_setopt(handle, option, value);
}

CURLcode lazycurl_easy_set_callback(CURL *handle, CURLoption option, lazycurl_data_callback value) {
  return loaded_curl_easy_setopt(handle, option, value);
}

CURLcode lazycurl_easy_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
  return loaded_curl_easy_setopt(handle, option, &blob);
}

CURLcode lazycurl_easy_set_body(CURL *handle, const void *bytes, size_t count) {
  // The size comes first: it is how much COPYPOSTFIELDS copies.
  CURLcode code = loaded_curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
  return code != CURLE_OK ? code : loaded_curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, count ? bytes : "");
}

CURLcode lazycurl_easy_set_manners(CURL *handle) {
  CURLcode code = loaded_curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  if (code != CURLE_OK) return code;
#if LIBCURL_VERSION_NUM >= 0x075700
  // Otherwise ending a transfer waits for its name look-up. Unknown to older libraries, which is no error.
  loaded_curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#endif
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
  // Deprecated in favour of a text in 7.85, which the libraries of some living distributions do not have.
  const long protocols = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  code = loaded_curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS, protocols);
  return code != CURLE_OK ? code : loaded_curl_easy_setopt(handle, CURLOPT_PROTOCOLS, protocols);
#pragma clang diagnostic pop
}

long lazycurl_easy_get_long(CURL *handle, CURLINFO info) {
  long value = 0;
  return loaded_curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

curl_off_t lazycurl_easy_get_offset(CURL *handle, CURLINFO info) {
  curl_off_t value = 0;
  return loaded_curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

lazycurl_connect_failure lazycurl_easy_connect_failure(CURL *handle) {
  switch (lazycurl_easy_get_long(handle, CURLINFO_OS_ERRNO)) {
  case ECONNREFUSED: return LAZYCURL_CONNECT_REFUSED;
  case ETIMEDOUT: return LAZYCURL_CONNECT_TIMED_OUT;
  case ENETUNREACH:
  case EHOSTUNREACH:
  case ENETDOWN:
  case EHOSTDOWN:
  case EADDRNOTAVAIL: return LAZYCURL_CONNECT_NO_ROUTE;
  default: return LAZYCURL_CONNECT_OTHER;
  }
}

struct curl_slist *lazycurl_slist_append(struct curl_slist *list, const char *text) {
  return loaded_curl_slist_append(list, text);
}

void lazycurl_slist_free_all(struct curl_slist *list) { loaded_curl_slist_free_all(list); }

CURLM *lazycurl_multi_init(void) { return loaded_curl_multi_init(); }

CURLMcode lazycurl_multi_cleanup(CURLM *multi) { return loaded_curl_multi_cleanup(multi); }

CURLMcode lazycurl_multi_add_handle(CURLM *multi, CURL *handle) {
  return loaded_curl_multi_add_handle(multi, handle);
}

CURLMcode lazycurl_multi_remove_handle(CURLM *multi, CURL *handle) {
  return loaded_curl_multi_remove_handle(multi, handle);
}

CURLMcode lazycurl_multi_perform(CURLM *multi, int *running) { return loaded_curl_multi_perform(multi, running); }

CURLMcode lazycurl_multi_poll(CURLM *multi, int milliseconds) {
  return loaded_curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode lazycurl_multi_wakeup(CURLM *multi) { return loaded_curl_multi_wakeup(multi); }

CURL *lazycurl_multi_next_done(CURLM *multi, CURLcode *result) {
  int left = 0;
  for (CURLMsg *message; (message = loaded_curl_multi_info_read(multi, &left)) != NULL;) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

CURLMcode lazycurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return loaded_curl_multi_setopt(multi, option, value);
}
