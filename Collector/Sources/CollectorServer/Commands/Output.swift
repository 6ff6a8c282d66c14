// Standard output and error, written whole and at once: programs read them through pipes.
import Foundation

package enum Output {
  package static func print(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
  package static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }
}
