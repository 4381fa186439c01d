// One of libcurl's easy handles, with its options set from a request. It lives on the loop's thread and nowhere else.

import Basics
import CCurl

/// An easy handle and the lists it refers to, freed together.
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorBuffer: UnsafeMutablePointer<CChar>
  /// The first option that libcurl did not take.
  private var refusal: (option: CURLoption, code: CURLcode)?

  /// A handle set up for `request`; its callbacks are set by the transfer.
  init(_ request: HTTPRequest, url: HTTPURL) throws(HTTPError) {
    guard let pointer = lazycurl_easy_init() else {
      throw HTTPError(.other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), "out of memory"), server: url.server)
    }
    self.pointer = pointer
    errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    set(CURLOPT_ERRORBUFFER, context: errorBuffer)
    note(CURLOPT_PROTOCOLS, lazycurl_easy_set_manners(pointer))
    try setMessage(request, url: url)
    setLimits(request)
    setProxy(request)
    setTLS(request.tls, url: url)
    if let refusal {
      let text = "this libcurl does not take its option \(refusal.option.rawValue)"
      throw HTTPError(.other(code: Int(refusal.code.rawValue), text), server: url.server)
    }
  }

  deinit {
    lazycurl_easy_cleanup(pointer)
    for list in lists { lazycurl_slist_free_all(list) }
    errorBuffer.deallocate()
  }

  /// libcurl's text for what went wrong: of use only for the OpenSSL code it may hold.
  var errorText: String { String(cString: errorBuffer) }

  // MARK: What is asked

  private func setMessage(_ request: HTTPRequest, url: HTTPURL) throws(HTTPError) {
    guard request.method.utf8.allSatisfy(\.isTokenByte), !request.method.isEmpty else {
      throw HTTPError(.invalidRequest("the method is not one"), server: url.server)
    }
    set(CURLOPT_URL, request.url)
    // What is asked for is what is sent: no ".." is worked out on the way.
    set(CURLOPT_PATH_AS_IS, 1)
    switch (request.method, request.body) {
    case ("GET", nil): set(CURLOPT_HTTPGET, 1)
    case ("HEAD", nil): set(CURLOPT_NOBODY, 1)
    case (let method, let body):
      if let body { note(CURLOPT_COPYPOSTFIELDS, lazycurl_easy_set_body(pointer, body, body.count)) }
      set(CURLOPT_CUSTOMREQUEST, method)
    }
    // What libcurl adds by itself otherwise: a guess at the type, and a pause to ask whether a body is welcome.
    var lines = ["Expect:"]
    if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    for field in request.headers.fields {
      guard field.name.utf8.allSatisfy(\.isTokenByte), !field.name.isEmpty, field.value.utf8.allSatisfy(\.isFieldByte)
      else {
        let name = String(decoding: field.name.utf8.filter(\.isTokenByte), as: UTF8.self)
        throw HTTPError(.invalidRequest("the header field \(name) holds a line break"), server: url.server)
      }
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    if request.tls.serverName != nil, request.headers["Host"] == nil { lines.append("Host: \(url.authority)") }
    set(CURLOPT_HTTPHEADER, lines)
    set(CURLOPT_ACCEPT_ENCODING, "gzip")
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // Wait for a connection that can take several requests; without TLS none can, and libcurl would only find out from
    // the first answer, however late it is.
    set(CURLOPT_PIPEWAIT, url.scheme == "https" ? 1 : 0)
    set(CURLOPT_FOLLOWLOCATION, request.redirectLimit > 0 ? 1 : 0)
    set(CURLOPT_MAXREDIRS, request.redirectLimit)
    set(CURLOPT_TCP_KEEPALIVE, 1)
  }

  private func setLimits(_ request: HTTPRequest) {
    if let timeout = request.timeout { set(CURLOPT_TIMEOUT_MS, timeout.milliseconds) }
    set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.milliseconds)
    guard let idleTimeout = request.idleTimeout else { return }
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, max(1, Int(clamping: idleTimeout.components.seconds)))
  }

  private func setProxy(_ request: HTTPRequest) {
    // Both are set always, or libcurl would look into the environment.
    switch request.proxy {
    case .none: set(CURLOPT_PROXY, "")
    case .url(let url):
      // Go lets the proxy resolve names; libcurl calls that socks5h.
      set(CURLOPT_PROXY, url.hasPrefix("socks5:") ? "socks5h" + url.dropFirst(6) : url)
    }
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
  }

  private func setTLS(_ tls: TLSConfiguration, url: HTTPURL) {
    guard url.scheme == "https" || tls.certificateAuthority != nil else { return }
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_SSL_VERIFYPEER, tls.skipsVerification ? 0 : 1)
    set(CURLOPT_SSL_VERIFYHOST, tls.skipsVerification ? 0 : 2)
    // Authorities given are all that is trusted. Without the directory libcurl also keeps the system's, once read,
    // from one connection to the next.
    clear(CURLOPT_CAPATH)
    if let authority = tls.certificateAuthority {
      set(CURLOPT_CAINFO_BLOB, authority)
      set(CURLOPT_PROXY_CAINFO_BLOB, authority)
      clear(CURLOPT_PROXY_CAPATH)
    }
    if let certificate = tls.clientCertificate {
      set(CURLOPT_SSLCERT_BLOB, certificate)
      set(CURLOPT_SSLCERTTYPE, "PEM")
    }
    if let key = tls.clientKey {
      key.withBytes {
        note(CURLOPT_SSLKEY_BLOB, lazycurl_easy_set_blob(pointer, CURLOPT_SSLKEY_BLOB, $0.baseAddress, $0.count))
      }
      set(CURLOPT_SSLKEYTYPE, "PEM")
      // An encrypted key is refused. Without a passphrase here OpenSSL would ask the terminal for one.
      set(CURLOPT_KEYPASSWD, "")
    }
    guard let name = tls.serverName else { return }
    // libcurl verifies the URL's host and nothing else: so the URL gets the name, and the connection the true host.
    var named = url
    named.host = name
    set(CURLOPT_URL, named.server + url.target)
    set(CURLOPT_CONNECT_TO, ["\(named.bracketedHost):\(url.port):\(url.bracketedHost):\(url.port)"])
  }

  // MARK: Options by kind

  func set(_ option: CURLoption, _ value: Int) { note(option, lazycurl_easy_set_long(pointer, option, value)) }

  func set(_ option: CURLoption, callback: @escaping lazycurl_data_callback) {
    note(option, lazycurl_easy_set_callback(pointer, option, callback))
  }

  func set(_ option: CURLoption, context: UnsafeMutableRawPointer) {
    note(option, lazycurl_easy_set_pointer(pointer, option, context))
  }

  private func set(_ option: CURLoption, _ text: String) {
    note(option, lazycurl_easy_set_string(pointer, option, text))
  }

  private func clear(_ option: CURLoption) { note(option, lazycurl_easy_set_string(pointer, option, nil)) }

  private func set(_ option: CURLoption, _ bytes: [UInt8]) {
    note(option, lazycurl_easy_set_blob(pointer, option, bytes, bytes.count))
  }

  private func set(_ option: CURLoption, _ lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = lazycurl_slist_append(list, line) else {
        lazycurl_slist_free_all(list)
        return note(option, CURLE_OUT_OF_MEMORY)
      }
      list = longer
    }
    if let list { lists.append(list) }
    note(option, lazycurl_easy_set_list(pointer, option, list))
  }

  private func note(_ option: CURLoption, _ code: CURLcode) {
    if code != CURLE_OK, refusal == nil { refusal = (option, code) }
  }
}

extension UInt8 {
  /// Whether it may stand in a method or a header field's name (RFC 9110, token).
  fileprivate var isTokenByte: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
  }

  /// Whether it may stand in a header field's value.
  fileprivate var isFieldByte: Bool { self >= 0x20 && self != 0x7F || self == 0x09 }
}

extension Duration {
  /// Whole milliseconds, rounded up; at least one, because libcurl takes none for no limit.
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    // The largest number that libcurl takes.
    let limit: Int64 = Int64(Int32.max)
    guard !overflow, whole < limit else { return Int(limit) }
    return Int(max(1, whole + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
