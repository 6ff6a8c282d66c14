// Runs what computes for long on a thread of its own: tasks of other tests share few threads, and would wait.
import Foundation

func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  let result = await withCheckedContinuation { done in
    Thread.detachNewThread { done.resume(returning: Result(catching: body)) }
  }
  return try result.get()
}
