// A real SMTP server, aiosmtpd of PyPI, as a process of its own. It writes what it took to a file, parsed by Python's email library:
// an implementation that shares nothing with ours. Recipients whose names begin with `grey` are put off once, those with `refused`
// are refused.
import Foundation
import TestPrograms

public final class MailServerProgram: Sendable {
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  /// A mail as Python reads it.
  public struct Taken: Sendable, Decodable {
    public var from: String
    public var to: [String]
    public var subject: String
    public var text: String
    public var headers: [String: String]
    public var longestLine: Int
    public var isASCII: Bool
    public var hasTLS: Bool
    public var user: String?
    public var defects: [String]
  }

  /// The folder with aiosmtpd; nil where `Tests/run` did not fetch it.
  public static let packages: String? = ProcessInfo.processInfo.environment["TELLBACK_AIOSMTPD"]

  public let port: Int
  public let certificate: String?
  private let program: Program
  private let folder: String

  /// With `user` and `password` it demands TLS and a sign-in. `port` 0 lets the system choose.
  public init(port: Int = 0, in folder: String, user: String? = nil, password: String? = nil) async throws {
    guard let packages = Self.packages else { throw Failed(description: "TELLBACK_AIOSMTPD names no folder.") }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    self.folder = folder
    try Self.script.write(toFile: folder + "/server.py", atomically: true, encoding: .utf8)
    var arguments = ["python3", folder + "/server.py", packages, String(port), folder + "/mails", folder + "/port"]
    if let user, let password {
      try await Self.makeCertificate(folder)
      arguments += [folder + "/cert.pem", folder + "/key.pem", user, password]
      certificate = folder + "/cert.pem"
    } else {
      certificate = nil
    }
    try? FileManager.default.removeItem(atPath: folder + "/port")
    let program = try Program("/usr/bin/env", arguments, environment: Self.environment, errors: folder + "/errors")
    var found: Int?
    while found == nil {
      guard program.isRunning else {
        let why = (try? String(contentsOfFile: folder + "/errors", encoding: .utf8)) ?? ""
        throw Failed(description: "The mail server ended at once: \(why)")
      }
      try await Task.sleep(for: .milliseconds(10))
      found = (try? String(contentsOfFile: folder + "/port", encoding: .utf8)).flatMap { Int($0) }
    }
    self.port = found ?? 0
    self.program = program
  }

  /// What it took so far, in order.
  public var taken: [Taken] {
    get throws {
      let text = (try? String(contentsOfFile: folder + "/mails", encoding: .utf8)) ?? ""
      return try text.split(separator: "\n").map { try JSONDecoder().decode(Taken.self, from: Data($0.utf8)) }
    }
  }

  public func stop() async throws {
    program.send(SIGKILL)
    while program.isRunning { try await Task.sleep(for: .milliseconds(10)) }
  }

  private static let environment = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
  ]

  private static func makeCertificate(_ folder: String) async throws {
    let program = try Program(
      "/usr/bin/env",
      [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
        folder + "/key.pem", "-out", folder + "/cert.pem",
      ], environment: environment, errors: folder + "/openssl")
    while program.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    guard program.end() == .exit(0) else { throw Failed(description: "openssl made no certificate.") }
  }

  private static let script = """
    import json, os, socket, ssl, sys, time
    sys.path.insert(0, sys.argv[1])
    from email import policy
    from email.parser import BytesParser
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    class Handler:
        put_off = set()
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith('refused'): return '550 5.1.1 There is no such mailbox'
            if address.startswith('grey') and address not in self.put_off:
                self.put_off.add(address)
                return '451 4.7.1 Come back later'
            envelope.rcpt_tos.append(address)
            return '250 OK'
        async def handle_DATA(self, server, session, envelope):
            data = envelope.content
            mail = BytesParser(policy=policy.default).parsebytes(data)
            line = json.dumps({
                'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'subject': mail['subject'],
                'text': mail.get_content(), 'headers': {k.lower(): str(v) for k, v in mail.items()},
                'longestLine': max(len(l) for l in data.split(b'\\r\\n')), 'isASCII': all(b < 128 for b in data),
                'hasTLS': session.ssl is not None, 'user': session.auth_data,
                'defects': [str(d) for d in mail.defects] + [str(d) for v in mail.values() for d in v.defects]})
            with open(sys.argv[3], 'a') as out:
                out.write(line + '\\n')
                out.flush()
                os.fsync(out.fileno())
            return '250 OK'

    settings = {}
    if len(sys.argv) > 5:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[5], sys.argv[6])
        def check(server, session, envelope, mechanism, data):
            good = (data.login.decode(), data.password.decode()) == (sys.argv[7], sys.argv[8])
            return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)
        settings = {'tls_context': context, 'require_starttls': True, 'authenticator': check, 'auth_required': True}
    port = int(sys.argv[2])
    if port == 0:
        with socket.socket() as one:
            one.bind(('127.0.0.1', 0))
            port = one.getsockname()[1]
    Controller(Handler(), hostname='127.0.0.1', port=port, **settings).start()
    with open(sys.argv[4] + '.new', 'w') as out: out.write(str(port))
    os.rename(sys.argv[4] + '.new', sys.argv[4])
    while True: time.sleep(3600)
    """
}
