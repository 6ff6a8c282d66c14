// Opens the shop on this terminal.
import CornerShop
import Foundation
import Tellback

func fail(_ words: String, code: Int32) -> Never {
  FileHandle.standardError.write(Data((words + "\n").utf8))
  exit(code)
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments == ["--help"] || arguments == ["-h"] {
  print(ShopOptions.usage)
  exit(0)
}
do {
  let options = try ShopOptions(arguments, environment: ProcessInfo.processInfo.environment)
  let reporter = try Reporter(try options.configuration())
  let app = ShopApp(console: StandardConsole(), reporter: reporter, user: options.user)
  exit(await app.run() ? 0 : 1)
} catch let error as ShopOptionsError {
  fail("\(error)\n\n\(ShopOptions.usage)", code: 2)
} catch {
  fail("The shop cannot open: \(error)", code: 1)
}
