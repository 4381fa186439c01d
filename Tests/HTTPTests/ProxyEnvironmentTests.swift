import HTTP
import System
import Testing

@Suite("The proxy that Go would use")
struct ProxyEnvironmentTests {
  @Test(
    "exceptions are matched as Go's httpproxy matches them",
    arguments: [
      // NO_PROXY, URL, whether the proxy is used
      ("", "https://example.com/", true),
      ("example.com", "https://example.com/", false),
      ("example.com", "https://api.example.com/", false),
      ("example.com", "https://notexample.com/", true),
      (".example.com", "https://example.com/", true),
      (".example.com", "https://api.example.com/", false),
      ("*.example.com", "https://api.example.com/", false),
      ("*.example.com", "https://example.com/", true),
      ("EXAMPLE.com", "https://Example.COM/", false),
      ("other, example.com ", "https://example.com/", false),
      ("example.com:8443", "https://example.com/", true),
      ("example.com:8443", "https://example.com:8443/", false),
      ("example.com:443", "https://example.com/", false),
      ("*", "https://example.com/", false),
      ("10.0.0.0/8", "https://10.1.2.3:6443/", false),
      ("10.0.0.0/8", "https://11.1.2.3:6443/", true),
      ("10.1.2.3", "https://10.1.2.3/", false),
      ("10.1.2.3:6443", "https://10.1.2.3/", true),
      ("2001:db8::/32", "https://[2001:db8::1]/", false),
      ("[2001:db8::1]:443", "https://[2001:DB8:0::1]/", false),
      ("2001:db8::1", "https://[2001:db8::2]/", true),
      ("10.0.0.0/8", "https://ten.example/", true),
      ("", "https://localhost/", false),
      ("", "https://127.0.0.9:6443/", false),
      ("", "https://[::1]/", false),
      ("", "https://localhost.example/", true),
    ])
  func exceptions(noProxy: String, url: String, isProxied: Bool) {
    let proxies = ProxyEnvironment(["HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": noProxy])
    #expect(proxies.proxy(for: url) == (isProxied ? .url("http://proxy:3128") : .none))
  }

  @Test("the scheme of the URL chooses the proxy, capitals come first, and a proxy may lack its scheme")
  func choice() {
    let proxies = ProxyEnvironment([
      "https_proxy": "small:1", "HTTPS_PROXY": "socks5://capital:2", "http_proxy": "plain:3", "ALL_PROXY": "all:4",
    ])
    #expect(proxies.proxy(for: "https://example.com/") == .url("socks5://capital:2"))
    #expect(proxies.proxy(for: "http://example.com/") == .url("http://plain:3"))
    #expect(ProxyEnvironment(["ALL_PROXY": "all:4"]).proxy(for: "http://example.com/") == .none)
    #expect(ProxyEnvironment(["HTTPS_PROXY": ""]).proxy(for: "https://example.com/") == .none)
  }

  @Test("a CGI program does not take its proxy from the client's header")
  func httpoxy() {
    let proxies = ProxyEnvironment(["HTTP_PROXY": "evil:1", "REQUEST_METHOD": "GET"])
    #expect(proxies.proxy(for: "http://example.com/") == .none)
  }
}

@Suite("Addresses and URLs")
struct AddressTests {
  @Test(
    "addresses are read as Go reads them",
    arguments: [
      ("127.0.0.1", true), ("1.2.3.256", false), ("01.2.3.4", false), ("1.2.3", false), ("1.2.3.4.5", false),
      ("::", true), ("::1", true), ("1::", true), ("1:2:3:4:5:6:7:8", true), ("1:2:3:4:5:6:7", false),
      ("1::2::3", false), ("::ffff:1.2.3.4", true), ("1:2:3:4:5:6:7::", true), ("1:2:3:4:5:6:7:8::", false),
      ("12345::", false), (":1", false), ("::+1", false), ("1.2.3.4::", false), ("", false), (":::", false),
    ])
  func addresses(text: String, isAddress: Bool) {
    #expect((IPAddress(text) != nil) == isAddress)
  }

  @Test("an IPv4 address is the same in both spellings, and in its block only")
  func mapped() {
    #expect(IPAddress("::ffff:10.0.0.1") == IPAddress("10.0.0.1"))
    #expect(IPAddress("127.1.2.3")?.isLoopback == true && IPAddress("128.0.0.1")?.isLoopback == false)
    #expect(IPAddress("169.254.170.2")?.isLinkLocal == true && IPAddress("fe80::1")?.isLinkLocal == true)
    for text in ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0", "::/129", "x/8"] {
      #expect(IPAddressBlock(text) == nil)
    }
  }

  @Test("a URL is taken apart")
  func urls() throws {
    let url = try #require(HTTPURL("HTTPS://u:p@Example.com:8443/a%2Fb?c=d#e"))
    #expect(url.server == "https://example.com:8443" && url.target == "/a%2Fb?c=d" && url.userInformation == "u:p")
    let address = try #require(HTTPURL("http://[2001:db8::1]"))
    #expect(address.server == "http://[2001:db8::1]" && address.target == "/" && address.port == 80)
    for text in ["", "http:/x", "http://:80", "http://a:x/", "http://[::1", "http://[x]/", "http://a\\b/", "x://y"] {
      #expect(HTTPURL(text) == nil, "\(text)")
    }
  }
}
