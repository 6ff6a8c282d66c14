// Speaks the collector's staff API: JSON with a personal token, a change once however often it is sent.
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What went wrong at the desk, in a sentence.
public struct DeskError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// A client of `/v1/tickets`; openapi.yaml of the collector describes it.
struct StaffClient: Sendable {
  private static let attempts = 3

  let base: URL
  let token: String

  /// Reads something. Throws the collector's own sentence when it refuses.
  func get<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws -> (answer: Answer, tag: String?) {
    let (data, response) = try await send(try request("GET", path))
    return (try JSONDecoder().decode(Answer.self, from: data), response.value(forHTTPHeaderField: "ETag"))
  }

  /// Changes a ticket as it was when `tag` was read. A lost answer is asked for again under the same key, so nothing happens
  /// twice.
  func post(_ path: String, _ body: some Encodable, ifMatch tag: String) async throws {
    var request = try request("POST", path)
    request.httpBody = try JSONEncoder().encode(body)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue(tag, forHTTPHeaderField: "If-Match")
    request.setValue(UUID().uuidString, forHTTPHeaderField: "Idempotency-Key")
    var attempt = 1
    while true {
      do {
        _ = try await send(request)
        return
      } catch let error as URLError where attempt < Self.attempts {
        attempt += 1
        FileHandle.standardError.write(Data("Sent again: \(error.localizedDescription)\n".utf8))
      }
    }
  }

  private func request(_ method: String, _ path: String) throws -> URLRequest {
    guard let address = URL(string: base.absoluteString + path) else { throw DeskError("'\(path)' is not a path.") }
    var request = URLRequest(url: address, timeoutInterval: 30)
    request.httpMethod = method
    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
    return request
  }

  private func send(_ request: URLRequest) async throws -> (Data, HTTPURLResponse) {
    let (data, response) = try await URLSession.shared.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw DeskError("The collector did not answer in HTTP.") }
    guard (200..<300).contains(response.statusCode) else {
      throw DeskError(Problem.sentence(in: data) ?? "The collector answered \(response.statusCode).")
    }
    return (data, response)
  }
}

/// How the collector says no.
struct Problem: Decodable {
  struct Reason: Decodable {
    var message: String
  }

  var error: Reason

  static func sentence(in data: Data) -> String? {
    (try? JSONDecoder().decode(Problem.self, from: data))?.error.message
  }
}
