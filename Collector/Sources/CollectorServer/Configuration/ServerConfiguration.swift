// The settings of `serve` as typed values. Whatever cannot be meant is refused here, before anything is opened.
import CollectorBoard
import CollectorCore
import CollectorHTTP
import CollectorOutbox
import Foundation

struct ServerConfiguration: Sendable {
  var data: String
  /// Nil where the data directory keeps everything.
  var store: StoreAddress?
  var addressFile: String?
  var stopLimit: Duration
  var logFormat: Log.Format
  var http: HTTPServerConfiguration
  /// The board's own origin, when it is known.
  var origin: String?
  /// The path under which a proxy publishes the collector, such as `/feedback`; empty at the root.
  var pathPrefix: String
  /// Whether browsers reach the board over TLS.
  var isSecure: Bool
  var sessionSeconds: Int64
  var proxySignIn: ProxySignIn?
  var undoSeconds: Int64
  var due: DueSchedule
  var sweeping: Sweeper.Plan
  var allowsPrivateWebhooks: Bool
  /// Nil where mail is not set up.
  var mailServer: MailServer?
  var attachments: AttachmentSettings
  /// What became rules of routing, at the first start that knew them.
  var oldRouting: OldRoutingSettings
  var grouping: Grouping
  /// Seconds between two looks at what other collectors changed. No setting: longer in tests, where only what is heard may wake.
  var lookSeconds = 1.0

  init(_ values: SettingValues) throws {
    data = values.text(.data)
    guard !data.isEmpty else { throw UsageError("data must name a directory; it is empty.") }
    store = try StoreChoice.address(values.text(.store), passwordFile: values.text(.storePasswordFile))
    addressFile = values.text(.addressFile).isEmpty ? nil : values.text(.addressFile)
    stopLimit = .seconds(values.integer(.stopSeconds))
    logFormat = Log.Format(rawValue: values.text(.logFormat)) ?? .logfmt
    let (host, port) = try Self.listen(values.text(.listen))
    http = HTTPServerConfiguration(host: host, port: port)
    if values.integer(.loops) > 0 { http.loops = values.integer(.loops) }
    http.maxConnections = values.integer(.maxConnections)
    http.maxConnectionsPerAddress = values.integer(.maxConnectionsPerAddress)
    http.trustedProxies = Set(values.list(.trustedProxies))
    http.logsAnswers = values.bool(.logRequests)
    (origin, pathPrefix) = try Self.publicURL(values.text(.publicURL))
    isSecure = origin?.hasPrefix("https://") ?? false
    sessionSeconds = Int64(values.integer(.sessionDays)) * 86_400
    proxySignIn = try Self.proxySignIn(values.text(.signInHeader), values.list(.trustedProxies))
    undoSeconds = Int64(values.integer(.undoSeconds))
    due = DueSchedule(
      idleSeconds: Int64(values.integer(.idleClaimHours)) * 3_600,
      reminderSeconds: Int64(values.integer(.reminderDays)) * 86_400,
      unansweredSeconds: Int64(values.integer(.unansweredDays)) * 86_400)
    sweeping = Sweeper.Plan(
      interval: Double(values.integer(.sweepSeconds)), tombstoneDays: Int64(values.integer(.tombstoneDays)),
      auditDays: Int64(values.integer(.auditDays)))
    allowsPrivateWebhooks = values.bool(.allowPrivateWebhooks)
    mailServer = try MailSettings.server(values)
    attachments = try AttachmentSettings(values)
    oldRouting = OldRoutingSettings(
      components: try Self.components(values.list(.components)), criticalPhrases: values.list(.criticalPhrases),
      highPhrases: values.list(.highPhrases))
    grouping = .shipped(days: values.integer(.oldKeyDays))
  }

  /// `HOST:PORT`, `[IPV6]:PORT` or `:PORT` for every address.
  static func listen(_ text: String) throws -> (host: String, port: Int) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      throw UsageError("listen must be HOST:PORT with a port from 0 to 65535; it is '\(text)'.")
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      throw UsageError("listen needs brackets around an IPv6 address, such as [::1]:8080; it is '\(text)'.")
    }
    return (host.isEmpty ? "0.0.0.0" : host, Int(port))
  }

  /// RFC 9110, section 5.1: a field's name is a token.
  private static func proxySignIn(_ header: String, _ proxies: [String]) throws -> ProxySignIn? {
    guard !header.isEmpty else { return nil }
    guard header.utf8.count <= 100,
      header.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D })
    else { throw UsageError("sign-in-header must be a header's name such as X-Auth-Email; it is '\(header)'.") }
    guard !proxies.isEmpty else {
      throw UsageError("sign-in-header needs trusted-proxies: anybody else could name whom they like.")
    }
    return ProxySignIn(header: header.lowercased(), proxies: Set(proxies))
  }

  /// First segments of addresses of the collector's own: under them a prefix could not be told from an address.
  private static let ownSegments = [
    "v1", "health", "metrics", "tickets", "board", "views", "work", "groups", "reports", "numbers", "delivery",
    "events", "assets", "sign-in", "sign-out", "account", "people", "audit", "join", "messages", "answers",
    "duplicates", "settings", "reporters", "segments", "next", "inbox", "pain", "releases", "launches", "week", "api",
    "tunnel", "triage", "bulk", "read", "widget.js", "known-issues",
  ]

  private static func publicURL(_ text: String) throws -> (origin: String?, prefix: String) {
    guard !text.isEmpty else { return (nil, "") }
    guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let host = url.host, url.query == nil, url.fragment == nil, url.user == nil
    else {
      throw UsageError(
        "public-url must be an address such as https://feedback.example.com or https://example.com/feedback; it is "
          + "'\(text)'.")
    }
    let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    return ("\(scheme)://\(name.lowercased())" + (url.port.map { ":\($0)" } ?? ""), try prefix(url, text))
  }

  /// The path of a public address, without a slash at its end. Segments hold unreserved characters alone (RFC 3986, section
  /// 2.3), so that each proxy and browser writes them in one way.
  private static func prefix(_ url: URL, _ text: String) throws -> String {
    var path = URLComponents(url: url, resolvingAgainstBaseURL: false)?.percentEncodedPath ?? ""
    while path.hasSuffix("/") { path.removeLast() }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    let isPlain = segments.allSatisfy { segment in
      !segment.isEmpty && segment != "." && segment != ".."
        && segment.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "-._~".utf8.contains($0) }
    }
    guard isPlain, path.utf8.count <= 200 else {
      throw UsageError(
        "public-url's path must be segments of letters, digits and -._~, of at most 200 bytes; it is '\(text)'.")
    }
    if let first = segments.first, ownSegments.contains(String(first)) {
      throw UsageError("public-url's path must not begin with /\(first), which is an address of the collector's own.")
    }
    return path
  }

  private static func components(_ rules: [String]) throws -> [(prefix: String, component: String)] {
    guard rules.count <= RoutingRule.limit else {
      throw UsageError("component has \(rules.count) rules; the limit is \(RoutingRule.limit).")
    }
    return try rules.map { rule in
      let parts = rule.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw UsageError("component must be PREFIX=NAME, such as /checkout=Checkout; it is '\(rule)'.")
      }
      return (parts[0], parts[1])
    }
  }
}
