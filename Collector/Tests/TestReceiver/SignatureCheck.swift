// Signatures checked by Python's own hmac: an implementation that shares nothing with ours.
import Foundation
import TestPrograms

public enum SignatureCheck {
  public struct Failed: Error, CustomStringConvertible {
    public let description: String
  }

  private static let script = """
    import base64, hashlib, hmac, json, sys
    secret = base64.b64decode(open(sys.argv[2]).read().split('_', 1)[1])
    good = 0
    for line in open(sys.argv[1]):
        one = json.loads(line)
        body = base64.b64decode(one['body'])
        signed = (one['id'] + '.' + one['timestamp'] + '.').encode() + body
        wanted = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        if any(hmac.compare_digest('v1,' + wanted, found) for found in one['signature'].split(' ')):
            good += 1
    print(good)
    """

  /// What a short script prints, without the end of its line.
  public static func python(_ script: String, _ arguments: [String]) async throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/python-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let program = try Program(
      "/usr/bin/env", ["python3", "-c", script] + arguments,
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"], output: folder + "/out",
      errors: folder + "/err")
    while program.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    let output = try String(contentsOfFile: folder + "/out", encoding: .utf8)
    guard !output.isEmpty else {
      throw Failed(description: "python3: \((try? String(contentsOfFile: folder + "/err", encoding: .utf8)) ?? "")")
    }
    return output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// How many of these verify with a secret, in the form in which receivers are given it.
  public static func verified(_ received: [Receiver.Received], secret: String) async throws -> Int {
    let folder = FileManager.default.temporaryDirectory.path + "/signatures-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lines = try received.map { one in
      let fields = [
        "id": one.id, "timestamp": one.timestamp, "signature": one.signature,
        "body": Data(one.body).base64EncodedString(),
      ]
      return String(decoding: try JSONEncoder().encode(fields), as: UTF8.self) + "\n"
    }
    try lines.joined().write(toFile: folder + "/lines", atomically: true, encoding: .utf8)
    try secret.write(toFile: folder + "/secret", atomically: true, encoding: .utf8)
    try script.write(toFile: folder + "/check.py", atomically: true, encoding: .utf8)
    let program = try Program(
      "/usr/bin/env", ["python3", folder + "/check.py", folder + "/lines", folder + "/secret"],
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
      output: folder + "/out", errors: folder + "/err")
    while program.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    let output = try String(contentsOfFile: folder + "/out", encoding: .utf8)
    let errors = (try? String(contentsOfFile: folder + "/err", encoding: .utf8)) ?? ""
    guard let count = Int(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Failed(description: "python3 checked no signature: \(errors)")
    }
    return count
  }
}
