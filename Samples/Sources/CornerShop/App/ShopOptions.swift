// The command line of the shop.
import Foundation
import Tellback

/// What the shop was started with.
public struct ShopOptions: Sendable, Equatable {
  public var collector = "http://127.0.0.1:8080"
  public var key = ""
  /// Nil takes the platform's place.
  public var data: String?
  public var user: String?
  /// The shop's own version: what was fixed in it is asked about.
  public var version = "1.0.0"

  public static let usage = """
    corner-shop --key KEY [--collector URL] [--data DIR] [--user NAME] [--version VERSION]

    A small shop whose customers can tell what went wrong. KEY is what 'tellback-collector app create' printed, also taken
    from TELLBACK_KEY; URL is where the collector answers (http://127.0.0.1:8080). Commands are read from standard input.
    """

  /// Reads the arguments, without the program's name.
  public init(_ arguments: [String], environment: [String: String]) throws(ShopOptionsError) {
    key = environment["TELLBACK_KEY"] ?? ""
    var rest = arguments[...]
    while let option = rest.popFirst() {
      guard ["--collector", "--key", "--data", "--user", "--version"].contains(option) else {
        throw ShopOptionsError("'\(option)' is not an option of the shop.")
      }
      guard let value = rest.popFirst(), !value.isEmpty else { throw ShopOptionsError("\(option) needs a value.") }
      switch option {
      case "--collector": collector = value
      case "--key": key = value
      case "--data": data = URL(fileURLWithPath: value).path
      case "--version": version = value
      default: user = value
      }
    }
    guard !key.isEmpty else { throw ShopOptionsError("The shop needs the app's key: --key KEY, or TELLBACK_KEY.") }
  }

  /// The reporter's configuration.
  public func configuration() throws(ShopOptionsError) -> ReporterConfiguration {
    guard let url = URL(string: collector), url.host != nil else {
      throw ShopOptionsError("--collector wants an address such as http://127.0.0.1:8080, not '\(collector)'.")
    }
    var configuration = ReporterConfiguration(
      collector: url, appKey: key, appName: "Corner Shop", appVersion: version, queueDirectory: data)
    // Somebody sits in front of it: news should come while they look.
    configuration.sync.updateInterval = .seconds(2)
    return configuration
  }
}

public struct ShopOptionsError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
