// A real server of S3's protocol, moto of PyPI, as a process of its own. It holds everything in memory and checks every signature by
// botocore, which shares nothing with ours. The bucket `files` is there, for one access key.
import Foundation
import TestPrograms

public final class S3ServerProgram: Sendable {
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  private struct Started: Decodable {
    var port: Int
    var key: String
    var secret: String
  }

  /// The folder with moto; nil where `Tests/run` did not fetch it.
  public static let packages: String? = ProcessInfo.processInfo.environment["TELLBACK_MOTO"]

  public let endpoint: String
  public let accessKey: String
  public let secret: String
  private let program: Program
  private let folder: String

  /// With `filling` so many files are there already, under names that begin with `ee`.
  public init(in folder: String, filling: Int = 0) async throws {
    guard let packages = Self.packages else { throw Failed(description: "TELLBACK_MOTO names no folder.") }
    self.folder = folder
    let text = try await Self.start(Self.script, [packages, "\(filling)", "\(FreePort.find())"], in: folder)
    program = text.program
    let started = try JSONDecoder().decode(Started.self, from: Data(text.said.utf8))
    (endpoint, accessKey, secret) = ("http://127.0.0.1:\(started.port)", started.key, started.secret)
  }

  /// Refuses connections from now on, and keeps what it has.
  public func close() async throws { try await set("closed", SIGUSR1) }
  /// Takes connections again, on the same port.
  public func open() async throws { try await set("open", SIGUSR2) }

  private func set(_ state: String, _ signal: Int32) async throws {
    program.send(signal)
    while (try? String(contentsOfFile: folder + "/state", encoding: .utf8)) != state {
      guard program.isRunning else { throw Failed(description: "The server of S3's protocol has ended.") }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Starts a script of Python, which says something in a file once it is ready.
  static func start(_ script: String, _ arguments: [String], in folder: String) async throws
    -> (program: Program, said: String)
  {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try script.write(toFile: folder + "/server.py", atomically: true, encoding: .utf8)
    let program = try Program(
      "/usr/bin/env", ["python3", folder + "/server.py", folder] + arguments,
      environment: [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
      ], errors: folder + "/errors")
    while true {
      if let said = try? String(contentsOfFile: folder + "/said", encoding: .utf8) { return (program, said) }
      guard program.isRunning else {
        let why = (try? String(contentsOfFile: folder + "/errors", encoding: .utf8)) ?? ""
        throw Failed(description: "The server ended at once: \(why)")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  private static let script = """
    import json, logging, os, queue, signal, sys, threading
    folder = sys.argv[1]
    sys.path.insert(0, sys.argv[2])
    os.environ.update(AWS_ACCESS_KEY_ID='root', AWS_SECRET_ACCESS_KEY='root', AWS_DEFAULT_REGION='us-east-1')
    logging.getLogger('werkzeug').setLevel(logging.ERROR)
    import boto3
    from moto import settings
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    def say(name, text):
        with open(folder + '/' + name + '.new', 'w') as out: out.write(text)
        os.rename(folder + '/' + name + '.new', folder + '/' + name)

    app = DomainDispatcherApplication(create_backend_app)
    def listen(port):
        server = make_server('127.0.0.1', port, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server
    orders = queue.SimpleQueue()
    signal.signal(signal.SIGUSR1, lambda *_: orders.put('closed'))
    signal.signal(signal.SIGUSR2, lambda *_: orders.put('open'))
    server = listen(int(sys.argv[4]))
    port = server.server_port
    url = 'http://127.0.0.1:%d' % port
    iam = boto3.client('iam', endpoint_url=url)
    iam.create_user(UserName='tellback')
    iam.put_user_policy(UserName='tellback', PolicyName='all', PolicyDocument=json.dumps({
        'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}]}))
    key = iam.create_access_key(UserName='tellback')['AccessKey']
    s3 = boto3.client('s3', endpoint_url=url)
    s3.create_bucket(Bucket='files')
    for number in range(int(sys.argv[3])):
        s3.put_object(Bucket='files', Key='ee%030x' % number, Body=b'x')
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    say('said', json.dumps({'port': port, 'key': key['AccessKeyId'], 'secret': key['SecretAccessKey']}))
    while True:
        # A signal is heard between two waits.
        try: order = orders.get(timeout=0.05)
        except queue.Empty: continue
        if order == 'closed' and server:
            server.shutdown()
            server.server_close()
            server = None
        if order == 'open' and not server: server = listen(port)
        say('state', order)
    """
}

/// A server that fails in one of the usual ways.
public final class FailingServerProgram: Sendable {
  public enum Way: String, Sendable {
    case answers500, neverAnswers, redirects
  }

  public let endpoint: String
  private let program: Program

  public init(_ way: Way, in folder: String) async throws {
    let (program, said) = try await S3ServerProgram.start(Self.script, [way.rawValue], in: folder)
    self.program = program
    endpoint = "http://127.0.0.1:\(said)"
  }

  private static let script = """
    import os, sys, time
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get('Content-Length') or 0))
            if sys.argv[2] == 'neverAnswers': time.sleep(3600)
            body = b'<?xml version="1.0"?><Error><Code>InternalError</Code></Error>'
            if sys.argv[2] == 'redirects':
                self.send_response(307)
                self.send_header('Location', 'http://127.0.0.1:%d/elsewhere' % server.server_port)
                body = b''
            else: self.send_response(500)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        do_PUT = do_GET = do_DELETE = answer
        def log_message(self, *_): pass
    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    with open(sys.argv[1] + '/said.new', 'w') as out: out.write(str(server.server_port))
    os.rename(sys.argv[1] + '/said.new', sys.argv[1] + '/said')
    server.serve_forever()
    """
}
