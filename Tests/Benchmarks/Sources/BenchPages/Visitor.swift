// Somebody of support who is signed in to a collector without sockets and asks for pages.
import BenchKit
@_spi(Simulation) import CollectorServer

public struct Visitor {
  private let collector: SocketlessCollector
  private let cookie: String

  /// Makes the account, where the store has none yet.
  package init(_ collector: SocketlessCollector) async throws {
    self.collector = collector
    let password = "correct horse battery staple"
    do {
      _ = try await collector.command(
        ["user", "create", "bench@example.com", "--name", "Bench", "--role", "support"], password: password)
    } catch {
      // A kept store has the account; else the sign-in fails.
      note("  \(error)")
    }
    let form = "email=bench%40example.com&password=" + password.replacing(" ", with: "+")
    let head =
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n\r\n"
    guard let answer = try await collector.answer(Array((head + form).utf8)), answer.status == 303,
      let cookie = answer.headers["set-cookie"]?.split(separator: ";").first
    else { throw BenchError("Nobody could sign in.") }
    self.cookie = String(cookie)
  }

  public func get(_ target: String) async throws -> [UInt8] {
    let request = "GET \(target) HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n\r\n"
    guard let answer = try await collector.answer(Array(request.utf8)) else {
      throw BenchError("\(target) got no answer.")
    }
    guard answer.status == 200 else { throw BenchError("\(target) was answered \(answer.status).") }
    return answer.body
  }
}
