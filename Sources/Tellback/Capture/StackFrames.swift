// The stack frames of the current call, innermost first, as the system names them.
import Foundation
import TellbackWire

enum StackFrames {
  /// At most ``WireLimits/errorFrames`` frames, without those of this file. It costs some 100 us and is called only for errors.
  static func current() -> [String] {
    Array(Thread.callStackSymbols.dropFirst().prefix(WireLimits.errorFrames))
  }
}
