// Answers that come in pages.

import Basics

extension APICaller {
  /// More pages than this are no answer but a loop.
  private static let pageLimit = 10_000
  /// As many pages are enough for a hint at what a mistyped name is near to: an account may have hundreds of them, and
  /// AWS is slow to list.
  private static let samplePages = 5

  /// All pages of the answer to an operation; of one that isn't essential the first few.
  ///
  /// - Parameters:
  ///   - call: The operation, its parameters a JSON object.
  ///   - region: The region.
  ///   - identity: Who asks.
  /// - Returns: The pages, in order.
  /// - Throws: ``AWSError`` of any page.
  func pages(_ call: AWSCall, _ region: String, _ identity: CredentialCache) async throws(AWSError) -> [JSON] {
    guard case .json(let json) = call.message, var parameters = json.object else { return [] }
    var pages: [JSON] = []
    for _ in 0..<Self.pageLimit {
      let next = AWSCall(
        call.service, call.operation, .json(.object(parameters)), resource: call.resource, isEssential: call.isEssential
      )
      let page = try await answer(next, region: region, identity: identity).json ?? nil
      pages.append(page)
      guard let token = page["NextToken"]?.string, !token.isEmpty, call.isEssential || pages.count < Self.samplePages
      else {
        return pages
      }
      // Secrets Manager and Systems Manager take the token beside the question it continues.
      parameters["NextToken"] = .string(token)
    }
    throw AWSError(
      .malformedAnswer, operation: call.action, region: region, message: "more than \(Self.pageLimit) pages")
  }
}
