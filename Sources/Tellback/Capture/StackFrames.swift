// The top of the stack of this call, innermost first, as the system names it.
import Foundation
import TellbackWire

enum StackFrames {
  /// At most ``WireLimits/errorFrames`` frames, without those of this file. It costs some 100 us, so only errors pay it.
  static func current() -> [String] {
    Array(Thread.callStackSymbols.dropFirst().prefix(WireLimits.errorFrames))
  }
}
