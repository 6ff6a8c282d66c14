// Opens the shop's web site on this machine.
import CornerShop
import Foundation
import Tellback
import WebShop

let usage = """
  web-shop --web-key KEY [--port PORT] [--collector URL] [--data DIR]

  The corner shop as a web site on 127.0.0.1. KEY is what 'tellback-collector app web-key create' printed for the origin
  http://127.0.0.1:PORT (8090); the service's own key comes from TELLBACK_KEY.
  """

func fail(_ words: String, code: Int32) -> Never {
  FileHandle.standardError.write(Data((words + "\n").utf8))
  exit(code)
}

var arguments = Array(CommandLine.arguments.dropFirst())
if arguments == ["--help"] || arguments == ["-h"] {
  print(usage)
  exit(0)
}

/// Takes an option and its value out of the arguments.
@MainActor func value(_ option: String) -> String? {
  guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else { return nil }
  defer { arguments.removeSubrange(index...index + 1) }
  return arguments[index + 1]
}

guard let webKey = value("--web-key"), let port = Int(value("--port") ?? "8090"), (1...65_535).contains(port) else {
  fail(usage, code: 2)
}
do {
  let options = try ShopOptions(arguments, environment: ProcessInfo.processInfo.environment)
  let reporter = try Reporter(try options.configuration())
  let shop = WebShop(collector: options.collector, webKey: webKey, reporter: reporter)
  let server = try TinyServer(port: port)
  server.run { await shop.answer($0) }
  print("The shop is open: http://127.0.0.1:\(server.port)/")
  while true { try await Task.sleep(for: .seconds(3_600)) }
} catch let error as ShopOptionsError {
  fail("\(error)\n\n\(usage)", code: 2)
} catch {
  fail("The shop cannot open: \(error)", code: 1)
}
