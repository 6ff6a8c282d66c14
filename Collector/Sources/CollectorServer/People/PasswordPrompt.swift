// Reads a password from standard input: a line of a pipe, or of a terminal with the echo off.
import Foundation

enum PasswordPrompt {
  static func read() throws -> String {
    guard isatty(0) == 1 else { return try line() }
    FileHandle.standardError.write(Data("Password: ".utf8))
    var before = termios()
    tcgetattr(0, &before)
    var quiet = before
    quiet.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(0, TCSAFLUSH, &quiet)
    defer {
      tcsetattr(0, TCSAFLUSH, &before)
      FileHandle.standardError.write(Data("\n".utf8))
    }
    return try line()
  }

  private static func line() throws -> String {
    guard let line = readLine(strippingNewline: true), !line.isEmpty else {
      throw UsageError("The password was expected on standard input, for example: printf '%s\\n' PASSWORD | …")
    }
    return line
  }
}
