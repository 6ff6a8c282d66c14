// Who may call the routes of the API, as the route table states it.
import CollectorHTTP

extension RouteAccess {
  /// A program with an app's key.
  static let appKey = RouteAccess("app key")
  /// One of Sentry's SDKs, with an app's public key.
  static let publicKey = RouteAccess("public key")
  /// An installation of an app: the app's key and the installation's own secret.
  static let installation = RouteAccess("installation")
}
