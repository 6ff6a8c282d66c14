// The figures at the top: each with what it is made of, and each leads to its tickets.
import CollectorCore

struct NumberCards: Sendable {
  let address: NumberAddress
  let report: NumberReport

  private var days: ClosedRange<CivilDay> { report.request.query.days }

  var all: [HTML] {
    [
      card(
        NumberText.queue, CountText.grouped(report.queue.size), NumberText.trend(report.queue).text,
        address.queueList, isBad: isGrowing),
      time(NumberText.firstAnswer, report.firstAnswer, .answered),
      time(NumberText.resolution, report.resolution, .resolved),
      card(
        NumberText.daysAtZero, CountText.grouped(Int64(report.queue.daysAtZero)),
        NumberText.daysAtZero(report.queue).text, nil),
      card(
        NumberText.staff, "\(report.answeringStaff)", NumberText.staff(report.staff).text,
        address.list(.answered, NumberQuery.last(NumberReport.weekDays, to: report.today))),
      card(
        NumberText.helped, NumberText.percent(report.count(.helped), of: judged), NumberText.verdicts(judged).text,
        judged > 0 ? address.list(report.count(.notHelped) > 0 ? .notHelped : .helped, days) : nil),
      card(
        NumberText.stars, report.meanStars.map(NumberText.tenths) ?? "–",
        NumberText.ratings(report.count(.rated)).text, report.count(.rated) > 0 ? address.list(.rated, days) : nil),
      counted(NumberText.thanks, .thanked), counted(NumberText.breaches, .breached),
      card(
        NumberText.volunteers, NumberText.percent(report.total(.answered), of: report.count(.answered)),
        NumberText.answers(report.count(.answered)).text,
        report.count(.answered) > 0 ? address.list(.answered, days) : nil),
      card(
        NumberText.designed, NumberText.percent(report.count(.becameIdea), of: designed),
        NumberText.designed(designed).text, designed > 0 ? address.list(.becameIdea, days) : nil),
    ]
  }

  private var judged: Int64 { report.count(.helped) + report.count(.notHelped) }
  private var designed: Int64 { report.count(.explained) + report.count(.becameIdea) }

  private var isGrowing: Bool {
    if case .grows = report.queue.trend { true } else { false }
  }

  private func counted(_ title: Phrase, _ measure: NumberMeasure) -> HTML {
    let count = report.count(measure)
    return card(
      title, CountText.grouped(count), NumberText.period(days).text, count > 0 ? address.list(measure, days) : nil)
  }

  private func time(_ title: Phrase, _ times: TimeNumbers, _ measure: NumberMeasure) -> HTML {
    let sample = times.sample
    var parts = [NumberText.basis(times.basis).text, NumberText.tickets(Int64(sample.count)).text]
    if let p90 = sample.p90 { parts.insert("\(NumberText.p90.text) \(NumberText.span(p90, times.basis))", at: 0) }
    if times.unmeasured > 0 { parts.append(NumberText.unmeasured(times.unmeasured).text) }
    return card(
      title, sample.median.map { NumberText.span($0, times.basis) } ?? "–", parts.joined(separator: "; "),
      sample.count > 0 ? address.list(measure, days) : nil)
  }

  private func card(
    _ title: Phrase, _ value: String, _ detail: String, _ link: Link?, isBad: Bool = false
  ) -> HTML {
    let figure: HTML =
      link.map {
        "<a class=\"value\"\(.href, $0)>\(value)<span class=\"unseen\">, \(title): \(NumberText.tickets)</span></a>"
      } ?? "<span class=\"value\">\(value)</span>"
    return """
      <li\(.class, isBad ? "card bad" : "card")><span class="name">\(title)</span>\(figure)<span class="detail">\(detail)</span></li>
      """
  }
}
