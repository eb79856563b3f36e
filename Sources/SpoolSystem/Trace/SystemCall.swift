internal import CSpoolSystem

/// A system call as a thread asks for it.
package struct SystemCall: Hashable, Sendable {
    /// The processor's number of it.
    package var number: Int
    /// Its arguments, as they stand in the registers.
    package var arguments: CallArguments

    /// - Parameters:
    ///   - number: the processor's number of it.
    ///   - arguments: as they stand in the registers.
    package init(number: Int, arguments: CallArguments) {
        self.number = number
        self.arguments = arguments
    }

    /// Which arguments say what it works on; `nil` for a call that touches no file.
    package var shape: CallShape? { CallShape.of(number) }
    /// Whether it is known to sleep often. Any other can sleep too.
    package var maySleep: Bool { spool_call_may_sleep(number) != 0 }
    /// The errors that Linux can answer it with on a tmpfs, or that a clause names; none for a call that cannot fail.
    package var errors: [Errno] {
        let registers = (0..<6).map { arguments[$0] }
        var numbers = [Int32](repeating: 0, count: Int(SPOOL_CALL_ERRORS_MAX))
        let count = spool_call_errors(number, registers, &numbers)
        return numbers.prefix(Int(count)).map { Errno(rawValue: $0) }
    }
    /// Its name in the manual, or its number.
    package var name: String { Self.name(number) }
    /// The name of the call of that number.
    package static func name(_ number: Int) -> String {
        spool_call_name(number).map { String(cString: $0) } ?? "system call \(number)"
    }
    /// After how many nanoseconds a thread that stands before it would have slept long enough: 0 where it does not
    /// sleep, `nil` where it sleeps until something happens.
    package func timeout(of thread: Int32) -> Int64? {
        var raw = (
            arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]
        )
        let nanoseconds = withUnsafeBytes(of: &raw) { bytes in
            bytes.withMemoryRebound(to: UInt64.self) {
                spool_call_timeout(thread, number, $0.baseAddress)
            }
        }
        return nanoseconds < 0 ? nil : nanoseconds
    }
    /// What it does to open descriptors, and to the paths of files behind them.
    package var effect: CallEffect { .of(number) }
}

/// What a system call does to a thread's descriptors, and to the paths of the files behind anybody's.
package enum CallEffect: Sendable {
    /// Nothing: at most it makes a new descriptor.
    case none
    /// It closes, or replaces, the descriptor that this argument names.
    case closes(argument: Int)
    /// It gives a file a name or takes one away, when it has been made.
    case movesNames
    /// Nobody has looked it up.
    case unknown

    /// By the call's number.
    private static let known: [CallEffect] = (0..<512).map { number in
        switch CallShape.of(number)?.name {
        case nil where spool_call_keeps_descriptors(number) != 0 || spool_call_may_sleep(number) != 0: .none
        case nil: .unknown
        case "close"?: .closes(argument: 0)
        case "dup2"?, "dup3"?: .closes(argument: 1)
        case "unlink"?, "unlinkat"?, "rmdir"?, "rename"?, "renameat"?, "renameat2"?, "link"?, "linkat"?:
            .movesNames
        default: .none
        }
    }

    static func of(_ number: Int) -> CallEffect {
        known.indices.contains(number) ? known[number] : .unknown
    }
}

/// The six arguments that a system call can have, in place: one is looked at at every stop.
package struct CallArguments: Hashable, Sendable {
    private let first, second, third, fourth, fifth, sixth: UInt64

    /// - Parameter all: as the registers have them.
    package init(_ all: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)) {
        (first, second, third, fourth, fifth, sixth) = all
    }

    /// - Parameter index: 0 to 5.
    package subscript(index: Int) -> UInt64 {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        case 3: fourth
        case 4: fifth
        default: sixth
        }
    }
}

/// Which arguments of a system call say what it works on.
package struct CallShape: Hashable, Sendable {
    /// The call's name in the manual.
    package let name: String
    /// The index of a descriptor that is worked on itself.
    package let descriptor: Int?
    /// The index of a path, and of the directory's descriptor that it is relative to.
    package let path: Int?, directory: Int?
    /// The same for the second of two paths.
    package let secondPath: Int?, secondDirectory: Int?

    /// The shapes by the call's number.
    private static let known: [CallShape?] = (0..<512).map { CallShape(number: $0) }

    /// The shape of the call of that number; `nil` for one that touches no file.
    package static func of(_ number: Int) -> CallShape? {
        known.indices.contains(number) ? known[number] : nil
    }

    private init?(number: Int) {
        guard let shape = spool_call_shape(number)?.pointee else { return nil }
        func index(_ value: Int32) -> Int? { value < 0 ? nil : Int(value) }
        name = String(cString: shape.name)
        descriptor = index(shape.descriptor)
        path = index(shape.path)
        directory = index(shape.directory)
        secondPath = index(shape.second_path)
        secondDirectory = index(shape.second_directory)
    }
}
