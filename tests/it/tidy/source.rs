//! One source file as the rules see it: its lines, its code without comments and strings, its paths.

/// A source with what the rules ask of it.
pub struct Source<'a> {
    /// The path from the top of the repository, with forward slashes.
    pub path: &'a str,
    /// The text as it is.
    pub text: &'a str,
    /// The text before its tests, with comments and the insides of strings as blanks; lines and
    /// columns stay where they were.
    pub code: String,
    /// How many lines come before the tests.
    pub lines_before_tests: usize,
}

impl<'a> Source<'a> {
    /// Reads `text` as the file at `path`.
    pub fn read(path: &'a str, text: &'a str) -> Self {
        let mut code = blanked(text);
        let all = text.lines().count();
        let lines_before_tests =
            if is_test_file(path) { 0 } else { tests_begin(&code).unwrap_or(all) };
        let kept: Vec<&str> = code.lines().take(lines_before_tests).collect();
        code = kept.join("\n");
        Self { path, text, code, lines_before_tests }
    }

    /// The paths below `root` (for instance `crate`) that the code names, each with its line; the
    /// groups of `use` are written out.
    pub fn paths_below(&self, root: &str) -> Vec<(usize, Vec<String>)> {
        let start = format!("{root}::");
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices(&start) {
            if self.code[..at].chars().next_back().is_some_and(is_word) {
                continue;
            }
            let mut leaves = Vec::new();
            use_tree(&self.code, at + start.len(), &[], &mut leaves);
            found.extend(leaves.into_iter().map(|(at, path)| (self.line_of(at), path)));
        }
        found
    }

    /// The lines on which `word` stands in the code by itself, not inside a longer word.
    pub fn lines_with(&self, word: &str) -> Vec<usize> {
        let mut lines: Vec<usize> = self
            .code
            .match_indices(word)
            .filter(|(at, _)| {
                let before = self.code[..*at].chars().next_back();
                let after = self.code[at + word.len()..].chars().next();
                !before.is_some_and(is_word) && !after.is_some_and(is_word)
            })
            .map(|(at, _)| self.line_of(at))
            .collect();
        lines.dedup();
        lines
    }

    /// The line, counted from 1, of the byte at `at` in the code.
    fn line_of(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }
}

/// Whether the file holds tests only.
fn is_test_file(path: &str) -> bool {
    path.starts_with("tests/")
        || path.starts_with("benches/")
        || path.ends_with("/tests.rs")
        || path.contains("/tests/")
}

/// How many lines come before the module of tests, if there is one.
fn tests_begin(code: &str) -> Option<usize> {
    let lines: Vec<&str> = code.lines().collect();
    (0..lines.len()).find(|&at| {
        lines[at].trim_start().starts_with("#[cfg(test)]")
            && lines[at + 1..].iter().take(3).any(|line| {
                let line = line.trim_start();
                line.starts_with("mod ") && line.trim_end().ends_with('{')
            })
    })
}

/// Whether `c` can be part of a Rust word.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Reads one tree of a path that begins at byte `at`, pushes its leaves with the byte where each
/// one's last step begins, and returns the byte behind the tree.
fn use_tree(
    code: &str,
    at: usize,
    above: &[String],
    leaves: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let at = at + code[at..].len() - code[at..].trim_start().len();
    if let Some(group) = code[at..].strip_prefix('{') {
        let mut next = code.len() - group.len();
        loop {
            next = use_tree(code, next, above, leaves);
            let rest = code[next..].trim_start();
            next = code.len() - rest.len();
            match rest.chars().next() {
                Some(',') => next += 1,
                Some('}') => return next + 1,
                _ => return next,
            }
        }
    }
    let word: String = code[at..].chars().take_while(|c| is_word(*c) || *c == '*').collect();
    let end = at + word.len();
    if word.is_empty() {
        return end;
    }
    let mut path = above.to_vec();
    path.push(word);
    if let Some(rest) = code[end..].strip_prefix("::")
        && rest.starts_with(|c: char| is_word(c) || c == '{' || c == '*')
    {
        return use_tree(code, end + 2, &path, leaves);
    }
    leaves.push((at, path));
    // A renamed leaf (`a as b`) ends behind its new name.
    let rest = code[end..].trim_start();
    rest.strip_prefix("as ").map_or(end, |renamed| {
        let name: usize = renamed.chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum();
        code.len() - renamed.len() + name
    })
}

/// `text` with comments and the insides of strings and characters as blanks.
fn blanked(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = token_to_blank(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment, string or character that begins at `at` ends; `at` itself if none does.
fn token_to_blank(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let word_before = at > 0 && is_word(chars[at - 1]);
    match rest {
        ['/', '/', ..] => at + rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => at + block_comment(rest),
        ['"', ..] => at + quoted(rest, '"'),
        ['r', '"' | '#', ..] if !word_before => at + raw_string(rest, 1),
        ['b', 'r', '"' | '#', ..] if !word_before => at + raw_string(rest, 2),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => at + quoted(rest, '\''),
        _ => at,
    }
}

/// The length of the block comment at the start of `rest`; block comments nest.
fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => {
                depth += 1;
                at += 2;
            }
            ['*', '/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

/// The length of the literal at the start of `rest`, closed by `quote`, with backslash escapes.
fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of the raw string at the start of `rest` whose prefix has `prefix` letters; zero if
/// it is no raw string but a raw identifier.
fn raw_string(rest: &[char], prefix: usize) -> usize {
    let hashes = rest[prefix..].iter().take_while(|c| **c == '#').count();
    if rest.get(prefix + hashes) != Some(&'"') {
        return 0;
    }
    let mut at = prefix + hashes + 1;
    while at < rest.len() {
        if rest[at] == '"'
            && rest[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
        {
            return at + 1 + hashes;
        }
        at += 1;
    }
    rest.len()
}
