// Prints one pain point's life, in ten weeks of a clock that is moved by hand. `Samples/demo` runs it.
import CollectorTour
import Foundation

guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(
    Data("usage: tellback-tour FOLDER   (the store is made in it; it must be empty)\n".utf8))
  exit(2)
}
do {
  try await PainTour.run(in: CommandLine.arguments[1]) { print($0) }
} catch {
  FileHandle.standardError.write(Data("tellback-tour: \(error)\n".utf8))
  exit(1)
}
