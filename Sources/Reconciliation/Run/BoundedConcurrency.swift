// Many pieces of work, a few at a time.

/// Applies an asynchronous function to all elements, at most `concurrency` of them at once.
///
/// - Returns: The results in the order of the elements.
func boundedMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], concurrency: Int, _ transform: @escaping @Sendable (Element) async -> Result
) async -> [Result] {
  guard elements.count > 1 else {
    var results: [Result] = []
    for element in elements { results.append(await transform(element)) }
    return results
  }
  return await withTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: elements.count)
    var next = 0
    func start() {
      let index = next
      next += 1
      let element = elements[index]
      group.addTask { (index, await transform(element)) }
    }
    while next < min(concurrency, elements.count) { start() }
    while let (index, result) = await group.next() {
      results[index] = result
      if next < elements.count { start() }
    }
    return results.compactMap { $0 }
  }
}
