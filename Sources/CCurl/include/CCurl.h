// libcurl for Swift: opened when the first request is made, because loading it and its thirty libraries takes longer
// than a command without network should run; and with one typed function per kind of argument where libcurl has
// variadic ones.
//
// Every function but `lazycurl_open` and `lazycurl_failure` may be called only after `lazycurl_open` returned true.
#ifndef CCURL_H
#define CCURL_H

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/// Loads libcurl, once for the process; any thread may call it at any time.
///
/// Returns whether libcurl can be used.
bool lazycurl_open(void);

/// Why libcurl can't be used, in words that live as long as the process; an empty text where it can.
const char *lazycurl_failure(void);

/// Takes bytes that arrived: `count` of them, always in units of one. Returns how many it took.
typedef size_t (*lazycurl_data_callback)(char *bytes, size_t unit, size_t count, void *context);

// One transfer: curl_easy_*.
CURL *lazycurl_easy_init(void);
void lazycurl_easy_cleanup(CURL *handle);
const char *lazycurl_easy_strerror(CURLcode code);
CURLcode lazycurl_easy_pause(CURL *handle, int bitmask);
CURLcode lazycurl_easy_set_long(CURL *handle, CURLoption option, long value);
CURLcode lazycurl_easy_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode lazycurl_easy_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode lazycurl_easy_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode lazycurl_easy_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode lazycurl_easy_set_callback(CURL *handle, CURLoption option, lazycurl_data_callback value);
/// Sets an option to bytes in memory, which libcurl copies.
CURLcode lazycurl_easy_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count);
/// Sets a body to send to bytes in memory, which libcurl copies.
CURLcode lazycurl_easy_set_body(CURL *handle, const void *bytes, size_t count);
/// Allows http and https and nothing else, lets no signal be raised, and abandons name look-ups that take too long.
CURLcode lazycurl_easy_set_manners(CURL *handle);
long lazycurl_easy_get_long(CURL *handle, CURLINFO info);
curl_off_t lazycurl_easy_get_offset(CURL *handle, CURLINFO info);

/// What the system said when a connection could not be made.
typedef enum {
  LAZYCURL_CONNECT_OTHER = 0,
  LAZYCURL_CONNECT_REFUSED = 1,
  LAZYCURL_CONNECT_TIMED_OUT = 2,
  LAZYCURL_CONNECT_NO_ROUTE = 3,
} lazycurl_connect_failure;

/// Why the handle's last connection could not be made.
lazycurl_connect_failure lazycurl_easy_connect_failure(CURL *handle);

// Lists of texts: curl_slist_*.
struct curl_slist *lazycurl_slist_append(struct curl_slist *list, const char *text);
void lazycurl_slist_free_all(struct curl_slist *list);

// Many transfers: curl_multi_*.
CURLM *lazycurl_multi_init(void);
CURLMcode lazycurl_multi_cleanup(CURLM *multi);
CURLMcode lazycurl_multi_add_handle(CURLM *multi, CURL *handle);
CURLMcode lazycurl_multi_remove_handle(CURLM *multi, CURL *handle);
CURLMcode lazycurl_multi_perform(CURLM *multi, int *running);
CURLMcode lazycurl_multi_poll(CURLM *multi, int milliseconds);
CURLMcode lazycurl_multi_wakeup(CURLM *multi);
/// The next transfer that ended, and how; null when there is none.
CURL *lazycurl_multi_next_done(CURLM *multi, CURLcode *result);
CURLMcode lazycurl_multi_set_long(CURLM *multi, CURLMoption option, long value);

#endif
