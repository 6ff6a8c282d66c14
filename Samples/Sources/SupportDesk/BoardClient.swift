// A browser as small as can be: pages, forms, cookies and redirects of one site.
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What went wrong at the desk, in a sentence.
public struct DeskError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// A page as it was answered.
public struct BoardPage: Sendable {
  public let address: URL
  public let status: Int
  public let html: String

  public var forms: [HTMLForm] { HTMLForm.all(in: html) }

  /// What the page warns of: the text of the element with the role `alert`.
  public var alert: String? {
    guard let tag = HTMLTag.all(in: html[...]).first(where: { $0["role"] == "alert" }) else { return nil }
    return HTMLTag.unescape(html[tag.end...].prefix { $0 != "<" })
  }

  /// The lines of the list of possible duplicates.
  public var similar: [String] {
    guard let start = html.range(of: "<section class=\"similar\""),
      let end = html[start.upperBound...].range(of: "</section>")
    else { return [] }
    return html[start.upperBound..<end.lowerBound].components(separatedBy: "<li>").dropFirst().map { item in
      // The buttons below it say nothing about the ticket.
      let words = item.prefix(upTo: item.range(of: "<div class=\"buttons\">")?.lowerBound ?? item.endIndex)
      return words.split(separator: "<").map { HTMLTag.unescape($0.drop { $0 != ">" }.dropFirst()) }.joined()
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// The first form that has all of these fields.
  public func form(with names: String...) throws -> HTMLForm {
    guard let form = forms.first(where: { form in names.allSatisfy(form.has) }) else {
      throw DeskError("\(address.path) (status \(status)) has no form with \(names.joined(separator: " and ")).")
    }
    return form
  }
}

/// Visits one board as a person's browser does. It keeps the cookies it is given for that board alone.
public actor BoardClient {
  private let base: URL
  private let session: URLSession
  private let redirects = RedirectsByHand()
  private var cookies: [String: String] = [:]

  public init(_ base: URL) {
    self.base = base
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    configuration.httpShouldSetCookies = false
    configuration.timeoutIntervalForRequest = 30
    session = URLSession(configuration: configuration, delegate: redirects, delegateQueue: nil)
  }

  public func open(_ path: String) async throws -> BoardPage {
    guard let address = URL(string: path, relativeTo: base)?.absoluteURL else {
      throw DeskError("'\(path)' is not a path.")
    }
    return try await visit(URLRequest(url: address))
  }

  /// Sends a form of `page`, and answers with the page it leads to.
  public func submit(
    _ form: HTMLForm, of page: BoardPage, _ values: [String: String], pressing button: HTMLForm.Field? = nil
  ) async throws -> BoardPage {
    guard form.method == "POST" else { throw DeskError("The form at \(page.address.path) does not post.") }
    let action = form.action.isEmpty ? page.address.absoluteString : form.action
    guard let address = URL(string: action, relativeTo: page.address)?.absoluteURL else {
      throw DeskError("The form at \(page.address.path) leads nowhere: '\(form.action)'.")
    }
    var request = URLRequest(url: address)
    request.httpMethod = "POST"
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    request.setValue(origin, forHTTPHeaderField: "Origin")
    request.httpBody = Data(form.encoded(values, pressing: button).utf8)
    let answer = try await visit(request)
    guard (200..<300).contains(answer.status) else {
      throw DeskError("The form at \(page.address.path) was answered \(answer.status). \(answer.alert ?? "")")
    }
    return answer
  }

  private var origin: String {
    "\(base.scheme ?? "http")://\(base.host ?? "")\(base.port.map { ":\($0)" } ?? "")"
  }

  private func visit(_ request: URLRequest) async throws -> BoardPage {
    var request = request
    for _ in 0..<6 {
      if !cookies.isEmpty {
        let header = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        request.setValue(header, forHTTPHeaderField: "Cookie")
      }
      let (data, response) = try await session.data(for: request)
      guard let response = response as? HTTPURLResponse, let address = request.url else {
        throw DeskError("The board did not answer in HTTP.")
      }
      keepCookies(of: response)
      guard (301...308).contains(response.statusCode),
        let location = response.value(forHTTPHeaderField: "Location"),
        let next = URL(string: location, relativeTo: address)?.absoluteURL
      else {
        return BoardPage(
          address: address, status: response.statusCode, html: String(decoding: data, as: UTF8.self))
      }
      guard next.host == base.host, next.port == base.port else {
        throw DeskError("The board sent us elsewhere: \(location).")
      }
      request = URLRequest(url: next)
    }
    throw DeskError("The board redirects in a circle.")
  }

  private func keepCookies(of response: HTTPURLResponse) {
    guard let header = response.value(forHTTPHeaderField: "Set-Cookie"),
      let pair = header.split(separator: ";").first, let equals = pair.firstIndex(of: "=")
    else { return }
    let value = String(pair[pair.index(after: equals)...])
    // An empty one is taken away.
    cookies[String(pair[..<equals])] = value.isEmpty ? nil : value
  }
}

/// Redirects are followed by ``BoardClient``, because they bring cookies.
private final class RedirectsByHand: NSObject, URLSessionTaskDelegate {
  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }
}
