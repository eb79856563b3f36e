"""Finds the places at which the reference recorder's text can be weakened, and puts a switch at each of them.

One build serves all mutants: at every place stands `mutant(N) ? weaker : as it was`, and the number is chosen when
the program is started (SPOOL_MUTANT). What can be done at a place:

  call         a call is left out, and answered as if it had been made; or made after the one that follows it
  flag         a flag of an open, or the strength of a lock
  number       a mode, a bound, an age
  check        an operand of a condition is taken for true, or for false; a comparison with its bound the other way.
               (Whoever notices either of the two notices the inverted check.)
  case         a pattern of a switch, or of an `if case`, that never matches
  statement    an assignment or a call of a function that is left out

It reads text as scripts/format leaves it, not Swift in general: one statement a line, conditions with their braces.
"""

import re
from dataclasses import dataclass

# What can be answered without being made: everything but questions and what opens a file.
ANSWERABLE = {"makeDirectory", "link", "unlink", "lock", "unlock", "setMode", "setGroup", "write", "punchHole",
              "close", "wait"}
# A descriptor that is closed one call later is closed all the same; a wait has no order.
NOT_LATER = {"close", "wait"}
FLAGS = {"append", "create", "noFollow", "nonBlocking"}
NUMBERS = {
    "0o640": ["0o644", "0o600"], "0o600": ["0o666"], "0o700": ["0o777"], "0o2770": ["0o2777", "0o770", "0o2700"],
    "65_536": ["65_535", "65_537"], "5_000_000_000": ["0", "50_000_000_000"],
    "1_000_000_000": ["100_000_000", "2_000_000_000"], "20_000_000": ["0"],
}
STATEMENT = re.compile(
    r"^(?:try )?(?:[a-z_][\w.]*(?:\[[^\]]*\])?(?:\.[a-z]\w*)*\(.*\)|(?!state\b|let\b|var\b)[a-z_][\w.\[\]]* [-+]?= .*|_ = .*)$")
# Functions that say nothing of the protocol: for people, and for the model's table of states.
UNJUDGED = {"description", "hash"}
KEYWORD = re.compile(r"^(?:return|let|var|guard|if|for|while|switch|case|default|else|do|func|private|public|fileprivate"
                     r"|static|init|struct|enum|extension|import|throw|continue|break|defer|precondition"
                     r"|preconditionFailure|consume|self\.init|@)\b")


@dataclass
class Mutant:
    """One place and one change."""
    number: int
    file: str
    line: int
    place: str      # the function that it is in
    change: str     # in words
    name: str = ""  # by which it is known: place and change, the same for every run

    def __str__(self):
        return f"{self.name} ({self.file}:{self.line})"


class Text:
    """A file's text, where its comments and strings are, and what is to be put in between."""

    def __init__(self, file, text):
        self.file, self.text = file, text
        blank = lambda match: " " * len(match.group())
        self.code = re.sub(r"//[^\n]*", blank, text)
        self.code = re.sub(r'"(?:\\.|[^"\\\n])*"', lambda m: '"' + "_" * (len(m.group()) - 2) + '"', self.code)
        self.before, self.after, self.instead = {}, {}, {}

    def wrap(self, start, end, prefix, suffix):
        """Puts text around a part; what was put around a smaller part stays inside."""
        self.before.setdefault(start, []).append((end, prefix))
        self.after.setdefault(end, []).append((start, suffix))

    def replace(self, start, end, text):
        self.instead[start] = (end, text)

    def result(self):
        out, index = [], 0
        while index <= len(self.text):
            for _, suffix in sorted(self.after.get(index, []), key=lambda x: -x[0]):
                out.append(suffix)
            for _, prefix in sorted(self.before.get(index, []), key=lambda x: -x[0]):
                out.append(prefix)
            if index in self.instead:
                end, text = self.instead[index]
                out.append(text)
                index = end
                continue
            if index < len(self.text):
                out.append(self.text[index])
            index += 1
        return "".join(out)


def closing(code, start):
    """Where the bracket that opens at `start` is closed."""
    depth = 0
    for index in range(start, len(code)):
        if code[index] in "([{":
            depth += 1
        elif code[index] in ")]}":
            depth -= 1
            if depth == 0:
                return index
    raise ValueError("unbalanced")


def split(code, start, end, separators):
    """The parts between separators that stand outside of brackets, without blanks around them."""
    parts, depth, first, index = [], 0, start, start
    while index < end:
        if code[index] in "([{":
            depth += 1
        elif code[index] in ")]}":
            depth -= 1
        found = depth == 0 and next((s for s in separators if code.startswith(s, index)), None)
        if found:
            parts.append((first, index, found))
            index += len(found)
            first = index
            continue
        index += 1
    parts.append((first, end, None))
    trimmed = []
    for first, last, separator in parts:
        while first < last and code[first].isspace():
            first += 1
        while last > first and code[last - 1].isspace():
            last -= 1
        trimmed.append((first, last, separator))
    return trimmed


class Finder:
    """Finds the places of one file."""

    def __init__(self, file, text, mutants, skipped):
        self.source = Text(file, text)
        self.code, self.text, self.file = self.source.code, text, file
        self.mutants, self.skipped = mutants, skipped
        self.module = file.rsplit("/", 1)[-1].removesuffix(".swift")
        self.lines = [0] + [match.end() for match in re.finditer("\n", text)]
        self.functions = self.find_functions()

    def find_functions(self):
        """Each function's name and extent; of nested types only the name counts."""
        found = []
        for match in re.finditer(r"\b(?:func (\w+)|(init)\b(?=[(<?])|var (\w+): [^={\n]+(?=\{))", self.code):
            opening = self.code.find("{", match.end())
            if match.group(1) or match.group(2):
                parameters = self.code.find("(", match.start())
                opening = self.code.find("{", closing(self.code, parameters))
            found.append((opening, closing(self.code, opening), next(filter(None, match.groups()))))
        return found

    def function(self, index):
        inside = [f for f in self.functions if f[0] <= index <= f[1]]
        return max(inside, key=lambda f: f[0])[2] if inside else "type"

    def line(self, index):
        return self.text.count("\n", 0, index) + 1

    def mutant(self, index, change):
        """A number for a change at a place; `None` where it is known not to compile."""
        place = f"{self.module}.{self.function(index)}"
        if self.function(index) in UNJUDGED:
            return 0
        name = f"{place}: {change}"
        count = sum(1 for m in self.mutants if m.name == name or m.name.startswith(name + " #"))
        if count:
            name += f" #{count + 1}"
        number = len(self.mutants) + 1
        self.mutants.append(Mutant(number, self.file, self.line(index), place, change, name))
        return number if name not in self.skipped else 0

    def shown(self, start, end):
        return re.sub(r"\s+", " ", self.text[start:end])

    def run(self):
        self.find_calls()
        self.find_flags()
        self.find_numbers()
        self.find_conditions()
        self.find_cases()
        self.find_statements()
        return self.source.result()

    def find_calls(self):
        for match in re.finditer(r"\.call\(\.(\w+)", self.code):
            if "case" in self.code[self.lines[self.line(match.start()) - 1]:match.start()]:
                continue
            name = match.group(1)
            opening = match.start() + len(".call")
            end = closing(self.code, opening)
            if name not in ANSWERABLE:
                continue
            shown = self.shown(opening + 2, end)
            omitted = self.mutant(match.start(), f"leave out {shown}")
            later = 0 if name in NOT_LATER else self.mutant(match.start(), f"{shown} one call later")
            self.source.wrap(opening + 1, end, f"altered({omitted}, {later}, ", ")")

    def find_flags(self):
        for match in re.finditer(r"(?<=[\[ ])\.(\w+)(?=[,\])])", self.code):
            name = match.group(1)
            number = 0
            if name in FLAGS and self.code[:match.start()].rstrip()[-1] in "[,":
                number = self.mutant(match.start(), f"without the flag {name}")
                weaker = "[]"
            elif name in ("exclusive", "shared") and ".lock(" in self.code[match.start() - 30:match.start()]:
                weaker = ".shared" if name == "exclusive" else ".exclusive"
                number = self.mutant(match.start(), f"a lock that is {weaker[1:]}")
            if number:
                self.source.replace(match.start(), match.end(), f"(mutant({number}) ? {weaker} : .{name})")

    def find_numbers(self):
        for match in re.finditer(r"\b(0o\d+|\d[\d_]*\d)\b", self.code):
            line = self.code[self.lines[self.line(match.start()) - 1]:match.end()]
            choices = NUMBERS.get(match.group(1))
            if choices is None and re.search(r"\b(static (let|var)|var) \w*(Max|Min|Age|Interval|Limit)\b", line):
                choices = ["1"]
            if choices is None or line.rstrip(match.group(1)).endswith("<< "):
                continue
            text = match.group(1)
            for choice in choices:
                number = self.mutant(match.start(), f"{choice} instead of {match.group(1)}")
                text = f"mutant({number}) ? {choice} : {text}" if number else text
            self.source.replace(match.start(), match.end(), f"({text})")

    def find_conditions(self):
        for match in re.finditer(r"\b(guard|if|while|where)\b|(?<= )\? ", self.code):
            word, start = match.group(1), match.end()
            if self.function(match.start()) == "type" or word == "while" and self.code.startswith(" true ", start):
                continue
            if word is None:
                self.ternary(match.start())
                continue
            end = self.condition_end(word, start)
            if word == "where":
                self.operands(start, end)
                continue
            for first, last, _ in split(self.code, start, end, [","]):
                if re.match(r"(let|var|case)\b", self.code[first:last]):
                    if word == "if" and self.code.startswith("case", first):
                        number = self.mutant(first, f"never {self.shown(first, last)}")
                        self.source.wrap(first, last, "", f", !mutant({number})")
                    continue
                self.operands(first, last)
        # What is neither asked nor returned by word: `let isX = a == b`, and a body that is one expression.
        for match in re.finditer(r"^ +(?:let (\w+) = )?(.*(?: && | \|\| | == | >= | <= | > | < ).*(?:\n +(?:&&|\|\|).*)*)",
                                 self.code, re.M):
            text = match.group(2)
            if re.match(r"(guard|if|while|case|return|switch|for|let|var|&&|\|\||\}|\?|private|public|func)\b|[&|?]", text):
                continue
            if re.search(r" \? |[-+]?= (?!=)| where |\{|->|: ", text.replace("==", "")) or "<" in text and ">" in text:
                continue
            if match.group(1) is None and not re.search(r"&&|\|\||==|<=|>=", text):
                continue
            if text.count("(") != text.count(")"):
                continue
            self.operands(match.start(2), match.end(2))

    def condition_end(self, word, start):
        depth, index = 0, start
        while True:
            char = self.code[index]
            if char in "([":
                depth += 1
            elif char in ")]":
                depth -= 1
            elif depth == 0:
                if word == "guard" and re.match(r"\belse\b", self.code[index:index + 4]) and not self.code[index - 1].isalnum():
                    return index
                if word != "guard" and char == "{" and self.code[index - 1] == " ":
                    # A closure's brace has no blank and word before it that ends a condition.
                    return index
                if word == "where" and char == ":":
                    return index
            index += 1

    def ternary(self, question):
        """The condition of `c ? a : b`: back to what opens it."""
        depth, index = 0, question
        while index > 0:
            char = self.code[index - 1]
            if char in ")]}":
                depth += 1
            elif char in "([{":
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and (char in ",\n" or self.code[:index].endswith((" = ", "return ", ": "))):
                break
            index -= 1
        while self.code[index].isspace():
            index += 1
        if not self.code[index:question].startswith((".", "//")):
            self.operands(index, question)

    def operands(self, start, end):
        for first, last, _ in split(self.code, start, end, ["&&", "||"]):
            if self.code[first] == "(" and closing(self.code, first) == last - 1:
                self.operands(first + 1, last - 1)
                continue
            shown = self.shown(first, last)
            if not shown:
                continue
            true = self.mutant(first, f"true for {shown}")
            false = self.mutant(first, f"false for {shown}")
            self.source.wrap(first, last, f"chosen({true}, {false}, ", ")")
            bound = re.search(r" (<|<=|>|>=) ", self.code[first:last])
            if bound and "(" not in self.code[first:first + bound.start()]:
                other = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}[bound.group(1)]
                left = self.text[first:first + bound.start()]
                right = self.text[first + bound.end():last]
                number = self.mutant(first, f"{other} in {shown}")
                if number:
                    self.source.wrap(first, last, f"mutant({number}) ? {left} {other} {right} : ", "")

    def find_cases(self):
        """Patterns of a switch that has a default, and so lets them go by."""
        for match in re.finditer(r"\bswitch\b[^\n]*\{\n", self.code):
            opening = match.end() - 2
            end = closing(self.code, opening)
            body = self.code[opening:end]
            indent = re.search(r"^ *", self.code[self.lines[self.line(match.start()) - 1]:]).group()
            if not re.search(rf"^{indent}default:", body, re.M):
                continue
            for case in re.finditer(rf"^{indent}case (.*?):(?= |\n)", body, re.M | re.S):
                first, last = opening + case.start(1), opening + case.end(1)
                if " where " in self.code[first:last]:
                    continue
                for start, stop, _ in split(self.code, first, last, [","]):
                    number = self.mutant(start, f"never case {self.shown(start, stop)}")
                    if number:
                        self.source.wrap(start, stop, "", f" where !mutant({number})")

    def find_statements(self):
        for match in re.finditer(r"^( +)([^\s].*)$|(?<=\{ )([^{}\n]+)(?= \})", self.code, re.M):
            text = match.group(2) or match.group(3)
            start = match.start(2) if match.group(2) else match.start(3)
            place = self.function(start)
            if place in ("type", "init") or text.count("(") != text.count(")") or KEYWORD.match(text):
                continue
            if not STATEMENT.match(text) or "{" in text:
                continue
            if text.endswith(",") or self.is_value(match, start):
                continue
            # The first value of what was declared without one cannot be left out.
            assigned = re.match(r"(\w+) = ", text)
            if assigned and re.search(rf"^ +(?:let|var) {assigned.group(1)}: [^={{\n]+$", self.code, re.M):
                continue
            number = self.mutant(start, f"without {self.shown(start, start + len(text))}")
            if number:
                self.source.wrap(start, start + len(text), f"if !mutant({number}) {{ ", " }")

    def is_value(self, match, start):
        """Whether the text is the value of what it stands in: a closure's, or a one-line getter's."""
        if match.group(3):
            head = self.code[self.lines[self.line(start) - 1]:start]
            return not re.search(r"\b(if|for|while|else|guard)\b", head)
        before = self.code[:start].rstrip()
        after = self.code[start + len(match.group(2)):].lstrip()
        if before.endswith(("=", "(", ",", "?", "return")):
            return True
        head = before[before.rfind("\n") + 1:]
        if before.endswith(":"):
            return not re.match(r" *(case|default)\b", head)
        return after.startswith("}") and before.endswith(("{", "in")) and ("->" in head or not re.search(
            r"\b(if|for|while|else|do|catch|func|init|deinit|guard)\b", head))


def instrument(files, skipped=frozenset()):
    """Puts switches into these texts.

    files: text by path. skipped: names of mutants that do not compile.
    Returns the changed texts, by path, and the mutants.
    """
    mutants, changed = [], {}
    for path, text in files.items():
        changed[path] = Finder(path, text, mutants, skipped).run()
    return changed, mutants
