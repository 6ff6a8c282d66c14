// Applies one rule of the app's own to a text.

extension RedactionRule {
  func apply(to text: String) -> String {
    switch matcher {
    case .custom(let replace): return replace(text)
    case .prefixed(let prefix, let characters, let count):
      return replacing(in: text) { bytes, index in
        guard Self.has(prefix, bytes, at: index, ignoringCase: false) else { return nil }
        let start = index + prefix.count
        var end = start
        while end < bytes.count, characters.contains(bytes[end]) { end += 1 }
        return count.contains(end - start) && !bytes.byte(end).isWord ? end : nil
      }
    case .words(let words):
      return replacing(in: text) { bytes, index in
        for word in words where Self.has(word, bytes, at: index, ignoringCase: true) {
          if !bytes.byte(index + word.count).isWord { return index + word.count }
        }
        return nil
      }
    }
  }

  /// Replaces what `end` finds at the start of a word.
  private func replacing(in text: String, end: (UnsafeBufferPointer<UInt8>, Int) -> Int?) -> String {
    var text = text
    let replaced = text.withUTF8 { bytes -> String? in
      var output = RedactedText(bytes)
      var index = 0
      var isWordStart = true
      while index < bytes.count {
        if isWordStart, let end = end(bytes, index), end > index {
          output.replace(index..<end, with: name)
          index = end
          isWordStart = false
          continue
        }
        isWordStart = !bytes[index].isWord
        index += 1
      }
      return output.finish()
    }
    return replaced ?? text
  }

  private static func has(
    _ word: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, ignoringCase: Bool
  ) -> Bool {
    guard index + word.count <= bytes.count else { return false }
    for offset in word.indices {
      let (byte, wanted) = (bytes[index + offset], word[offset])
      if ignoringCase ? byte.lowered != wanted.lowered : byte != wanted { return false }
    }
    return true
  }
}

extension RedactionRule.Characters {
  fileprivate func contains(_ byte: UInt8) -> Bool {
    switch self {
    case .digits: byte.isDigit
    case .hexadecimal: byte.isHexadecimal
    case .alphanumeric: byte.isAlphanumeric
    }
  }
}
