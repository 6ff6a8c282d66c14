// Finds the forms of a page the way a browser does, as far as the collector's board uses them.
import Foundation

/// A form with what it would send if nobody changed anything.
public struct HTMLForm: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Upper case.
  public var method: String
  /// Empty means the page's own address.
  public var action: String
  public var fields: [Field]
  /// The buttons with a name: the one that is pressed is sent too.
  public var buttons: [Field]

  /// The forms of a page, in its order.
  public static func all(in html: String) -> [HTMLForm] {
    var forms: [HTMLForm] = []
    for part in html.components(separatedBy: "<form").dropFirst() {
      guard let head = HTMLTag.first(in: part[...]) else { continue }
      let body = part[head.end...].prefix(upTo: part[head.end...].range(of: "</form")?.lowerBound ?? part.endIndex)
      forms.append(
        HTMLForm(
          method: (head["method"] ?? "get").uppercased(), action: head["action"] ?? "", fields: fields(in: body),
          buttons: buttons(in: body)))
    }
    return forms
  }

  public func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

  /// What travels as `application/x-www-form-urlencoded`.
  public func encoded(_ values: [String: String], pressing button: Field? = nil) -> String {
    var sent = fields.map { Field($0.name, values[$0.name] ?? $0.value) }
    for (name, value) in values.sorted(by: { $0.key < $1.key }) where !has(name) { sent.append(Field(name, value)) }
    if let button { sent.append(button) }
    return sent.map { "\(Self.escape($0.name))=\(Self.escape($0.value))" }.joined(separator: "&")
  }

  private static func fields(in body: Substring) -> [Field] {
    var found: [Field] = []
    for tag in HTMLTag.all(in: body) {
      guard let name = tag["name"], tag["disabled"] == nil else { continue }
      switch tag.name {
      case "input":
        let type = tag["type"] ?? "text"
        if ["submit", "button", "image", "file"].contains(type) { continue }
        if ["checkbox", "radio"].contains(type), tag["checked"] == nil { continue }
        found.append(Field(name, tag["value"] ?? ""))
      case "textarea":
        let text = body[tag.end...].prefix(upTo: body[tag.end...].range(of: "</textarea")?.lowerBound ?? body.endIndex)
        // A line end right after the tag is not part of the text (HTML Living Standard, the textarea element).
        found.append(Field(name, HTMLTag.unescape(text.first == "\n" ? text.dropFirst() : text)))
      case "select":
        let list = body[tag.end...].prefix(upTo: body[tag.end...].range(of: "</select")?.lowerBound ?? body.endIndex)
        let options = HTMLTag.all(in: list).filter { $0.name == "option" }
        let chosen = options.first { $0["selected"] != nil } ?? options.first
        found.append(Field(name, chosen?["value"] ?? ""))
      default: continue
      }
    }
    return found
  }

  private static func buttons(in body: Substring) -> [Field] {
    HTMLTag.all(in: body).compactMap { tag in
      guard tag.name == "button" || (tag.name == "input" && tag["type"] == "submit"), let name = tag["name"] else {
        return nil
      }
      return Field(name, tag["value"] ?? "")
    }
  }

  private static func escape(_ text: String) -> String {
    var allowed = CharacterSet(charactersIn: "-._~")
    allowed.formUnion(CharacterSet(charactersIn: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }
}
