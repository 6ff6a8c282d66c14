// The collector behind nginx, Caddy and haproxy, each with the settings that Samples/operations offers; and the units of systemd.
import Foundation
import Tellback
import TellbackWire
import TestPrograms
import Testing

/// One of the programs, with its sample.
final class SampleProxy {
  enum Kind: String, CaseIterable, Sendable {
    case nginx, caddy, haproxy

    var program: String {
      switch self {
      case .nginx, .haproxy: "/usr/sbin/\(rawValue)"
      case .caddy: ProcessInfo.processInfo.environment["TELLBACK_CADDY"] ?? "/usr/bin/caddy"
      }
    }
    var isInstalled: Bool { access(program, X_OK) == 0 }
    /// The sample's file.
    var sample: String {
      switch self {
      case .nginx: "nginx.conf"
      case .caddy: "Caddyfile"
      case .haproxy: "haproxy.cfg"
      }
    }
  }

  static let installed = Kind.allCases.filter(\.isInstalled)
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Samples/operations").path

  private let process: Program

  /// Of the sample only the ports differ, and that nothing has a certificate.
  init(_ kind: Kind, on port: Int, target: Int, in folder: TestFolder) async throws {
    let home = folder.file("proxy")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    var text = try String(contentsOfFile: Self.folder + "/" + kind.sample, encoding: .utf8)
    func change(_ old: String, _ new: String) throws {
      guard text.contains(old) else { throw TestFailure("\(kind.sample) does not hold '\(old)'.") }
      text = text.replacingOccurrences(of: old, with: new)
    }
    try change("127.0.0.1:8080", "127.0.0.1:\(target)")
    var arguments: [String]
    let settings = home + "/settings"
    switch kind {
    case .nginx:
      try change("listen 443 ssl;", "listen 127.0.0.1:\(port);")
      try change("  ssl_certificate /etc/ssl/feedback.pem;\n  ssl_certificate_key /etc/ssl/feedback.key;\n", "")
      let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(home)/\($0);" }
      text = """
        daemon off;
        master_process off;
        pid \(home)/pid;
        events { worker_connections 256; }
        http {
        access_log off;
        \(folders.joined(separator: " "))
        \(text)
        }

        """
      arguments = ["-p", home, "-c", settings, "-e", home + "/error.log"]
    case .caddy:
      try change("feedback.example.com {", "http://127.0.0.1:\(port) {")
      text = "{\n\tadmin off\n}\n" + text
      arguments = ["run", "--adapter", "caddyfile", "--config", settings]
    case .haproxy:
      try change("bind :443 ssl crt /etc/ssl/feedback.pem", "bind 127.0.0.1:\(port)")
      arguments = ["-db", "-f", settings]
    }
    try text.write(toFile: settings, atomically: true, encoding: .utf8)
    let errors = home + "/errors"
    let process = try Program(
      kind.program, arguments, environment: ["HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home],
      output: home + "/output", errors: errors)
    self.process = process
    try await eventually("\(kind) to listen") {
      guard process.isRunning else {
        throw TestFailure("\(kind) ended at once: \((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")")
      }
      return PlainSocket.canConnect(port)
    }
  }
}

@Suite(
  .serialized,
  .enabled(if: !SampleProxy.installed.isEmpty, "no proxy is installed (Debian: nginx-light, caddy, haproxy)"))
struct OperationSampleTests {
  private let folder: TestFolder
  private let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  @Test(arguments: SampleProxy.installed)
  func `Behind the proxy of a sample reports, big files, polls, the board and its stream work`(
    kind: SampleProxy.Kind
  ) async throws {
    let port = try FreePort.find()
    let place = "http://127.0.0.1:\(port)"
    try await collector.start(["--public-url", place, "--trusted-proxies", "127.0.0.1"])
    let key = try await collector.createApp()
    let made = try await Tool.run(
      ["user", "create", "ada@example.com", "--role", "support", "--data", collector.data],
      input: "correct horse battery\n")
    #expect(made.status == 0, "\(made.errors)")
    let proxy = try await SampleProxy(kind, on: port, target: collector.port, in: folder)
    defer { withExtendedLifetime(proxy) {} }

    // The SDK, which waits for updates in long polls once somebody listens.
    var configuration = ReporterConfiguration(
      collector: try CollectorProcess.url(place), appKey: key, appName: "e2e", appVersion: "1.0",
      queueDirectory: folder.file("queue"))
    configuration.sync.retry.base = .milliseconds(50)
    configuration.sync.retry.cap = .milliseconds(200)
    configuration.sync.updateInterval = .milliseconds(200)
    let reporter = try Reporter(configuration)
    let receipt = try await reporter.report("The card is declined")
    try await eventually("the ticket") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.state(of: receipt.id)?.states.contains {
        if case .onTicket = $0 { true } else { false }
      }
        ?? false
    }
    await reporter.close()

    let client = Client(base: try CollectorProcess.url(place), key: key, installation: try newInstallation())
    var report = newReport("With the largest file")
    let large = (0..<WireLimits.attachmentBytes).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    report.attachments = [AttachmentInfo(name: "dump", type: "application/octet-stream", bytes: Int64(large.count))]
    #expect(try await client.report(report).status == 202)
    let path = WirePaths.attachment(report.id, 0)
    #expect(try await client.send("PUT", path, large).status == 202)
    #expect(try await client.send("GET", path).body == large)

    // A poll that waits is answered by what happens meanwhile, long before its minute is over.
    let before = try await client.send("GET", WirePaths.updates + "?after=0")
    let cursor = try UpdatePage(decoding: before.body).cursor
    let poll = Task { try await client.send("GET", WirePaths.updates + "?after=\(cursor)&wait=50") }
    #expect(try await client.report(newReport("Another thing altogether happened")).status == 202)
    let polled = try await poll.value
    #expect(polled.status == 200, "\(polled.text)")
    #expect(try !UpdatePage(decoding: polled.body).updates.isEmpty)

    #expect([403, 404].contains(try await client.send("GET", "/metrics").status))
    #expect(try await client.send("GET", "/health").status == 200)

    // Who signs in is known by the address that the proxy saw, whatever they claim, and whichever way they come.
    for (door, from) in [(port, "127.0.0.2"), (collector.port, "127.0.0.3")] {
      let cookie = try await signIn(door, from: from, host: "127.0.0.1:\(port)")
      let page = try await Self.send(
        door, from: from, "GET / HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie)\r\n\r\n")
      #expect(page.contains("The card is declined"), "\(page.prefix(300))")
      let audit = try await Tool.run(["audit", "list", "--data", collector.data])
      #expect(audit.output.contains("\"\(from)\"") && !audit.output.contains("203.0.113.9"), "\(audit.output)")
      // The stream says each change while it is open: what buffers it would keep this waiting for ever.
      let stream = Task {
        try await PlainSocket.read(
          door, "GET /events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie)\r\n\r\n", until: "event: change")
      }
      let changes = Task {
        while !Task.isCancelled {
          #expect(try await client.report(newReport("Seen live from \(from)")).status == 202)
          try await Task.sleep(for: .milliseconds(200))
        }
      }
      #expect(try await stream.value.contains("200"))
      changes.cancel()
      // What is under way comes to its end before the collector does.
      do { try await changes.value } catch is CancellationError {}
    }
    try await collector.stop()
  }

  @Test(
    .embeddedStore,
    .enabled(if: access("/usr/bin/systemd-analyze", X_OK) == 0, "systemd-analyze is not installed (Debian: systemd)"))
  func `The units of systemd are understood, and expose little`() async throws {
    let program = "/usr/local/bin/tellback-collector"
    let services = ["tellback.service", "tellback-backup.service"]
    for name in services + ["tellback-backup.timer"] {
      let text = try String(contentsOfFile: SampleProxy.folder + "/" + name, encoding: .utf8)
      #expect(text.contains(program) == services.contains(name), "\(name)")
      try text.replacingOccurrences(of: program, with: Tool.binary.path)
        .write(toFile: folder.file(name), atomically: true, encoding: .utf8)
    }
    let units = services.map(folder.file)
    for arguments in [
      ["verify"] + units + [folder.file("tellback-backup.timer")],
      ["security", "--offline=yes", "--threshold=20"] + units,
    ] {
      let program = try Program(
        "/usr/bin/systemd-analyze", arguments, output: folder.file("out"), errors: folder.file("err"))
      let end = try await Tool.end(of: program)
      let errors = try String(contentsOfFile: folder.file("err"), encoding: .utf8)
      #expect(end == .exit(0), "\(arguments): \(errors)")
    }
    // The folder of copies is one that the collector may write.
    let text = try String(contentsOfFile: folder.file("tellback.service"), encoding: .utf8)
    let copies = try String(contentsOfFile: folder.file("tellback-backup.service"), encoding: .utf8)
    #expect(text.contains("ReadWritePaths=-/var/backups/tellback\n"))
    #expect(copies.contains("ReadWritePaths=/var/lib/tellback /var/backups/tellback\n"))
    try await checkCopying(copies)
    // The command that it starts is one that the collector understands.
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
    let words = line.split(separator: " ").dropFirst().map(String.init)
    try Data("listen = 127.0.0.1:0\n".utf8).write(to: URL(fileURLWithPath: folder.file("conf")))
    let checked = try await Tool.run(
      words.map { $0 == "/etc/tellback/collector.conf" ? folder.file("conf") : $0 } + ["--check"])
    #expect(checked.status == 0 && checked.output.contains("data = /var/lib/tellback"), "\(checked.errors)")
  }

  /// The commands of the unit that copies, on folders of this test: a copy is made, and one that is too old goes.
  private func checkCopying(_ unit: String) async throws {
    let copies = folder.file("copies")
    try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: true)
    #expect(try await Tool.run(["app", "create", "shop", "--data", collector.data]).status == 0)
    let old = copies + "/old.sqlite"
    try Data().write(to: URL(fileURLWithPath: old))
    try FileManager.default.setAttributes(
      [.modificationDate: Date().addingTimeInterval(-16 * 86_400)], ofItemAtPath: old)
    for key in ["ExecStart=", "ExecStartPost="] {
      let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix(key) }).dropFirst(key.count)
        .replacing("/var/backups/tellback", with: copies).replacing("/var/lib/tellback", with: collector.data)
        .replacing("%%", with: "%")
      let program = try Program(
        "/bin/sh", ["-c", String(line)], output: folder.file("out"), errors: folder.file("err"))
      let end = try await Tool.end(of: program)
      let errors = try String(contentsOfFile: folder.file("err"), encoding: .utf8)
      #expect(end == .exit(0), "\(line): \(errors)")
    }
    let made = try FileManager.default.contentsOfDirectory(atPath: copies)
    #expect(made.count == 1 && made.allSatisfy { $0.hasPrefix("20") && $0.hasSuffix("Z.sqlite") }, "\(made)")
    let restored = try await Tool.run(["restore", copies + "/" + (made.first ?? ""), "--data", folder.file("restored")])
    #expect(restored.status == 0, "\(restored.errors)")
  }

  /// The session's cookie.
  private func signIn(_ port: Int, from: String, host: String) async throws -> String {
    let form = "email=ada%40example.com&password=correct%20horse%20battery&to=%2F"
    let answer = try await Self.send(
      port, from: from,
      "POST /sign-in HTTP/1.0\r\nHost: \(host)\r\nOrigin: http://\(host)\r\nX-Forwarded-For: 203.0.113.9\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n\r\n\(form)")
    let cookies = answer.matches(of: #/(?i)set-cookie: ([^;\r]+)/#).map { String($0.output.1) }
    guard !cookies.isEmpty else { throw TestFailure("nobody was signed in: \(answer.prefix(400))") }
    return cookies.joined(separator: "; ")
  }

  /// Sends from an address of this machine and reads to the end.
  private static func send(_ port: Int, from: String, _ request: String) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try exchange(port, from, request) }) }
    }
  }

  private static func exchange(_ port: Int, _ from: String, _ request: String) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    func use(_ address: String, _ port: Int, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
      var name = sockaddr_in()
      name.sin_family = sa_family_t(AF_INET)
      name.sin_port = in_port_t(port).bigEndian
      name.sin_addr.s_addr = inet_addr(address)
      return withUnsafePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    guard use(from, 0, bind) == 0, use("127.0.0.1", port, connect) == 0 else {
      throw TestFailure("no connection from \(from) to port \(port): errno \(errno)")
    }
    let bytes = Array(request.utf8)
    guard Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw TestFailure("the request was not sent")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw TestFailure("the answer ended with errno \(errno)") }
      if count == 0 { return String(decoding: answer, as: UTF8.self) }
      answer += buffer[..<count]
    }
  }
}
