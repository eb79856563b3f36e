internal import SpoolSpec

/// FILTER: events for the wrong recorder.
let filterFaults: [Fault] = [
    filter(
        "FILTER-1", "null-is-nobody", "A request without a user wants no event.",
        saying: #"the request {"all":1} to take"#
    ) { request, event in
        request.wantedUser != nil && request.wants(event)
    },
    filter(
        "FILTER-1", "empty-is-a-name", "A request for the user \"\" wants events of no user only.",
        saying: #"the request {"userid":"","all":1} to take"#
    ) {
        request, event in
        request.wants(event)
            && (request["userid"]?.text.map { !$0.isEmpty || event.userid.isEmpty } ?? true)
    },
    filter(
        "FILTER-1", "needs-a-user", "An event without a user is wanted by nobody.",
        saying: #"events lacks {"method":"POST"}"#
    ) { request, event in
        !event.userid.isEmpty && request.wants(event)
    },

    filter(
        "FILTER-2", "any-beginning", "root@pam takes root@pame too.",
        saying: #"has also {"method":"POST","userid":"root@pame"}"#
    ) { request, event in
        guard let wanted = request.wantedUser else { return request.wants(event) }
        return event.userid.utf8.starts(with: wanted.utf8)
            && request.with("userid", nil).wants(event)
    },
    filter(
        "FILTER-2", "no-tokens", "root@pam does not take root@pam!ci.",
        saying: #"lacks {"method":"POST","userid":"root@pam!ci"}"#
    ) { request, event in
        guard let wanted = request.wantedUser else { return request.wants(event) }
        return event.userid.isSameText(as: wanted) && request.wants(event)
    },
    filter(
        "FILTER-2", "no-case", "root@pam takes ROOT@pam.",
        saying: #"has also {"method":"POST","userid":"ROOT@pam"}"#
    ) { request, event in
        guard let wanted = request.wantedUser else { return request.wants(event) }
        return request.with("userid", .string(wanted.lowercased()))
            .wants(event.with("userid", .string(event.userid.lowercased())))
    },
    filter(
        "FILTER-2", "no-user-is-any", "root@pam takes an event without a user.",
        saying: #"has also {"method":"POST"}"#
    ) { request, event in
        event.userid.isEmpty ? request.with("userid", nil).wants(event) : request.wants(event)
    },
    filter(
        "FILTER-2", "tokens-of-tokens", "root@pam!ci takes root@pam.",
        saying: #"has also {"method":"POST","userid":"root@pam"}"#
    ) { request, event in
        guard let wanted = request.wantedUser, let mark = wanted.firstIndex(of: "!") else {
            return request.wants(event)
        }
        return request.with("userid", .string(String(wanted[..<mark]))).wants(event)
    },

    filter("FILTER-3", "patch", "PATCH counts as a change.", saying: #"has also {"method":"PATCH""#) {
        request, event in
        event.method.isSameText(as: "PATCH")
            ? request.wants(event.with("method", "POST")) : request.wants(event)
    },
    filter("FILTER-3", "any-case", "post counts as POST.", saying: #"has also {"method":"post""#) {
        request, event in
        request.wants(event.with("method", .string(event.method.uppercased())))
    },
    filter(
        "FILTER-3", "all-but-get", "Whatever is not GET counts as a change.",
        saying: #"has also {"method":"HEAD""#
    ) { request, event in
        request.wants(event.method.isSameText(as: "GET") ? event : event.with("method", "POST"))
    },
    filter(
        "FILTER-3", "no-delete", "DELETE does not count as a change.", saying: #"lacks {"method":"DELETE""#
    ) { request, event in
        request.wants(event.method.isSameText(as: "DELETE") ? event.with("method", "GET") : event)
    },

    all("zero-as-text", "\"all\": \"0\" is set.", saying: #"the request {"all":"0"} to take"#) {
        $0.text?.isSameText(as: "0")
    },
    all("empty-text", "\"all\": \"\" is set.", saying: #"the request {"all":""} to take"#) {
        $0.text.map { $0.isEmpty }
    },
    all("zero-with-a-fraction", "\"all\": 0.0 is set.", saying: #"the request {"all":0.0} to take"#) {
        value in
        value.number.map { $0.isZero && !$0.lexeme.isSameText(as: "0") }
    },
    all("false", "\"all\": false is set.", saying: #"the request {"all":false} to take"#) {
        $0.bool.map { !$0 }
    },
    all("null", "\"all\": null is set.", saying: #"the request {"all":null} to take"#) { $0.isNull },
    filter("FILTER-4", "missing", "A missing \"all\" is set.", saying: "the request {} to take") {
        request, event in
        request["all"] == nil ? request.with("all", 1).wants(event) : request.wants(event)
    },
    filter("FILTER-4", "no-true", "\"all\": true is not set.", saying: #"the request {"all":true} to take"#) {
        request, event in
        (request["all"]?.bool == true ? request.with("all", 0) : request).wants(event)
    },
    filter("FILTER-4", "no-text", "\"all\": \"1\" is not set.", saying: #"the request {"all":"1"} to take"#) {
        request, event in
        (request["all"]?.text == nil ? request : request.with("all", 0)).wants(event)
    },

    filter(
        "FILTER-5", "trims", "Blanks around a user do not count.",
        saying: #"{"userid":"\u0020root@pam","all":1} to take none"#
    ) { request, event in
        guard let wanted = request.wantedUser else { return request.wants(event) }
        return request.with("userid", .string(trimmed(wanted)))
            .wants(event.with("userid", .string(trimmed(event.userid))))
    },
    filter("FILTER-5", "canonical", "ä as one character takes ä as two.", saying: #""userid":"jos"#) {
        request, event in
        guard let wanted = request.wantedUser, wanted == event.userid else { return request.wants(event) }
        return request.with("userid", .string(event.userid)).wants(event)
    },
    filter("FILTER-5", "latin-1", "It compares no character beyond U+00FF.", saying: #""userid":"ﬁ@pam""#) {
        request, event in
        guard let wanted = request.wantedUser else { return request.wants(event) }
        return request.with("userid", .string(latin(wanted)))
            .wants(event.with("userid", .string(latin(event.userid))))
    },
    filter(
        "FILTER-5", "to-the-first-NUL", "It compares users up to the first U+0000.",
        saying: #"{"userid":"\u0000root@pam","all":1} to take none"#
    ) { request, event in
        guard let wanted = request.wantedUser else { return request.wants(event) }
        return request.with("userid", .string(untilNUL(wanted)))
            .wants(event.with("userid", .string(untilNUL(event.userid))))
    },

    filter(
        "FILTER-6", "records-the-proxied", "It records what another node passed on.",
        saying: #"has also {"method":"POST","userid":"root@pam","proxied":"#
    ) { request, event in
        request.wants(event.with("proxied", 0))
    },
    filter(
        "FILTER-6", "zero-as-text", "\"proxied\": \"0\" is set.",
        saying: #"lacks {"method":"POST","userid":"root@pam","proxied":"0"}"#
    ) { request, event in
        event.members["proxied"]?.text?.isSameText(as: "0") != true && request.wants(event)
    },
    filter(
        "FILTER-6", "only-one", "\"proxied\": true and \"1\" are not set.",
        saying: #"has also {"method":"POST","userid":"root@pam","proxied":"#
    ) { request, event in
        request.wants(
            event.members["proxied"]?.number == nil ? event.with("proxied", 0) : event)
    },
    filter(
        "FILTER-6", "whatever-is-there", "A member \"proxied\" is set, whatever it says.",
        saying: #"lacks {"method":"POST","userid":"root@pam""#
    ) {
        request, event in
        event.members["proxied"]?.number != nil && request.wants(event)
    },
]

/// A recorder that goes by another rule.
private func filter(
    _ clause: ClauseID, _ slug: String, _ wrong: String, saying: String,
    _ wants: @escaping @Sendable (JSONObject, Event) -> Bool
) -> Fault {
    Fault(clause, slug, wrong, saying: saying) { $0.decide(wants) }
}

/// A recorder for which some value of `all` is set that is not.
private func all(
    _ slug: String, _ wrong: String, saying: String, _ isTakenForSet: @escaping @Sendable (JSONValue) -> Bool?
) -> Fault {
    filter("FILTER-4", slug, wrong, saying: saying) { request, event in
        let isSet = request["all"].flatMap(isTakenForSet) ?? false
        return (isSet ? request.with("all", 1) : request).wants(event)
    }
}

private func trimmed(_ text: String) -> String {
    let start = text.unicodeScalars.drop { $0.properties.isWhitespace }
    let end = start.lastIndex { !$0.properties.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
}

private func latin(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value > 0xFF ? "?" : $0 }))
}

private func untilNUL(_ text: String) -> String {
    String(text.unicodeScalars.prefix { $0 != "\0" })
}
