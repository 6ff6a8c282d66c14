// Which places are responsible for what a release hurts more.
import CollectorEvidence

extension ReleasePlace {
  /// Those with a flag that stays, and those that e-BH names now (Wang and Ramdas, arXiv 2009.02824), of pages and of pain points each;
  /// the strongest evidence first.
  public static func responsible(of places: [ReleasePlace]) -> [ReleasePlace] {
    Kind.allCases.flatMap { kind -> [ReleasePlace] in
      let ofKind = places.filter { $0.kind == kind }
      // All places that may come up are tested.
      let rest = [Double](repeating: 0, count: max(0, ReleaseLimits.places - ofKind.count))
      let named = Set(
        EValues.named(ofKind.map(\.comparison.logEValue) + rest, alpha: ReleaseLimits.placeAlpha)
          .filter { $0 < ofKind.count })
      return ofKind.indices.filter { ofKind[$0].flaggedAt != nil || named.contains($0) }.map { ofKind[$0] }
        .sorted { ($0.comparison.logEValue, $1.id) > ($1.comparison.logEValue, $0.id) }
    }
  }
}
