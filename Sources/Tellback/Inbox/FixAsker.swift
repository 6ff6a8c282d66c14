// Asks 'fixed for you?': compares the app's version with those of the fixes, remembers each question before anybody sees it, and
// hands it to whoever listens. One run after the other, over all queues of the reporter, so that nobody is asked twice.
import TellbackWire

actor FixAsker {
  private let version: String
  private let hub: StateHub
  private var last: Task<Void, Never>?

  init(version: String, hub: StateHub) {
    self.version = version
    self.hub = hub
  }

  /// Returns once everything that is due was asked. A queue that cannot be written now is looked at again at the next call.
  func ask(in pipelines: [Pipeline]) async {
    let before = last
    let task = Task {
      await before?.value
      await self.run(pipelines)
    }
    last = task
    await task.value
  }

  private func run(_ pipelines: [Pipeline]) async {
    var asked = Set<AskedFix>()
    var found: [(pipeline: Pipeline, fixes: [CurrentFix])] = []
    for pipeline in pipelines {
      let read = try? await pipeline.queue.run { store in
        (try store.main.currentFixes(), try store.main.askedFixes())
      }
      guard let (fixes, known) = read else { continue }
      asked.formUnion(known)
      found.append((pipeline, fixes.filter { AppVersion.has($0.question.version, in: version) }))
    }
    var places = Set(found.flatMap(\.fixes).filter { $0.state != nil }.compactMap(\.place))
    for (pipeline, fixes) in found {
      for var fix in fixes {
        if fix.state == nil {
          // Another queue of this reporter may have asked the same person, or this one because of another report.
          let isNewPlace = fix.place.map { places.insert($0).inserted } ?? true
          let isNew = asked.insert(AskedFix(key: fix.key, user: fix.user)).inserted && isNewPlace
          guard await remember(fix, as: isNew ? .asked : .putAway, in: pipeline), isNew else { continue }
          fix.state = .asked
          hub.publish(InboxChange(conversation: fix.question.conversation, kind: .asked), of: fix.user)
        }
        guard fix.state == .asked, hub.hasQuestionListener(for: fix.user), await tell(fix, in: pipeline) else {
          continue
        }
        hub.publish(fix.question, of: fix.user)
      }
    }
  }

  /// False when it was asked already, or the queue cannot be written.
  private func remember(_ fix: CurrentFix, as state: CurrentFix.State, in pipeline: Pipeline) async -> Bool {
    let result = try? await pipeline.queue.run { store in
      try store.recovering { try store.main.transaction { try store.main.ask(fix, state: state) } }
    }
    return result ?? false
  }

  private func tell(_ fix: CurrentFix, in pipeline: Pipeline) async -> Bool {
    let result = try? await pipeline.queue.run { store in
      try store.recovering { try store.main.transaction { try store.main.move(fix, from: .asked, to: .told) } }
    }
    return result ?? false
  }
}
