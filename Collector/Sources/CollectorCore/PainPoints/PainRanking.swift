// The order of pain points: people a week by what their segment weighs, times severity and trend, for each 1,000 installations. Each
// place can be worked out by hand from its terms.
import TellbackWire

/// Why a pain point stands where it stands.
public struct PainRank: Sendable, Equatable {
  public struct Part: Sendable, Equatable {
    /// Empty for reports that name none.
    public var segment: String
    /// Distinct people in each week, added up over the weeks.
    public var people: Int64
    /// In percent.
    public var weight: Int64

    public init(segment: String, people: Int64, weight: Int64) {
      self.segment = segment
      self.people = people
      self.weight = weight
    }

    var hurt: Int64 { people * weight }
  }

  /// The weeks that count: this one and the three before it.
  public static let weeks: Int64 = 4

  public var pain: Int64
  /// The heaviest first. Segments of the usual weight are one part, under an empty name.
  public var parts: [Part]
  public var severity: Severity
  /// In percent.
  public var severityWeight: Int64
  /// People a week of these weeks, and of as many weeks before them.
  public var now: Double
  public var before: Double
  /// What the trend multiplies by.
  public var trend: Double
  public var installations: ActiveInstallations

  /// People in all weeks, weighted by their segments.
  public var weighted: Double { parts.reduce(0) { $0 + Double($1.people) * Double($1.weight) / 100 } }

  /// The place in the order: the higher the worse.
  public var hurt: Double {
    weighted * Double(severityWeight) / 100 * trend / Double(max(1, installations.count)) * 1_000
  }
}

public struct PainRanking: Sendable {
  public let ranks: [PainRank]

  /// All pain points of these apps, those that hurt most first.
  public init(of points: [PainPoint], in apps: AppScope, at now: Timestamp, _ store: any StoreReads) throws {
    let week = PainWeek.of(now)
    let (severities, weights) = (try store.painSeverities(in: apps), try store.painWeights())
    let first = week - 2 * PainRank.weeks + 1
    let figures: [PainFigure]
    if points.count == 1, weights.segments[points[0].app, default: [:]].isEmpty {
      // The page of one pain point reads no other's weeks.
      figures = try store.painWeeks(of: points[0].number, since: first)
    } else {
      figures = try store.painWeekSums(in: apps, since: first)
    }
    let weeks = Dictionary(grouping: figures, by: \.pain)
    var installations: [AppID: ActiveInstallations] = [:]
    for app in Set(points.map(\.app)) {
      installations[app] = try .of(app, from: PainWeek.start(week - PainRank.weeks + 1), to: now, in: store)
    }
    ranks = points.map { point in
      Self.rank(
        of: point, weeks[point.number] ?? [], severities[point.number] ?? .low, weights,
        installations[point.app] ?? ActiveInstallations(count: 0, source: .reporting), now)
    }.sorted { $0.hurt != $1.hurt ? $0.hurt > $1.hurt : $0.pain > $1.pain }
  }

  static func rank(
    of point: PainPoint, _ figures: [PainFigure], _ severity: Severity, _ weights: PainWeights,
    _ installations: ActiveInstallations, _ now: Timestamp
  ) -> PainRank {
    let week = PainWeek.of(now)
    let first = week - PainRank.weeks + 1
    var (plain, people, before): (Int64, Int64, Int64) = (0, 0, 0)
    var own: [String: Int64] = [:]
    for figure in figures where figure.week <= week && figure.week > week - 2 * PainRank.weeks {
      guard figure.week >= first else {
        before += figure.reporters
        continue
      }
      people += figure.reporters
      if weights.segments[point.app]?[figure.segment] == nil {
        plain += figure.reporters
      } else {
        own[figure.segment, default: 0] += figure.reporters
      }
    }
    var parts = own.map { name, people in
      PainRank.Part(segment: name, people: people, weight: weights.of(name, app: point.app))
    }
    parts.sort { $0.hurt != $1.hurt ? $0.hurt > $1.hurt : $0.segment < $1.segment }
    if plain > 0 { parts.append(PainRank.Part(segment: "", people: plain, weight: 100)) }
    // This week is not over: its people are of a part of it.
    let elapsed = Double(now.milliseconds - PainWeek.start(week).milliseconds) / (7 * 86_400_000)
    let rate = Double(people) / (Double(PainRank.weeks - 1) + max(elapsed, 1.0 / 7))
    let earlier = Double(before) / Double(PainRank.weeks)
    return PainRank(
      pain: point.number, parts: parts, severity: severity, severityWeight: weights.of(severity), now: rate,
      before: earlier, trend: trend(from: earlier, to: rate, weight: weights.trend), installations: installations)
  }

  /// 1 for no change; a doubling or more adds `weight` percent, a halving or more takes off as much. One person is added on both
  /// sides, so that two people after none are no wonder.
  static func trend(from before: Double, to now: Double, weight: Int64) -> Double {
    let ratio = (now + 1) / (before + 1)
    let change = ratio >= 1 ? min(ratio, 2) - 1 : 1 - min(1 / ratio, 2)
    return 1 + change * Double(weight) / 100
  }
}
