// Keys under which two reports are the same thing for certain enough to join them without asking. Versioned: a change of
// the mechanism changes `version`, and keys of different versions never compare equal.

/// Stable keys for joining reports exactly: by the error that they carry or by the words that they use.
///
/// A key depends on nothing but its input: not on the process, the device, the locale or the platform. Both functions
/// are linear in the length of what they are given.
public enum ExactKey {
  /// The version of the mechanism; part of what is hashed, so that keys of two versions never meet. Version 1 is kept, since
  /// stores hold its keys.
  public static let version: UInt8 = VolatileScanner.latest

  /// The length of a key, in bytes.
  public static let byteCount = 16

  /// The frames from the top that make the signature; what lies deeper is how the program got there.
  public static let maximumFrames = 8

  /// The key of an error, the same for the same error on another device, with another record, on another day.
  ///
  /// Numbers, sizes, durations, ids, addresses, paths, dates, e-mail addresses and quoted values of the message do not count,
  /// save a number that names a condition, such as a status, an exit code, a signal or an errno. Of each frame the function and the file's name count; of
  /// frames that repeat (recursion) one does.
  ///
  /// - Parameters:
  ///   - type: the error's type, such as `TypeError`.
  ///   - message: the error's message; any length.
  ///   - frames: the stack, innermost first, as the platform prints it; empty when unknown.
  /// - Returns: 16 bytes, or nil when neither the message nor a frame says anything that lasts: a type alone would
  ///   join what has nothing to do with each other. Compare such errors by their exact bytes instead.
  public static func errorSignature(
    type: String, message: String, frames: [String], version: UInt8 = ExactKey.version
  ) -> [UInt8]? {
    let reducedMessage = VolatileScanner.reduce(message, .message, version: version)
    var reducedFrames: [[UInt8]] = []
    for frame in frames where reducedFrames.count < maximumFrames {
      let reduced = VolatileScanner.reduce(frame, .frame, version: version)
      if reduced.hasSubstance, reduced.bytes != reducedFrames.last { reducedFrames.append(reduced.bytes) }
    }
    guard reducedMessage.hasSubstance || !reducedFrames.isEmpty else { return nil }
    let reducedType = VolatileScanner.reduce(type, version == 1 ? .frame : .type, version: version)
    return key("error", version, [reducedType.bytes, reducedMessage.bytes] + reducedFrames)
  }

  /// The key of what a person wrote: the same for texts that differ in case, accents, punctuation, spacing, dates or ids.
  ///
  /// Every word counts, in order; so do short numbers, versions and symbols (`404`, `2.1`, an emoji beside words).
  ///
  /// - Parameters:
  ///   - text: the words; any length.
  ///   - page: the page that the person was on, if known; a record's number in it does not count.
  ///   - kind: what else tells texts apart, such as whether it is praise; no part of keys of version 1.
  /// - Returns: 16 bytes, or nil when no word is left (punctuation, emoji or an id alone). Compare such texts by their
  ///   exact bytes instead.
  public static func words(
    _ text: String, page: String?, kind: String = "", version: UInt8 = ExactKey.version
  ) -> [UInt8]? {
    let reduced = VolatileScanner.reduce(text, .words, version: version)
    guard reduced.hasSubstance else { return nil }
    let kinds = version == 1 ? [] : [kind.utf8.filter { $0 != 0 }]
    // "no page" and "an empty page" must differ from a page whose name is the last word of the text: parts are counted.
    let pages = page.map { [VolatileScanner.reduce($0, .page, version: version).bytes] } ?? []
    return key("words", version, kinds + [reduced.bytes] + pages)
  }

  /// Whether today's key keeps this error, or these words on this page, apart from others that version 1 joined them with: a
  /// code in them was taken for volatile.
  public static func tellsMoreThanFirst(type: String, message: String) -> Bool {
    VolatileScanner.reduce(type, .type).tellsMoreThanFirst
      || VolatileScanner.reduce(message, .message).tellsMoreThanFirst
  }

  /// As ``tellsMoreThanFirst(type:message:)``, for words.
  public static func tellsMoreThanFirst(words text: String, page: String?) -> Bool {
    VolatileScanner.reduce(text, .words).tellsMoreThanFirst
      || page.map { VolatileScanner.reduce($0, .page).tellsMoreThanFirst } ?? false
  }

  /// The key of parts that must be equal byte for byte: what the other two say nil to, and identities of people.
  ///
  /// No part may hold the byte 0; one that does is told from its neighbours by the count of parts alone.
  public static func verbatim(_ parts: [String]) -> [UInt8] {
    // The first version for ever: reporters are told apart by it.
    key("verbatim", 1, parts.map { Array($0.utf8) })
  }

  private static func key(_ kind: StaticString, _ version: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
    var message = Array("tellback:\(kind):\(version):\(parts.count)".utf8)
    for part in parts {
      // Byte 0 never occurs in a part, so no two lists of parts run together into the same bytes.
      message.append(0)
      message.append(contentsOf: part)
    }
    return Array(SHA256.digest(of: message).prefix(byteCount))
  }
}
