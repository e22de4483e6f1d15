//! Functions that Airflow runs as tasks, as data.

use super::{Call, Expression, assignment, line_docstring, opening, statement};

/// A decorated function.
#[derive(Debug)]
pub struct Function {
    /// `task.branch(task_id="…")`.
    pub decorator: Call,
    /// Its name.
    pub name: String,
    /// What of Airflow's context it takes: `ti`, `params`.
    pub parameters: Vec<&'static str>,
    /// What it does, in a line without a full stop.
    pub doc: String,
    /// What it does.
    pub body: Vec<Statement>,
    /// What its conditions use that is imported.
    pub uses: Vec<&'static str>,
}

/// A statement of a function.
#[derive(Debug)]
pub enum Statement {
    /// `name = value`.
    Assign(String, Expression),
    /// `if CONDITION:`; the condition fits its line.
    If(String, Vec<Statement>),
    /// `return VALUE`.
    Return(Expression),
    /// `raise VALUE`.
    Raise(Expression),
}

impl Function {
    /// Its text, with a newline.
    #[must_use]
    pub fn text(&self, indent: usize) -> String {
        let mut text = opening(indent, "@", &self.decorator, "");
        let mut head = Call::new(self.name.clone(), Vec::new());
        for parameter in &self.parameters {
            head = head.with(Expression::name(*parameter));
        }
        text.push_str(&opening(indent, "def ", &head, ":"));
        let margin = " ".repeat(indent + 4);
        text.push_str(&format!("{margin}{}\n", line_docstring(&self.doc)));
        push_body(&mut text, indent + 4, &self.body);
        text
    }
}

fn push_body(text: &mut String, indent: usize, body: &[Statement]) {
    for one in body {
        match one {
            Statement::Assign(name, value) => text.push_str(&assignment(indent, name, value)),
            Statement::If(condition, inner) => {
                text.push_str(&format!("{}if {condition}:\n", " ".repeat(indent)));
                push_body(text, indent + 4, inner);
            }
            Statement::Return(value) => text.push_str(&statement(indent, "return ", value)),
            Statement::Raise(value) => text.push_str(&statement(indent, "raise ", value)),
        }
    }
}
