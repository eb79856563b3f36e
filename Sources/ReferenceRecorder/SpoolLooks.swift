package import SpoolSystem

/// Sees whether workers look at a spool.
package enum SpoolLooks {
    /// Waits until somebody looks.
    ///
    /// A worker that looks lists the directory, and opens or reads each request there is. Where there are requests only looks at
    /// them count: recorders open the directory, too. Another program that reads a request cannot be told from a worker.
    ///
    /// - Parameters:
    ///   - location: the spool.
    ///   - hasRequests: whether there are requests in it.
    ///   - deadline: when to give up, in nanoseconds of the monotonic clock.
    /// - Returns: whether somebody looked.
    /// - Throws: `Errno` where the kernel gives no notices: `.tooManyOpen` and `.noSpace` are limits of inotify.
    package static func areSeen(
        at location: SpoolLocation, hasRequests: Bool, until deadline: Int64
    ) throws(Errno) -> Bool {
        let notices = try Inotify()
        try notices.watch(looksAt: LiveKernel(path: location.directory).path)
        while true {
            var entries = [PollEntry(notices.rawValue, .readable)]
            guard try Poll.wait(&entries, until: deadline) > 0 else { return false }
            let isSeen = try notices.take().contains { notice in
                notice.kind == .look
                    && (hasRequests ? notice.name.suffix(4).elementsEqual(".req".utf8) : notice.name.isEmpty)
            }
            if isSeen { return true }
        }
    }
}
