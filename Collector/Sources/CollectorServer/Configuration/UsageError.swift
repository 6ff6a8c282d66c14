// What somebody typed cannot be done: said with what was expected, and exit status 2.

/// A command line, a setting or a file that makes no sense.
package struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// A command that made sense and failed: exit status 1.
package struct CommandFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
