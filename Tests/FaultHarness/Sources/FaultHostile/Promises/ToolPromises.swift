// Third-party tools: slowhttptest, and schemathesis on openapi.yaml. Long form only.
import FaultKit
import Foundation

enum ToolPromises {
  /// slowhttptest with 1,000 connections in each of its modes. They come from one address, which is allowed that many here.
  static func slowhttptest(_ run: Run) async throws -> String {
    let tool = "/usr/bin/slowhttptest"
    guard access(tool, X_OK) == 0 else { throw FaultError("slowhttptest is missing: apt-get install slowhttptest") }
    let modes: [(String, [String])] = [
      ("slow head", ["-H", "-i", "5"]), ("slow body", ["-B", "-i", "5", "-s", "8192"]),
      ("ranges", ["-R", "-a", "10", "-b", "3000"]),
      ("slow read", ["-X", "-w", "8", "-y", "16", "-n", "5", "-z", "8", "-k", "3"]),
    ]
    let target = try await Target.start(
      run.folder, ["--max-connections-per-address", "2000"])
    let before = target.descriptors
    let seconds = run.size(short: 10, long: 40)
    var counted: [String] = []
    var all = Sightings()
    for (number, (name, mode)) in modes.enumerated() {
      let path = name == "slow body" ? "/v1/batches" : "/metrics"
      let attack = try Program(
        tool,
        mode + [
          "-c", "1000", "-r", "500", "-l", "\(seconds)", "-u", "http://127.0.0.1:\(target.port)\(path)", "-p", "5",
        ],
        output: run.folder.file("tool-\(number)"), errors: run.folder.file("tool-\(number)"))
      let beside = try Bystanders.start(
        BystanderOrders(
          port: target.port, keys: target.keys, seconds: Double(seconds - 2), seed: run.seed &+ UInt64(number),
          host: 1 + number), in: run.folder)
      let seen = try await beside.result(within: .seconds(seconds + 90))
      _ = try await attack.wait(within: .seconds(seconds + 60))
      run.checkBystanders(seen, beside: "slowhttptest, \(name)")
      counted.append("\(name): p99 \(seen.quantile(0.99).rounded3) s, worst \(seen.quantile(1).rounded3) s")
      all.add(seen)
      let output = FileManager.default.contents(atPath: run.folder.file("tool-\(number)")) ?? Data()
      if !String(decoding: output, as: UTF8.self).contains("connections:") {
        run.broken("slowhttptest, \(name), said nothing: \(String(decoding: output.suffix(300), as: UTF8.self))")
      }
    }
    try await run.checkDescriptors(target, before: before, after: "slowhttptest")
    try await run.checkAccounting(target, acknowledged: all.acknowledged.count, sent: all.acknowledged.count)
    try await run.checkNothingLost(target, all.acknowledged)
    return counted.joined(separator: "; ")
  }

  /// Every route of openapi.yaml with inputs that fit it and inputs that do not; every check that schemathesis has, but two:
  /// limits in bytes cannot be said in its language (so not all that fits is taken), and a batch answers for each report.
  static func schema(_ run: Run) async throws -> String {
    let tool: String
    do { tool = try await schemathesis(run) } catch let error as Unavailable {
      // Without the net there is nothing to try it with; the short fuzzer of hostile.api has run.
      run.tried()
      return "SKIPPED: \(error)"
    }
    let target = try await Target.start(run.folder)
    let (settings, hooks) = (run.folder.file("schemathesis.toml"), run.folder.file("tellback_hooks.py"))
    // It takes a header that nobody described for a violation; HTTP lets anybody add headers (RFC 9110, section 5.1).
    try """
    import schemathesis


    @schemathesis.hook
    def filter_case(context, case):
        return "x-schemathesis-unknown-property" not in {str(name).lower() for name in (case.headers or {})}

    """.write(toFile: hooks, atomically: true, encoding: .utf8)
    try """
    [[operations]]
    include-name = "POST /v1/batches"
    checks.negative_data_rejection.enabled = false

    """.write(toFile: settings, atomically: true, encoding: .utf8)
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<6 { root.deleteLastPathComponent() }
    let seconds = run.size(short: 20, long: 120)
    // It keeps notes in the folder where it runs.
    let result = try await Program.run(
      "/usr/bin/env",
      [
        "-C", run.folder.path, tool, "--config-file", settings, "run",
        root.appendingPathComponent("Collector/openapi.yaml").path,
        "-u", target.collector.base, "-H", "Authorization: Bearer \(target.keys[0])",
        "--phases", "examples,coverage,fuzzing", "-n", "200",
        "--max-time", "\(seconds)", "--seed", "\(run.seed % 100_000)", "--exclude-checks", "positive_data_acceptance",
        "--suppress-health-check", "all", "--continue-on-failure",
      ],
      environment: [
        "HOME": run.folder.path, "PYTHONWARNINGS": "ignore", "COLUMNS": "160", "SCHEMATHESIS_HOOKS": "tellback_hooks",
        "PYTHONPATH": run.folder.path,
      ],
      within: .seconds(seconds + 300))
    // "5526 generated, 5526 passed": its warnings speak of generated data too.
    let cases = result.output.split(separator: "\n").lazy.compactMap { line -> Int? in
      let words = line.split(separator: " ")
      return words.count > 1 && words[1].hasPrefix("generated") ? Int(words[0]) : nil
    }.first
    run.tried(cases ?? 0)
    if result.end != .exit(0) {
      run.broken("schemathesis ended with \(result.end):")
      let wanted = result.output.components(separatedBy: "\n").filter { line in
        line.hasPrefix("____") || line.hasPrefix("- ") || line.contains("Invalid component") || line.contains("curl ")
          || line.contains("rror")
      }
      for line in wanted.prefix(18) { run.broken(String(line.prefix(240))) }
      if wanted.isEmpty { run.broken(String((result.output + result.errors).suffix(600))) }
    }
    let figures = try await Figures(of: target)
    if let problem = try figures.plain.imbalance() { run.broken(problem) }
    if figures.value("tellback_http_answers_total", "5xx") > 0 {
      run.broken("\(figures.value("tellback_http_answers_total", "5xx")) answers were 5xx")
    }
    try await target.collector.stop()
    return "\(cases ?? 0) requests to every route of openapi.yaml"
  }

  /// From `SCHEMATHESIS`, or from PyPI into an environment of this run's own.
  private static func schemathesis(_ run: Run) async throws -> String {
    if let given = ProcessInfo.processInfo.environment["SCHEMATHESIS"] { return given }
    let home = run.folder.file("venv")
    let steps = [
      ("/usr/bin/env", ["python3", "-m", "venv", home]),
      (home + "/bin/pip", ["--quiet", "install", "schemathesis>=4,<5"]),
    ]
    for (program, arguments) in steps {
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let result = try await Program.run(
        program, arguments, environment: ["PATH": path, "HOME": run.folder.path], within: .seconds(300))
      guard result.end == .exit(0) else {
        throw Unavailable("schemathesis could not be installed from PyPI: \(result.errors.suffix(200))")
      }
    }
    return home + "/bin/schemathesis"
  }
}

/// What a promise needs is not to be had here; that is said, and is no broken promise.
struct Unavailable: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
