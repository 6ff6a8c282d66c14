// What the index finds, forgets, joins and takes apart.
import Testing

@testable import TellbackMatch

@Suite struct MatchIndexTests {
  private let now: Int64 = 1_700_000_000

  private func report(_ title: String, _ text: String = "", page: String? = nil, error: [UInt8]? = nil) -> MatchDocument
  {
    MatchDocument(title: title, text: text, error: error, page: page, time: now - 86_400)
  }

  private func makeIndex() throws -> MatchIndex {
    let index = MatchIndex()
    let texts = [
      ("Cannot pay by card on the checkout page", "After I enter the number the button stays grey"),
      ("Dark mode makes the calendar unreadable", "White text on a white ground in the month view"),
      ("Export to PDF loses the images", "The exported file shows empty boxes instead of pictures"),
      ("Login loops back to the start page", "I enter my password and land on the login again"),
      ("Push notifications arrive twice", "Each message shows up two times on my phone"),
    ]
    for (number, text) in texts.enumerated() {
      try index.add(report(text.0, text.1), id: MatchID(Int64(number)), group: MatchID(Int64(100 + number)))
    }
    return index
  }

  private func best(_ index: MatchIndex, _ text: String) -> MatchID? {
    index.query(MatchDocument(text: text, time: now), limit: 3, at: now).first?.group
  }

  @Test(arguments: [
    ("the pay button is grey when I use my credit card", 100), ("unreadable calender in dark mode", 101),
    ("PDF export: pictures are missing", 102), ("password accepted, then the login page again", 103),
    ("I get every notification two times", 104),
  ])
  func `words alone find the report that says the same in other words`(text: String, group: Int64) throws {
    #expect(best(try makeIndex(), text) == MatchID(group))
  }

  @Test func `a candidate says by which words it was found, as the person wrote them`() throws {
    let index = try makeIndex()
    let document = MatchDocument(text: "The Calendar is UNREADABLE for me", time: now)
    let candidate = try #require(index.query(document, limit: 1, at: now).first)
    #expect(candidate.words.contains("Calendar"))
    #expect(candidate.words.contains("UNREADABLE"))
    #expect(!candidate.words.contains("The"))
  }

  @Test func `a report that was removed is found no more, and an id added again replaces the old text`() throws {
    let index = try makeIndex()
    #expect(index.remove(MatchID(1)))
    #expect(!index.remove(MatchID(1)))
    #expect(index.count == 4)
    #expect(best(index, "unreadable calendar dark mode") != MatchID(101))
    try index.add(report("Unreadable calendar"), id: MatchID(2), group: MatchID(102))
    #expect(index.count == 4)
    #expect(best(index, "unreadable calendar dark mode") == MatchID(102))
    #expect(best(index, "exported pictures boxes") == nil)
  }

  @Test func `a merged group is found as the other one, through any chain, until it is split again`() throws {
    let index = try makeIndex()
    #expect(index.merge(MatchID(101), into: MatchID(102)))
    #expect(index.merge(MatchID(102), into: MatchID(103)))
    #expect(best(index, "unreadable calendar dark mode") == MatchID(103))
    #expect(index.group(of: MatchID(1)) == MatchID(103))
    #expect(!index.merge(MatchID(103), into: MatchID(101)), "a circle")
    #expect(!index.merge(MatchID(101), into: MatchID(104)), "merged already")
    #expect(!index.merge(MatchID(104), into: MatchID(104)), "itself")
    #expect(index.split(MatchID(102)))
    #expect(best(index, "unreadable calendar dark mode") == MatchID(102))
    #expect(index.split(MatchID(101)))
    #expect(!index.split(MatchID(101)))
    #expect(best(index, "unreadable calendar dark mode") == MatchID(101))
  }

  @Test func `merging and splitting in any order and back gives the answers of the start`() throws {
    let index = try makeIndex()
    let texts = ["pay by card", "calendar dark", "export images", "login password", "notifications twice"]
    func answers() -> [[String]] {
      texts.map { index.query(MatchDocument(text: $0, time: now), limit: 5, at: now).map { "\($0.group) \($0.score)" } }
    }
    let before = answers()
    var random = SplitMix(state: 7)
    for _ in 0..<1_000 {
      let group = MatchID(100 + Int64(random.next() % 5))
      if random.next() % 2 == 0 {
        index.merge(group, into: MatchID(100 + Int64(random.next() % 5)))
      } else {
        index.split(group)
      }
    }
    for group in 100..<105 { index.split(MatchID(Int64(group))) }
    #expect(answers() == before)
  }

  @Test func `a group's own ticket can be left out`() throws {
    let index = try makeIndex()
    let document = MatchDocument(text: "unreadable calendar dark mode", time: now)
    let groups = index.query(document, limit: 5, at: now, excluding: [MatchID(101)]).map(\.group)
    #expect(!groups.contains(MatchID(101)))
  }

  @Test func `the same error on the same page attaches, on another page it does not`() throws {
    let index = try makeIndex()
    let key = try #require(ExactKey.errorSignature(type: "TypeError", message: "x is undefined", frames: ["at pay"]))
    try index.add(report("It crashed", page: "/pay", error: key), id: MatchID(50), group: MatchID(500))
    let same = MatchDocument(text: "Nothing happens", error: key, page: "/pay", time: now)
    #expect(index.match(same, at: now).decision() == .attach(to: MatchID(500), because: .sameError))
    var other = same
    other.page = "/cart"
    #expect(index.match(other, at: now).decision() != .attach(to: MatchID(500), because: .sameError))
  }

  @Test func `clocks at 1970, before it and far ahead harm nothing`() throws {
    let index = try makeIndex()
    for time in [Int64.min, -1, 0, .max] {
      try index.add(MatchDocument(text: "clock \(time)", time: time), id: MatchID(60), group: MatchID(160))
      #expect(index.match(MatchDocument(text: "unreadable calendar", time: time), at: time).candidates.count > 0)
    }
  }

  @Test(arguments: [
    ("Приложение закрывается при открытии календаря", "Настройки не сохраняются", "приложение закрывается сразу"),
    ("カレンダーが真っ白になる", "設定が保存されない", "カレンダーが白い"),
    ("일정 화면이 하얗게 나옵니다", "설정이 저장되지 않습니다", "일정 화면이 하얗다"),
    ("Η εφαρμογή κλείνει στο ημερολόγιο", "Οι ρυθμίσεις δεν αποθηκεύονται", "κλεινει η εφαρμογη"),
    ("التطبيق يغلق عند فتح التقويم", "لا يتم حفظ الإعدادات", "يغلق التطبيق"),
    ("แอปปิดเองเมื่อเปิดปฏิทิน", "การตั้งค่าไม่ถูกบันทึก", "แอปปิดเอง"),
    ("Die Anwendung stürzt beim Öffnen ab", "Einstellungen gehen verloren", "STURZT AB BEIM OFFNEN"),
    ("L’application se ferme à l’ouverture", "Les réglages ne sont pas gardés", "application fermee a l'ouverture"),
    ("कैलेंडर खोलने पर ऐप बंद हो जाता है", "सेटिंग सहेजी नहीं जाती", "ऐप बंद हो जाता"),
  ])
  func `reports of other languages and scripts are found`(right: String, wrong: String, query: String) throws {
    let index = try makeIndex()
    try index.add(report(wrong), id: MatchID(20), group: MatchID(120))
    try index.add(report(right), id: MatchID(21), group: MatchID(121))
    #expect(best(index, query) == MatchID(121))
  }

  @Test func `postings survive slices of every size and gaps of every distance`() {
    let arena = ByteArena()
    var record = TermRecord(hash: 1)
    var random = SplitMix(state: 3)
    var expected: [(UInt32, UInt32)] = []
    var number: UInt32 = 0
    for _ in 0..<20_000 {
      number += 1 + UInt32(random.next() % (random.next() % 10 == 0 ? 40_000 : 40))
      let code = UInt32(random.next() % 4)
      Posting.append(number, code, to: &record, in: arena)
      expected.append((number, code))
    }
    #expect(read(record, arena, upTo: number + 1) == expected.map { [$0.0, $0.1] })
    var single = TermRecord(hash: 2)
    Posting.append(77, Posting.both, to: &single, in: arena)
    #expect(read(single, arena, upTo: number + 1) == [[77, Posting.both]])
  }

  /// Each report with its code, as a query reads them: block by block.
  private func read(_ record: TermRecord, _ arena: ByteArena, upTo end: UInt32) -> [[UInt32]] {
    let block = 1_000
    let impacts: [Float] = [0.45, 0.65, 0.75, 0.85]
    var sums = [Float](repeating: 0, count: block)
    var touched = [UInt32](repeating: 0, count: block + 1)
    var result: [[UInt32]] = []
    arena.withChunks { chunks in
      var cursor = PostingCursor(record, weight: 1, in: chunks)
      for first in stride(from: UInt32(0), to: end, by: block) {
        var count = 0
        sums.withUnsafeMutableBufferPointer { sums in
          touched.withUnsafeMutableBufferPointer { touched in
            guard let sums = sums.baseAddress, let touched = touched.baseAddress else { return }
            cursor.add(from: first, to: min(first + UInt32(block), end), sums, touched, &count, chunks)
          }
        }
        for place in touched[..<count].map({ Int($0) }) {
          result.append([first + UInt32(place), UInt32(impacts.firstIndex(of: sums[place]) ?? 9)])
          sums[place] = 0
        }
      }
    }
    return result
  }

  @Test func `the best of a stream are those that sorting the whole stream gives`() {
    var random = SplitMix(state: 5)
    for count in [0, 1, 9, 10, 11, 20, 21, 1_000] {
      let all = (0..<count).map { Preselected(report: UInt32($0), score: Float(1 + random.next() % 500)) }
      var pool = BestPool(capacity: 10)
      for entry in all { pool.insert(entry.report, entry.score) }
      #expect(pool.sorted().map(\.score) == all.map(\.score).sorted(by: >).prefix(10).map { $0 })
    }
  }

  @Test func `where there is budget for all, a query answers as scoring every report does`() throws {
    let index = try makeIndex()
    for text in ["the calendar in the dark", "card number on the checkout", "images in the exported file"] {
      let document = MatchDocument(text: text, time: now)
      let all = index.scoredGroupsOfAll(for: document, limit: 1, at: now)
      let served = index.scoredGroups(for: document, limit: 1, at: now)
      #expect(served.map(\.group) == all.map(\.group))
      #expect(served.map(\.features) == all.map(\.features))
    }
  }

  @Test func `a flood of one text is counted and takes no memory`() throws {
    let index = MatchIndex()
    func add(_ numbers: ClosedRange<Int64>) throws {
      for number in numbers {
        let document = MatchDocument(title: "The page stays white", text: "after saving twice", time: number)
        try index.add(document, id: MatchID(number), group: MatchID(7))
      }
    }
    let kept = Int64(MatchIndex.maximumSearchedMembers)
    try add(1...kept)
    let memory = index.memory
    try add((kept + 1)...20_000)
    #expect(index.memory == memory)
    #expect(index.count == MatchIndex.maximumSearchedMembers)
    #expect(index.contains(MatchID(kept)))
    #expect(!index.contains(MatchID(kept + 1)))
  }
}

/// A small generator with a seed, so that a failing sequence can be run again.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
