// Sentry's real SDKs, as Tests/run fetches them: Python's as a program of its own, the browser's as a page that this process serves.
import CollectorHTTP
import Foundation
import TestBrowser
import TestPrograms

enum SentryClients {
  /// The folder with both; nil where `Tests/run` did not fetch them.
  static let folder: String? = ProcessInfo.processInfo.environment["TELLBACK_SENTRY"]
  static let missing = "TELLBACK_SENTRY names no folder; Tests/run fetches Sentry's SDKs"
  static var hasBrotli: Bool {
    folder.map { FileManager.default.fileExists(atPath: $0 + "/brotli.py") } ?? false
  }
  static var hasBrowser: Bool { folder != nil && Browser.driverPath != nil }

  /// What Python's SDK heard of a request.
  struct Heard: Decodable {
    var status: Int
    var coding: String?
    var limits: String?
    var body: String
  }

  /// Runs Python's SDK. `mode` is one of those in ``script``; `tunnel` is an address to send to instead.
  static func python(
    _ dsn: String, mode: String, tunnel: String = "", algorithm: String = "default", in folder: TestFolder
  ) async throws -> [Heard] {
    guard let packages = Self.folder else { throw TestFailure(missing) }
    let script = folder.file("send.py")
    try Self.script.write(toFile: script, atomically: true, encoding: .utf8)
    let (output, errors) = (folder.file("heard-\(UUID().uuidString)"), folder.file("sentry.err"))
    try Data().write(to: URL(fileURLWithPath: output))
    let program = try Program(
      "/usr/bin/env", ["python3", script, packages, dsn, mode, tunnel, algorithm], output: output, errors: errors)
    guard try await Tool.end(of: program, seconds: 600) == .exit(0) else {
      throw TestFailure("Python's SDK failed: \((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")")
    }
    return try JSONDecoder().decode([Heard].self, from: Data(contentsOf: URL(fileURLWithPath: output)))
  }

  /// Sends feedback and prints what the collector said.
  private static let script = #"""
    import json, os, sys, time, uuid
    packages, dsn, mode, tunnel, algorithm = sys.argv[1:6]
    sys.path.insert(0, packages)
    import sentry_sdk
    from sentry_sdk.envelope import Envelope, Item, PayloadRef
    from sentry_sdk.transport import HttpTransport

    heard = []

    # Seconds: a limit for a hang, not for a busy machine. The SDK's own is 30 for a request.
    patience = 500

    class Watched(HttpTransport):
        TIMEOUT = patience

        def _request(self, method, endpoint_type, body, headers):
            if tunnel:
                # As the browser's SDK sends to a tunnel: the envelope's own header names the key.
                headers = {name: value for name, value in headers.items() if name != "X-Sentry-Auth"}
                response = self._pool.request(method, tunnel, body=body, headers=headers)
            else:
                response = super()._request(method, endpoint_type, body, headers)
            heard.append({"status": response.status, "coding": headers.get("Content-Encoding"),
                          "limits": response.headers.get("X-Sentry-Rate-Limits"), "body": response.data.decode()})
            return response

    sentry_sdk.init(dsn=dsn, transport=Watched, release="shop@2.1.0", environment="test",
                    _experiments={} if algorithm == "default" else {"transport_compression_algo": algorithm})
    transport = sentry_sdk.get_client().transport

    def envelope(words, large=False):
        event_id = uuid.uuid4().hex
        more = ".example.com" + "x" * (500 if large else 0)
        event = {"event_id": event_id, "timestamp": time.time(), "release": "shop@2.1.0", "environment": "test",
                 "contexts": {"feedback": {"message": words, "name": "Ann", "contact_email": "ann@shop" + more,
                                           "url": "https://shop.example/checkout/pay?card=4711"}},
                 "tags": {f"tag{n}": "v" * 3000 for n in range(100)} if large else {"plan": "pro"},
                 "breadcrumbs": {"values": [{"timestamp": time.time(), "category": "ui", "message": f"step {n} " + "s" * 600}
                                            for n in range(500 if large else 3)]}}
        made = Envelope(headers={"event_id": event_id, "dsn": dsn})
        # Files come before and after the words.
        made.add_item(Item(b"a log\nof two lines", type="attachment", filename="log.txt", content_type="text/plain"))
        made.add_item(Item(PayloadRef(json=event), type="feedback"))
        if large:
            made.add_item(Item(os.urandom(11_000_000), type="attachment", filename="too-large.bin"))
            for n in range(11):
                made.add_item(Item(os.urandom(100_000), type="attachment", filename=f"file{n}.bin"))
        return made

    if mode == "one":
        transport.capture_envelope(envelope("The card is declined"))
    elif mode == "limits":
        transport.capture_envelope(envelope("The card is declined. " + "w" * 200_000, large=True))
    elif mode == "twice":
        made = envelope("The card is declined")
        transport.capture_envelope(made)
        transport.capture_envelope(made)
    elif mode == "flood":
        for n in range(4):
            transport.capture_envelope(envelope(f"The card is declined, {n}"))
    elif mode == "telemetry":
        sentry_sdk.capture_message("an error that nobody wrote")
        sentry_sdk.flush(patience)
        sentry_sdk.capture_message("another, which is not sent any more")
        transport.capture_envelope(envelope("The card is declined"))
    sentry_sdk.flush(patience)
    json.dump(heard, sys.stdout)
    """#

  /// A shop whose page loads the browser's SDK.
  static func shop(_ settings: String) throws -> HTTPServer {
    guard let folder else { throw TestFailure(missing) }
    let bundle = try String(contentsOfFile: folder + "/bundle.feedback.min.js", encoding: .utf8)
    let page = """
      <!doctype html><html lang="en"><title>Shop</title><h1>Pay</h1><script src="/bundle.js"></script>
      <script>Sentry.init(\(settings))</script></html>
      """
    var router = Router()
    router.immediate(.GET, "/bundle.js") { _ in
      HTTPResponse(status: 200, headers: ["Content-Type": "text/javascript"], body: Array(bundle.utf8))
    }
    router.immediate(.GET, "/checkout/pay") { _ in .html(page) }
    let server = HTTPServer(configuration: HTTPServerConfiguration(loops: 1), router: router) { _ in }
    return server
  }
}
