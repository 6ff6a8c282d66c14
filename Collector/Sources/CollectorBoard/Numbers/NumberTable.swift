// The tables of the page of numbers as data: the page shows them, and an export holds exactly their rows and columns.
import CollectorCore
import TellbackWire

/// A cell: shown in the reader's language, and exported as a plain value.
enum NumberCell: Sendable, Equatable {
  case text(String)
  case day(CivilDay)
  case count(Int64)
  /// Milliseconds; exported as seconds. Nil where nothing was measured.
  case span(Int64?, TimeBasis)
  /// A difference of times, in milliseconds.
  case change(Int64?, TimeBasis)
  case share(Int64, of: Int64)
  case mean(Double?)

  var shown: HTML {
    switch self {
    case .text(let text): Words.inline(text, limit: 120)
    case .day(let day): "<time\(.datetime, day.text)>\(NumberText.day(day))</time>"
    case .count(let count): .text(CountText.grouped(count))
    case .span(let span, let basis): .text(span.map { NumberText.span($0, basis) } ?? "–")
    case .change(let span, let basis): .text(span.map { NumberText.change($0, basis) } ?? "–")
    case .share(let part, let whole): .text(NumberText.percent(part, of: whole))
    case .mean(let value): .text(value.map(NumberText.tenths) ?? "–")
    }
  }

  var exported: ExportCell {
    switch self {
    case .text(let text): .text(text)
    case .day(let day): .text(day.text)
    case .count(let count): .integer(count)
    case .span(let span, _), .change(let span, _): span.map { .integer($0 / 1_000) } ?? .empty
    case .share(let part, let whole): whole > 0 ? .number(Double(part) / Double(whole)) : .empty
    case .mean(let value): value.map { .number($0) } ?? .empty
    }
  }
}

/// A table of the page.
struct NumberTable: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    case summary, flow
    case firstAnswer = "first-answer"
    case resolution, answers, solvers, comparison
  }

  struct Column: Sendable {
    /// Its name in JSON.
    var key: String
    var title: Phrase
  }

  var kind: Kind
  var title: Phrase
  var columns: [Column]
  var rows: [[NumberCell]]

  /// The first column names its row.
  var html: HTML {
    let head = columns.map { "<th scope=\"col\">\($0.title)</th>" as HTML }
    let body = rows.map { cells -> HTML in
      let row = cells.enumerated().map { index, cell -> HTML in
        index == 0 ? "<th scope=\"row\">\(cell.shown)</th>" : "<td>\(cell.shown)</td>"
      }
      return "<tr>\(row)</tr>\n"
    }
    return """
      <table class="figures"><caption class="unseen">\(title)</caption><thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)</tbody></table>
      """
  }
}

extension NumberReport {
  /// Nil for the table of a comparison where nothing is compared.
  func table(_ kind: NumberTable.Kind) -> NumberTable? {
    switch kind {
    case .summary: summary
    case .flow: flow
    case .firstAnswer: times(kind, NumberText.firstAnswer, firstAnswer)
    case .resolution: times(kind, NumberText.resolution, resolution)
    case .answers: answersTable
    case .solvers:
      NumberTable(
        kind: kind, title: NumberText.solversTitle,
        columns: [.init(key: "name", title: NumberText.name), .init(key: "thanks", title: NumberText.thanks)],
        rows: solvers.map { [.text($0.name), .count($0.count)] })
    case .comparison: comparison
    }
  }

  private var dayColumns: [NumberTable.Column] {
    buckets.size == 1
      ? [.init(key: "day", title: NumberText.day)]
      : [.init(key: "day", title: NumberText.day), .init(key: "lastDay", title: NumberText.lastDay)]
  }

  private func days(_ bucket: Int) -> [NumberCell] {
    let days = buckets.days[bucket]
    return buckets.size == 1 ? [.day(days.lowerBound)] : [.day(days.lowerBound), .day(days.upperBound)]
  }

  private var flow: NumberTable {
    NumberTable(
      kind: .flow, title: NumberText.flowTitle,
      columns: dayColumns + [
        .init(key: "opened", title: NumberText.opened), .init(key: "returned", title: NumberText.returned),
        .init(key: "resolved", title: NumberText.resolved), .init(key: "merged", title: NumberText.merged),
        .init(key: "queue", title: NumberText.queueEnd),
      ],
      rows: buckets.days.indices.map { bucket in
        days(bucket)
          + [.opened, .returned, .resolved, .merged].map { .count(count($0, in: bucket)) }
          + [.count(queueEnd(bucket))]
      })
  }

  private func times(_ kind: NumberTable.Kind, _ title: Phrase, _ times: TimeNumbers) -> NumberTable {
    NumberTable(
      kind: kind, title: title,
      columns: dayColumns + [
        .init(key: "tickets", title: NumberText.ofTickets), .init(key: "median", title: NumberText.median),
        .init(key: "p90", title: NumberText.p90),
      ],
      rows: buckets.days.indices.map { bucket in
        let sample = times.series[bucket]
        return days(bucket) + [
          .count(Int64(sample.count)), .span(sample.median, times.basis), .span(sample.p90, times.basis),
        ]
      })
  }

  private var answersTable: NumberTable {
    NumberTable(
      kind: .answers, title: NumberText.answersTitle,
      columns: dayColumns + [
        .init(key: "answers", title: NumberText.answers), .init(key: "breached", title: NumberText.breaches),
        .init(key: "helped", title: NumberText.helped), .init(key: "notHelped", title: NumberText.notHelped),
        .init(key: "ratings", title: NumberText.ratings), .init(key: "thanks", title: NumberText.thanks),
      ],
      rows: buckets.days.indices.map { bucket in
        days(bucket)
          + [.answered, .breached, .helped, .notHelped, .rated, .thanked].map { .count(count($0, in: bucket)) }
      })
  }

  private var summary: NumberTable {
    let judged = count(.helped) + count(.notHelped)
    let designed = count(.explained) + count(.becameIdea)
    let rows: [(Phrase, NumberCell)] = [
      (NumberText.queue, .count(queue.size)),
      (NumberText.arrived, .count(count(.opened) + count(.returned))),
      (NumberText.left, .count(count(.resolved) + count(.merged))),
      (
        Phrase("First answer, median", de: "Erste Antwort, Median"), .span(firstAnswer.sample.median, firstAnswer.basis)
      ),
      (
        Phrase("First answer, 9 of 10 within", de: "Erste Antwort, 9 von 10 innerhalb von"),
        .span(firstAnswer.sample.p90, firstAnswer.basis)
      ),
      (Phrase("Resolution, median", de: "Lösung, Median"), .span(resolution.sample.median, resolution.basis)),
      (
        Phrase("Resolution, 9 of 10 within", de: "Lösung, 9 von 10 innerhalb von"),
        .span(resolution.sample.p90, resolution.basis)
      ),
      (NumberText.daysAtZero, .count(Int64(queue.daysAtZero))), (NumberText.breaches, .count(count(.breached))),
      (NumberText.staff, .share(Int64(answeringStaff), of: Int64(staff))),
      (NumberText.helped, .share(count(.helped), of: judged)), (NumberText.stars, .mean(meanStars)),
      (NumberText.thanks, .count(count(.thanked))),
      (NumberText.volunteers, .share(total(.answered), of: count(.answered))),
      (NumberText.designed, .share(count(.becameIdea), of: designed)),
    ]
    return NumberTable(
      kind: .summary, title: NumberText.inShort,
      columns: [.init(key: "figure", title: NumberText.figure), .init(key: "value", title: NumberText.value)],
      rows: rows.map { [.text($0.text), $1] })
  }

  var meanStars: Double? {
    count(.rated) > 0 ? Double(total(.rated)) / Double(count(.rated)) : nil
  }

  private var comparison: NumberTable? {
    let compared = [(NumberText.firstAnswer, firstAnswer.comparison), (NumberText.resolution, resolution.comparison)]
    let rows: [[NumberCell]] = compared.compactMap { title, found in
      guard let found else { return nil }
      let basis = found.basis
      return [
        .text("\(title.text) (\(NumberText.basis(basis).text))"), .count(Int64(found.before.count)),
        .span(found.before.median, basis), .span(found.before.p90, basis), .count(Int64(found.after.count)),
        .span(found.after.median, basis), .span(found.after.p90, basis), .change(found.shift?.shift, basis),
        .change(found.shift?.interval?.lowerBound, basis), .change(found.shift?.interval?.upperBound, basis),
      ]
    }
    guard let date = request.date, !rows.isEmpty else { return nil }
    func titled(_ side: Phrase, _ what: Phrase) -> Phrase {
      Phrase("\(side.text): \(what.text)", de: "\(side.text): \(what.text)")
    }
    return NumberTable(
      kind: .comparison, title: NumberText.compared(date.name),
      columns: [
        .init(key: "metric", title: NumberText.figure),
        .init(key: "ticketsBefore", title: titled(NumberText.before, NumberText.ofTickets)),
        .init(key: "medianBefore", title: titled(NumberText.before, NumberText.median)),
        .init(key: "p90Before", title: titled(NumberText.before, NumberText.p90)),
        .init(key: "ticketsAfter", title: titled(NumberText.after, NumberText.ofTickets)),
        .init(key: "medianAfter", title: titled(NumberText.after, NumberText.median)),
        .init(key: "p90After", title: titled(NumberText.after, NumberText.p90)),
        .init(key: "shift", title: NumberText.shift),
        .init(key: "low", title: Phrase("At least", de: "Mindestens")),
        .init(key: "high", title: Phrase("At most", de: "Höchstens")),
      ], rows: rows)
  }
}
