// Standard output and error, written whole and at once: programs read them through pipes.
import Foundation

enum Output {
  static func print(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }
}
