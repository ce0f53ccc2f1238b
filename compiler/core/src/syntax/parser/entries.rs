//! Names, types, arguments and properties. In: the tokens of a node's line. Out: entry records, and what is wrong.

use super::{Parser, ends_node};
use crate::syntax::messages;
use crate::syntax::strings;
use crate::syntax::token::{NO_TOKEN, TokenKind};
use crate::syntax::tree::EntryData;

/// What was found where a node's name belongs.
pub(super) struct Name {
    pub(super) token: u32,
    pub(super) broken: bool,
    /// The token is not even close to a name.
    pub(super) missing: bool,
}

impl Parser<'_> {
    /// The name of a node. None when the statement holds nothing to build a node on.
    pub(super) fn name(&mut self) -> Option<Name> {
        let at = self.at;
        let kind = self.kind();
        match kind {
            TokenKind::HashWord => {
                self.report(|source| messages::hash_comment(source, at));
                self.skip_rest_of_line();
                None
            }
            kind if kind.is_string() || kind == TokenKind::BadWord => {
                let sound = self.sound_string(at);
                self.take();
                Some(Name { token: at, broken: !sound, missing: false })
            }
            kind if kind.is_value() => {
                self.report(|source| messages::bad_name(source, at));
                self.take();
                Some(Name { token: at, broken: true, missing: false })
            }
            kind if ends_node(kind) || kind == TokenKind::Semicolon => {
                let last = self.last;
                self.report(|source| messages::missing_name_after_type(source, last));
                None
            }
            _ => {
                self.report_garbage(at);
                self.quiet = true;
                if kind != TokenKind::OpenBrace {
                    self.take();
                }
                Some(Name { token: at, broken: true, missing: true })
            }
        }
    }

    fn report_garbage(&mut self, at: u32) {
        match self.kind() {
            TokenKind::Disallowed => {}
            TokenKind::OpenBrace => self.report(|source| messages::block_without_node(source, at)),
            TokenKind::Bracket => self.report(|source| {
                messages::table_header(source, at).unwrap_or_else(|| messages::brackets(source, at))
            }),
            _ => self.report(|source| messages::unexpected(source, at)),
        }
    }

    pub(super) fn skip_rest_of_line(&mut self) {
        while !matches!(self.kind(), TokenKind::Newline | TokenKind::Eof) {
            self.at += 1;
        }
    }

    /// `(type)` and the space behind it, and whether something was wrong with it.
    pub(super) fn type_annotation(&mut self) -> (u32, bool) {
        if self.kind() != TokenKind::OpenParen {
            return (NO_TOKEN, false);
        }
        let open = self.take();
        self.skip_node_space();
        let name = self.at;
        let named = self.kind().is_string() || self.kind() == TokenKind::BadWord;
        let mut sound = named && self.sound_string(name);
        if named {
            self.take();
            self.skip_node_space();
        }
        if self.kind() == TokenKind::CloseParen {
            self.take();
            if !named {
                self.report(|source| messages::empty_type(source, open));
                self.quiet = true;
            }
        } else {
            sound = false;
            self.report(|source| messages::unclosed_type(source, open));
            self.quiet = true;
            self.skip_to_closing_paren();
        }
        self.skip_node_space();
        if self.kind() == TokenKind::Slashdash {
            sound = false;
            let mark = self.take();
            self.report(|source| messages::slashdash_after_type(source, mark, open));
            self.skip_line_space();
        }
        (if named { name } else { NO_TOKEN }, !sound || !named)
    }

    /// Goes behind the `)` of this line, if it has one before a brace or `;`.
    fn skip_to_closing_paren(&mut self) {
        let mut at = self.at;
        loop {
            match self.kind_at(at) {
                TokenKind::CloseParen => {
                    self.at = at;
                    self.take();
                    return;
                }
                TokenKind::OpenBrace | TokenKind::Semicolon | TokenKind::OpenParen => return,
                kind if ends_node(kind) => return,
                _ => at += 1,
            }
        }
    }

    /// An argument or property. `spaced`: something separates it from what comes before.
    pub(super) fn entry(&mut self, node: u32, spaced: bool, slashed: bool) {
        if !spaced && self.glued_to_previous(node) {
            return;
        }
        let first = self.at;
        let (type_name, type_broken) = self.type_annotation();
        let value = self.at;
        if !self.kind().is_value() {
            self.report(|source| messages::missing_value_after_type(source, first));
            return self.mark_broken(node);
        }
        self.take();
        if self.equals_follows() {
            return self.property(first, value, slashed);
        }
        let broken = !self.sound_value(value) || type_broken;
        let (property, dead) = (false, slashed);
        self.parsed.entries.push(EntryData { first, type_name, value, property, dead, broken });
    }

    /// The `=` and the value of a property. `first` is its name, unless a type stands before that.
    fn property(&mut self, first: u32, name: u32, slashed: bool) {
        let name_sound = self.sound_property_name(first, name);
        self.skip_node_space();
        self.take();
        self.skip_node_space();
        let (type_name, type_broken) = self.type_annotation();
        let value = self.property_value(name);
        let value_sound = value.is_some_and(|value| self.sound_value(value));
        self.parsed.entries.push(EntryData {
            first: name,
            type_name,
            value: value.unwrap_or(NO_TOKEN),
            property: true,
            dead: slashed,
            broken: type_broken || !name_sound || !value_sound,
        });
    }

    /// Whether `=` comes next, perhaps after space, without moving.
    fn equals_follows(&mut self) -> bool {
        let at = self.at;
        self.skip_node_space();
        let follows = self.kind() == TokenKind::Equals;
        self.at = at;
        follows
    }

    fn sound_property_name(&mut self, first: u32, name: u32) -> bool {
        if first != name {
            self.report(|source| messages::type_before_property(source, first, name));
            return false;
        }
        if self.kind_at(name).is_string() {
            return self.sound_string(name);
        }
        self.report(|source| messages::bad_name(source, name));
        false
    }

    fn property_value(&mut self, name: u32) -> Option<u32> {
        if self.kind().is_value() {
            return Some(self.take());
        }
        let last = self.last;
        let at = self.at;
        if self.kind() == TokenKind::Slashdash {
            self.report(|source| messages::slashdash_before_value(source, at, name));
            self.slashdash();
            self.take_if_value();
        } else {
            self.report(|source| messages::missing_value(source, name, last));
            self.quiet = true;
        }
        None
    }

    fn take_if_value(&mut self) {
        if self.kind().is_value() {
            self.take();
        }
    }

    /// Checks a value token and reports what is wrong with it.
    fn sound_value(&mut self, token: u32) -> bool {
        match self.kind_at(token) {
            TokenKind::Number => self.sound_number(token),
            TokenKind::HashWord => {
                self.report(|source| messages::unknown_keyword(source, token));
                false
            }
            TokenKind::Word if strings::is_reserved(self.source.slice(token)) => {
                self.report(|source| messages::bare_keyword(source, token));
                false
            }
            kind if kind.is_keyword() => true,
            _ => self.sound_string(token),
        }
    }

    fn sound_number(&mut self, token: u32) -> bool {
        let Err(fault) = crate::syntax::numbers::check(self.source.slice(token)) else { return true };
        self.report(|source| messages::number(source, token, fault));
        false
    }

    fn sound_string(&mut self, token: u32) -> bool {
        let text = || self.source.slice(token);
        match self.kind_at(token) {
            TokenKind::String if !self.source.is_escaped(token) => true,
            TokenKind::Word if strings::is_reserved(text()) => {
                self.report(|source| messages::reserved_name(source, token));
                false
            }
            TokenKind::Word | TokenKind::RawString => true,
            TokenKind::BadWord => {
                self.report(|source| messages::unquoted_text(source, token));
                false
            }
            TokenKind::UnterminatedString | TokenKind::UnterminatedRawString => {
                self.unterminated_string(token);
                false
            }
            TokenKind::UnterminatedMultiLineString => {
                self.swallowed_brace |= text().contains('}');
                self.report(|source| messages::unterminated_multi_line(source, token));
                false
            }
            _ => self.sound_quoted(token),
        }
    }

    fn unterminated_string(&mut self, token: u32) {
        if !self.closes_earlier_string(token) {
            self.report(|source| messages::unterminated_string(source, token));
        }
        self.after_unterminated = true;
        self.swallowed_brace |= self.source.slice(token).contains('}');
    }

    /// A lone `"` after an unterminated string is most likely its end, some lines further: one finding is enough.
    fn closes_earlier_string(&self, token: u32) -> bool {
        self.after_unterminated && self.source.slice(token).trim_end() == "\""
    }

    fn sound_quoted(&mut self, token: u32) -> bool {
        let kind = self.kind_at(token);
        let escaped = self.source.is_escaped(token);
        let faults = strings::check(self.source.slice(token), kind, escaped);
        for fault in &faults {
            self.report(|source| messages::string(source, token, fault));
        }
        faults.is_empty()
    }

    /// Reports what stands right behind the part before it. True when that is no entry but a mark between entries.
    fn glued_to_previous(&mut self, node: u32) -> bool {
        let (at, last) = (self.at, self.last);
        let text = self.source.slice(at);
        match self.kind_at(last) {
            TokenKind::Disallowed | TokenKind::Equals | TokenKind::Bracket => return false,
            _ if last == self.separator || self.closes_earlier_string(at) => return false,
            _ if text == "(" => {
                self.report(|source| messages::glued_parenthesis(source, at));
                self.mark_broken(node);
                self.quiet = true;
                return false;
            }
            _ if text.starts_with(',') => self.report(|source| messages::comma(source, at)),
            _ if text.starts_with(':') => self.report(|source| messages::colon(source, at)),
            _ => {
                self.report(|source| messages::missing_space(source, last, at));
                return false;
            }
        }
        self.mark_broken(node);
        self.separator = self.take();
        true
    }

    /// A token that has no place in a node.
    pub(super) fn stray(&mut self, node: u32) {
        let at = self.at;
        let name = self.parsed.nodes[node as usize].name;
        match self.kind() {
            TokenKind::Disallowed => {}
            TokenKind::Equals if self.last == name => {
                self.report(|source| messages::equals_after_name(source, name, at));
            }
            TokenKind::Bracket => {
                self.report(|source| messages::brackets(source, at));
                self.quiet = true;
                self.list_end = messages::closing_bracket(self.source, at).unwrap_or(at).max(self.list_end);
            }
            TokenKind::Word => self.report(|source| messages::comma(source, at)),
            _ => {
                self.report(|source| messages::unexpected(source, at));
                self.quiet = true;
            }
        }
        self.mark_broken(node);
        self.take();
    }
}
