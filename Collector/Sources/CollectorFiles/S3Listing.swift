// What is needed of S3's answers in XML: the elements of a list, and the code of an error. Our names hold digits alone, so nothing in them is
// escaped; whatever else stands in a bucket is passed over.

struct S3Listing {
  var files: [(key: String, size: Int64)] = []
  /// This is not the end.
  var hasMore = false

  init(_ body: [UInt8]) {
    let text = String(decoding: body, as: UTF8.self)[...]
    for part in text.split(separator: "<Contents>").dropFirst() {
      guard let key = Self.text("Key", in: part), let size = Self.text("Size", in: part).flatMap({ Int64($0) }) else {
        continue
      }
      files.append((key, size))
    }
    hasMore = Self.text("IsTruncated", in: text) == "true"
  }

  /// The text of the first element of this name.
  static func text(_ name: String, in body: [UInt8]) -> String? {
    text(name, in: String(decoding: body, as: UTF8.self)[...])
  }

  private static func text(_ name: String, in text: Substring) -> String? {
    guard let start = text.firstRange(of: "<\(name)>"),
      let end = text[start.upperBound...].firstRange(of: "</\(name)>")
    else { return nil }
    return String(text[start.upperBound..<end.lowerBound])
  }
}
