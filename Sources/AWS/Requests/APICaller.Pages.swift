// Answers that come in pages.

import Basics

extension APICaller {
  /// More pages than this are no answer but a loop.
  private static let pageLimit = 10_000

  /// All pages of the answer to an operation.
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
      let next = AWSCall(call.service, call.operation, .json(.object(parameters)), resource: call.resource)
      let page = try await answer(next, region: region, identity: identity).json ?? nil
      pages.append(page)
      guard let token = page["NextToken"]?.string, !token.isEmpty else { return pages }
      // Secrets Manager and Systems Manager take the token beside the question it continues.
      parameters["NextToken"] = .string(token)
    }
    throw AWSError(
      .malformedAnswer, operation: call.action, region: region, message: "more than \(Self.pageLimit) pages")
  }
}
