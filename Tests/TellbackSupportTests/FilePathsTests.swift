// Any text is taken as a path; nothing ends the process.
import TellbackSupport
import Testing

@Suite struct FilePathsTests {
  @Test(arguments: [
    ("/a/b", "/a", "b"), ("/a", "/", "a"), ("/", "/", ""), ("//", "/", ""), ("a", ".", "a"), ("", ".", ""),
    ("a/b/c", "a/b", "c"), ("a/", ".", "a"), ("/a/b/", "/a", "b"), ("a//b", "a", "b"), ("//a", "/", "a"),
    (".", ".", "."), ("..", ".", ".."), ("./d", ".", "d"), ("ä", ".", "ä"), ("ä/漢", "ä", "漢"), (" ", ".", " "),
    ("a/é", "a", "é"), ("a/e\u{301}", "a", "e\u{301}"), ("/\u{301}", "/", "\u{301}"), ("~", ".", "~"),
    ("C:\\x", ".", "C:\\x"),
  ])
  func `a path has a folder and a name`(path: String, folder: String, name: String) {
    #expect(FilePaths.parent(of: path).utf8.elementsEqual(folder.utf8))
    #expect(FilePaths.name(of: path).utf8.elementsEqual(name.utf8))
  }

  @Test(arguments: [
    ("d", "/w/d"), ("./d", "/w/d"), ("../d", "/w/../d"), ("d/", "/w/d"), (".", "/w"), ("", "/w"),
    ("/d//e/./f/", "/d/e/f"),
    ("/", "/"), ("//", "/"), ("/..", "/.."), ("a/.b/..c/...", "/w/a/.b/..c/..."), ("ä", "/w/ä"),
  ])
  func `a relative path is made absolute`(path: String, absolute: String) {
    #expect(FilePaths.absolute(path, in: "/w") == absolute)
  }

  @Test func `without a folder the working directory counts`() {
    #expect(FilePaths.absolute("d").hasSuffix("/d"))
    #expect(FilePaths.absolute("d").hasPrefix("/"))
    #expect(FilePaths.absolute(FilePaths.absolute("d")) == FilePaths.absolute("d"))
  }

  @Test(arguments: [("/a", "b", "/a/b"), ("/a/", "b", "/a/b"), ("/", "b", "/b"), ("", "b", "b"), (".", "b", "./b")])
  func `a name is joined to a folder by one slash`(folder: String, name: String, path: String) {
    #expect(FilePaths.join(folder, name) == path)
  }

  @Test func `what the system would cut is told`() {
    #expect(!FilePaths.isUsable("") && !FilePaths.isUsable("/a\0b") && FilePaths.isUsable("/a b"))
  }

  @Test func `whatever the text, folder and name make up the path again`() {
    var random = SplitMix(state: 8)
    let alphabet = Array("//..ab \\~ä漢\u{301}:%\n\u{1}".unicodeScalars)
    for _ in 0..<20_000 {
      var path = ""
      for _ in 0..<random.next() % 12 {
        path.unicodeScalars.append(alphabet[Int(random.next() % UInt64(alphabet.count))])
      }
      let (folder, name) = (FilePaths.parent(of: path), FilePaths.name(of: path))
      #expect(!folder.isEmpty && !name.utf8.contains(UInt8(ascii: "/")), "\(path)")
      let absolute = FilePaths.absolute(path, in: "/w")
      #expect(FilePaths.absolute(absolute) == absolute, "\(path)")
      // By bytes: a slash and the mark behind it make one character.
      let bytes = Array(absolute.utf8)
      #expect(
        bytes.first == UInt8(ascii: "/") && !zip(bytes, bytes.dropFirst()).contains { $0 == $1 && $0 == bytes[0] },
        "\(path)")
      if !name.isEmpty, name != "." {
        #expect(FilePaths.absolute(FilePaths.join(folder, name), in: "/w").utf8.elementsEqual(absolute.utf8), "\(path)")
      }
    }
  }
}

/// Random numbers that are the same in each run.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
