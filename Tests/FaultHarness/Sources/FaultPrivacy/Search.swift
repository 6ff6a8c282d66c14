// Searches files for bytes, whatever the programs that wrote them say. The words are in lower case, as a full-text
// index folds them.
import FaultKit
import Foundation

enum Search {
  /// Which of the words lie in the files under these paths, with the first file that has each.
  static func files(_ paths: [String], for words: [String]) -> [String: String] {
    var found: [String: String] = [:]
    for path in paths {
      for file in list(path) {
        guard let bytes = FileManager.default.contents(atPath: file) else { continue }
        for word in Self.words(words.filter { found[$0] == nil }, in: bytes) { found[word] = file }
      }
    }
    return found
  }

  static func words(_ words: [String], in bytes: Data) -> [String] {
    words.filter { bytes.range(of: Data($0.utf8)) != nil }
  }

  private static func list(_ path: String) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { return [path] }
    return (FileManager.default.subpaths(atPath: path) ?? []).map { path + "/" + $0 }
  }
}

extension SeededRandom {
  /// A word that no other has, and that shares no beginning with one, so that no compression of prefixes hides it.
  mutating func word(_ length: Int = 14) -> String {
    String((0..<length).map { _ in Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(below(26)))) })
  }

  mutating func digits(_ count: Int) -> String { (0..<count).map { _ in String(below(10)) }.joined() }
}
