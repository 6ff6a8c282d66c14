import Foundation
import Testing

@testable import SupportDesk

struct StaffClientTests {
  @Test func `a refusal is told in the collector's own sentence`() {
    let body = #"{"error":{"code":"overtaken","field":"If-Match","message":"Somebody changed the ticket."}}"#
    #expect(Problem.sentence(in: Data(body.utf8)) == "Somebody changed the ticket.")
    for other in ["", "<html>", "{}", #"{"error":"no"}"#] { #expect(Problem.sentence(in: Data(other.utf8)) == nil) }
  }

  @Test func `tickets that are perhaps the same are a line each, with the words that speak for it`() throws {
    let body = """
      {"similar":[{"number":1,"title":"It's & broke","state":"open","likelihood":0.5,"words":["till","code"]},
       {"number":2,"title":"Other","state":"resolved","likelihood":0.1,"words":[]}]}
      """
    let found = try JSONDecoder().decode(SimilarTickets.self, from: Data(body.utf8))
    #expect(found.similar.map(\.line) == ["#1 It's & broke, both say till code", "#2 Other"])
  }

  @Test func `nobody listens, and the desk says so`() async throws {
    let desk = SupportDesk(board: try #require(URL(string: "http://127.0.0.1:1")), token: "tbs_x")
    await #expect(throws: URLError.self) { try await desk.answer(1, "x") }
  }
}
