import SpoolHarness
import Testing

@Suite struct `The tape` {
    @Test func `a tape is written as one word and read back`() throws {
        for choices in [[], [0], [7], [0, 0, 0], [1, 2, 2, 2, 0], [5, 5, 6, 0, 0]] {
            #expect(Tape(text: Tape(choices).text) == Tape(choices))
        }
        #expect(Tape([1, 0, 0, 0, 2]).text == "1.0x3.2")
        for text in ["x", "1.", "-1", "1x0", "1x", "1x2x3", "a", "1x9999999999", "99999999999999999999"] {
            #expect(Tape(text: text) == nil)
        }
    }

    @Test func `what was drawn is read back, and ends in zeros`() {
        var drawn = Choices(seed: 3, name: "a")
        let event = drawn.event()
        var replayed = Choices(replaying: drawn.tape)
        #expect(replayed.event() == event)
        #expect(replayed.tape == drawn.tape && replayed.spans == drawn.spans)
        #expect(replayed.upTo(9) == 0)
        var bounded = Choices(replaying: Tape([100]))
        #expect(bounded.upTo(7) == 7)
    }

    @Test func `a list that goes wrong shrinks to the item that is to blame`() throws {
        let property = Property("shrinking") { choices in
            let numbers = choices.list(mean: 10, max: 50) { $0.upTo(1_000_000) }
            if numbers.contains(where: { $0 >= 4711 }) { throw Falsified("BIG", "\(numbers)") }
        }
        let failure = try #require(property.check(runs: 100, seed: 1).failures.first)
        #expect(failure.text == "[4711]")
        #expect(failure.tape == Tape([1, 4711, 0]) || failure.tape == Tape([1, 4711]))
    }

    @Test func `a length before its items shrinks with them, and order and sums are made simple`() throws {
        let counted = Property("counted") { choices in
            let count = choices.upTo(20)
            let numbers = (0..<count).map { _ in choices.upTo(100) }
            if Set(numbers).count >= 3 { throw Falsified("THREE", "\(numbers)") }
        }
        #expect(counted.check(runs: 100, seed: 1).failures.first?.text == "[0, 1, 2]")
        let summed = Property("summed") { choices in
            let pair = [choices.upTo(100), choices.upTo(100)]
            if pair[0] + pair[1] >= 100 { throw Falsified("SUM", "\(pair)") }
        }
        #expect(summed.check(runs: 100, seed: 1).failures.first?.text == "[0, 100]")
    }

    @Test func `failures are told apart by their clauses`() {
        let property = Property("two") { choices in
            let number = choices.upTo(1000)
            if number > 800 { throw Falsified("HIGH", "\(number)") }
            if number > 500 { throw Falsified("MIDDLE", "\(number)") }
        }
        let failures = property.check(runs: 200, seed: 1).failures
        #expect(Set(failures.map { "\($0.clause) \($0.text)" }) == ["HIGH 801", "MIDDLE 501"])
    }

    @Test func `a generator that hardly ever reaches the point is complained of`() {
        let rare = Property("rare", points: ["seven": 10]) { if $0.upTo(999) == 7 { $0.reach("seven") } }
        #expect(rare.check(runs: 100, seed: 1).complaints.count == 1)
        let useless = Property("useless") { if $0.upTo(99) != 7 { throw Unsuitable() } }
        #expect(useless.check(runs: 100, seed: 1).complaints.count == 1)
        let sound = Property("sound", points: ["even": 4]) { if $0.upTo(9) % 2 == 0 { $0.reach("even") } }
        #expect(sound.check(runs: 100, seed: 1).complaints.isEmpty)
    }

    @Test func `known tapes are run before new ones`() {
        let property = Property("known") {
            if $0.upTo(1_000_000) == 123_456 { throw Falsified("K", "found") }
        }
        #expect(property.check(runs: 10, seed: 1).failures.isEmpty)
        #expect(property.check(runs: 0, seed: 1, known: [Tape([123_456])]).failures.first?.clause == "K")
    }
}
