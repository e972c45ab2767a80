//! Puts every change into the text of a file at once, each behind a switch (`mutant::on(ID)`), so that all of them are
//! built together and one is chosen when the tests run.

use std::collections::BTreeSet;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Arm, BinOp, Block, Expr, ExprBinary, ExprMatch, ExprUnary, ImplItemConst, ItemConst, ItemStatic, Pat, ReturnType,
    Signature, Type, UnOp,
};

use super::list::{Genre, Mutant, Place};
use crate::error::{Context, Result};

/// A file with its changes, and where each stands.
#[derive(Debug, Default)]
pub(super) struct Woven {
    /// The text.
    pub(super) text: String,
    /// What was put in, in the order of the text.
    pub(super) pieces: Vec<Piece>,
    /// What can't be switched and has to be built by itself.
    pub(super) left: Vec<u16>,
    /// What is known not to compile: another operator where `let` stands in a condition.
    pub(super) unviable: Vec<u16>,
}

/// A text that was put in, by its bytes in the new text.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) to: usize,
    /// All changes of the place.
    pub(super) place: Vec<u16>,
    /// The change that it is, if it is not what stands around them.
    pub(super) of: Option<u16>,
}

/// Weaves the changes of one file. A function that may run when the package is compiled can hold no switch, so `const` is taken
/// away from all but those that are named in `computed`.
pub(super) fn weave(source: &str, mutants: &[&Mutant], computed: &BTreeSet<String>) -> Result<Woven> {
    let file = syn::parse_file(source).context(|| "cannot read a file to be mutated".into())?;
    let mut weaver =
        Weaver { source, lines: line_starts(source), mutants, computed, edits: Vec::new(), unviable: Vec::new() };
    weaver.visit_file(&file);
    Ok(weaver.finish())
}

/// One insertion, after which the source may be skipped.
struct Edit {
    at: usize,
    /// Whether it ends something; what ends comes before what begins, and the inner end before the outer.
    closes: bool,
    place: Vec<u16>,
    parts: Vec<(Option<u16>, String)>,
    skip_to: usize,
}

struct Weaver<'a> {
    source: &'a str,
    lines: Vec<usize>,
    mutants: &'a [&'a Mutant],
    computed: &'a BTreeSet<String>,
    edits: Vec<Edit>,
    unviable: Vec<u16>,
}

fn line_starts(source: &str) -> Vec<usize> {
    core::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn switch(id: u16) -> String {
    format!("crate::mutant::on({id})")
}

/// Whether it is a chain of conditions in which `let` stands.
fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(ExprBinary { left, op: BinOp::And(_), right, .. }) => has_let(left) || has_let(right),
        _ => false,
    }
}

impl<'a> Weaver<'a> {
    /// The byte of a place.
    fn byte(&self, (line, column): Place) -> usize {
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let rest = self.source.get(start..).unwrap_or_default();
        start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(at, _)| at)
    }

    fn start(&self, span: Span) -> usize {
        let start = span.start();
        self.byte((start.line, start.column + 1))
    }

    fn end(&self, span: Span) -> usize {
        let end = span.end();
        self.byte((end.line, end.column + 1))
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.source.get(from..to).unwrap_or_default().to_owned()
    }

    /// The changes of a kind that begin where the span does.
    fn here(&self, genre: Genre, span: Span) -> Vec<&'a Mutant> {
        let start = span.start();
        let place = (start.line, start.column + 1);
        self.mutants.iter().filter(|mutant| mutant.genre == genre && mutant.start == place).copied().collect()
    }

    fn put(&mut self, at: usize, closes: bool, place: &[&Mutant], parts: Vec<(Option<u16>, String)>, skip_to: usize) {
        let place = place.iter().map(|mutant| mutant.id).collect();
        self.edits.push(Edit { at, closes, place, parts, skip_to });
    }

    /// Whether a function runs with the tests; it is not `const` any longer then.
    fn runs(&mut self, sig: &Signature) -> bool {
        let Some(word) = &sig.constness else { return true };
        let runs = !self.computed.contains(&sig.ident.to_string());
        if runs {
            let (from, to) = (self.start(word.span()), self.end(word.span()));
            self.put(from, false, &[], Vec::new(), to);
        }
        runs
    }

    fn function(&mut self, sig: &Signature, block: &Block) {
        let Some(first) = block.stmts.first() else { return };
        // Of `impl Trait`, a function can return one type alone.
        if matches!(&sig.output, ReturnType::Type(_, of) if matches!(**of, Type::ImplTrait(_))) {
            return;
        }
        let here = self.here(Genre::FnValue, first.span());
        let at = self.start(first.span());
        let parts = here.iter().map(|mutant| {
            let text = format!("if {} {{ return {}; }} ", switch(mutant.id), mutant.replacement);
            (Some(mutant.id), text)
        });
        let parts = parts.collect();
        self.put(at, false, &here, parts, at);
    }

    /// `if on(1) { a - b } else if on(2) { a * b } else { a + b }`.
    fn choice(here: &[&Mutant], shown: impl Fn(&str) -> String, op: &str) -> Vec<(Option<u16>, String)> {
        let mut parts = Vec::new();
        for mutant in here {
            parts.push((None, format!("if {} {{ ", switch(mutant.id))));
            parts.push((Some(mutant.id), shown(&mutant.replacement)));
            parts.push((None, " } else ".to_owned()));
        }
        parts.push((None, format!("{{ {} }}", shown(op))));
        parts
    }

    fn binary(&mut self, node: &ExprBinary, here: &[&Mutant]) {
        let (from, to) = (self.start(node.span()), self.end(node.span()));
        let (op_from, op_to) = (self.start(node.op.span()), self.end(node.op.span()));
        let op = self.text(op_from, op_to);
        let one = |text: &str| vec![(None, text.to_owned())];
        match (&node.op, here) {
            (BinOp::And(_) | BinOp::Or(_), [mutant]) => {
                let on = switch(mutant.id);
                let (middle, end) = match node.op {
                    BinOp::And(_) => (format!(") != {on} {{ "), format!(" }} else {{ {on} }})")),
                    _ => (format!(") == {on} {{ "), format!(" }} else {{ !{on} }})")),
                };
                self.put(from, false, here, one("(if ("), from);
                self.put(op_from, false, here, one(&middle), op_to);
                self.put(to, true, here, one(&end), to);
            }
            (BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_), _) => {
                let mut parts = one(")) { (mutant_l, mutant_r) => ");
                parts.extend(Self::choice(here, |op| format!("*mutant_l {op} *mutant_r"), &op));
                parts.push((None, " })".to_owned()));
                self.put(from, false, here, one("(match (&("), from);
                self.put(op_from, false, here, one("), &("), op_to);
                self.put(to, true, here, parts, to);
            }
            (_, _) if op.ends_with('=') => {
                // The place on the left is written once for each change, so nothing in it is changed.
                let left = self.text(from, op_from);
                let mut parts = one(") { mutant_r => ");
                parts.extend(Self::choice(here, |op| format!("{left} {op} mutant_r"), &op));
                parts.push((None, " })".to_owned()));
                let right = self.start(node.right.span());
                self.put(from, false, here, one("(match ("), right);
                self.put(to, true, here, parts, to);
            }
            _ => {
                let mut parts = one(")) { (mutant_l, mutant_r) => ");
                parts.extend(Self::choice(here, |op| format!("mutant_l {op} mutant_r"), &op));
                parts.push((None, " })".to_owned()));
                self.put(from, false, here, one("(match (("), from);
                self.put(op_from, false, here, one("), ("), op_to);
                self.put(to, true, here, parts, to);
            }
        }
    }

    /// The text with everything put in.
    fn finish(self) -> Woven {
        let mut order: Vec<(usize, bool, usize)> = Vec::new();
        for (number, edit) in self.edits.iter().enumerate() {
            order.push((edit.at, !edit.closes, if edit.closes { usize::MAX - number } else { number }));
        }
        order.sort_unstable();
        let mut woven = Woven { unviable: self.unviable, ..Woven::default() };
        let mut at = 0;
        for (_, opens, number) in order {
            let number = if opens { number } else { usize::MAX - number };
            let Some(edit) = self.edits.get(number).filter(|edit| edit.at >= at) else { continue };
            woven.text.push_str(self.source.get(at..edit.at).unwrap_or_default());
            for (of, text) in &edit.parts {
                let from = woven.text.len();
                woven.text.push_str(text);
                woven.pieces.push(Piece { from, to: woven.text.len(), place: edit.place.clone(), of: *of });
            }
            at = edit.skip_to.max(edit.at);
        }
        woven.text.push_str(self.source.get(at..).unwrap_or_default());
        let done = |id: u16| woven.unviable.contains(&id) || woven.pieces.iter().any(|piece| piece.place.contains(&id));
        woven.left = self.mutants.iter().map(|mutant| mutant.id).filter(|id| !done(*id)).collect();
        woven
    }
}

impl<'ast> Visit<'ast> for Weaver<'_> {
    // What is computed when it is compiled knows no switch.
    fn visit_item_const(&mut self, _: &'ast ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast ImplItemConst) {}
    fn visit_signature(&mut self, _: &'ast Signature) {}

    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        if self.runs(&node.sig) {
            self.function(&node.sig, &node.block);
            visit::visit_item_fn(self, node);
        }
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        if self.runs(&node.sig) {
            self.function(&node.sig, &node.block);
            visit::visit_impl_item_fn(self, node);
        }
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        let here = self.here(Genre::Binary, node.op.span());
        if has_let(&node.left) || has_let(&node.right) {
            self.unviable.extend(here.iter().map(|mutant| mutant.id));
        } else if !here.is_empty() {
            self.binary(node, &here);
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &'ast ExprUnary) {
        let here = self.here(Genre::Unary, node.op.span());
        if let [mutant] = here.as_slice() {
            let (from, to) = (self.start(node.span()), self.end(node.span()));
            let sign = if matches!(node.op, UnOp::Not(_)) { "!" } else { "-" };
            let ends = vec![
                (None, format!(") {{ mutant_e => if {} {{ ", switch(mutant.id))),
                (Some(mutant.id), "mutant_e".to_owned()),
                (None, format!(" }} else {{ {sign}mutant_e }} }})")),
            ];
            let after_sign = self.end(node.op.span());
            self.put(from, false, &here, vec![(None, "(match (".to_owned())], after_sign);
            self.put(to, true, &here, ends, to);
        }
        visit::visit_expr_unary(self, node);
    }

    fn visit_expr_match(&mut self, node: &'ast ExprMatch) {
        let has_rest = node.arms.iter().any(|arm| matches!(arm.pat, Pat::Wild(_)) && arm.guard.is_none());
        for arm in &node.arms {
            match self.here(Genre::Arm, arm.span()).as_slice() {
                [mutant] if has_rest => {
                    let at = self.end(arm.pat.span());
                    self.put(at, true, &[mutant], vec![(Some(mutant.id), format!(" if !{}", switch(mutant.id)))], at);
                }
                // Nothing is left for what the arm was for.
                here => self.unviable.extend(here.iter().map(|mutant| mutant.id)),
            }
        }
        visit::visit_expr_match(self, node);
    }

    fn visit_arm(&mut self, node: &'ast Arm) {
        if let Some((_, guard)) = &node.guard
            && let [yes, no] = self.here(Genre::Guard, guard.span()).as_slice()
            && !has_let(guard)
        {
            let (from, to) = (self.start(guard.span()), self.end(guard.span()));
            let begins = format!("({} || !{} && (", switch(yes.id), switch(no.id));
            self.put(from, false, &[yes, no], vec![(None, begins)], from);
            self.put(to, true, &[yes, no], vec![(None, "))".to_owned())], to);
        }
        visit::visit_arm(self, node);
    }
}
