//! The outline of a generated file: its named fields, and the lines they take.

/// The fields of a file, as a tree.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// The first is the file itself; every other stands behind its parent.
    fields: Vec<Field>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub label: Label,
    /// The field it is part of, an index; its own for the file.
    pub parent: usize,
    /// Its first line, from 1.
    pub first: u32,
    /// Its last line.
    pub last: u32,
    /// Its value where it is one text, without quotes.
    pub value: Option<String>,
    /// The class or function that makes its value: `V1Container` (Python).
    pub callee: Option<String>,
    /// The fields it has.
    pub children: Vec<usize>,
}

/// What a field is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// The file.
    File,
    /// By name.
    Key(String),
    /// By its place among others, from 0.
    Item(usize),
}

impl Outline {
    /// Reads a file, by the ending of its path. What is no YAML, JSON or Python is one field.
    #[must_use]
    pub fn of(path: &str, text: &str) -> Self {
        let mut outline = Self::empty(text);
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending {
            "yaml" | "yml" => crate::yaml::read(text, &mut outline),
            "json" => crate::python::read_json(text, &mut outline),
            "py" => crate::python::read(text, &mut outline),
            _ => {}
        }
        outline
    }

    fn empty(text: &str) -> Self {
        let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
        Self {
            fields: vec![Field {
                label: Label::File,
                parent: 0,
                first: 1,
                last: lines.max(1),
                value: None,
                callee: None,
                children: Vec::new(),
            }],
        }
    }

    /// Every field; the first is the file.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of an index.
    #[must_use]
    pub fn field(&self, index: usize) -> Option<&Field> {
        self.fields.get(index)
    }

    /// Adds a field that begins at a line.
    pub(crate) fn add(&mut self, parent: usize, label: Label, line: u32) -> usize {
        let index = self.fields.len();
        self.fields.push(Field {
            label,
            parent,
            first: line,
            last: line,
            value: None,
            callee: None,
            children: Vec::new(),
        });
        if let Some(parent) = self.fields.get_mut(parent) {
            parent.children.push(index);
        }
        index
    }

    /// The number of fields a field has.
    pub(crate) fn count(&self, index: usize) -> usize {
        self.field(index).map_or(0, |field| field.children.len())
    }

    pub(crate) fn field_mut(&mut self, index: usize) -> Option<&mut Field> {
        self.fields.get_mut(index)
    }

    /// Ends a field, and whatever it is part of, at a line or behind it.
    pub(crate) fn reach(&mut self, index: usize, line: u32) {
        if let Some(field) = self.fields.get_mut(index) {
            field.last = field.last.max(line);
        }
    }

    /// Has every field reach as far as those in it.
    pub(crate) fn close(&mut self) {
        for index in (1..self.fields.len()).rev() {
            let Some((parent, last)) = self.field(index).map(|field| (field.parent, field.last))
            else {
                continue;
            };
            self.reach(parent, last);
        }
    }

    /// The value of the field of that name in a field.
    #[must_use]
    pub fn value(&self, index: usize, key: &str) -> Option<&str> {
        let child = self.child(index, key)?;
        self.field(child)?.value.as_deref()
    }

    /// The field of that name in a field.
    #[must_use]
    pub fn child(&self, index: usize, key: &str) -> Option<usize> {
        let children = self.field(index)?.children.iter().copied();
        children
            .into_iter()
            .find(|&child| matches!(self.field(child), Some(field) if field.is(key)))
    }

    /// The path of a field, as a ledger row names it: `spec.jobTemplate.spec.activeDeadlineSeconds`,
    /// `spec.templates[name=main].dag`.
    #[must_use]
    pub fn path(&self, index: usize) -> String {
        let mut steps = Vec::new();
        let mut at = index;
        while let Some(field) = self.field(at).filter(|_| at != 0) {
            match &field.label {
                Label::File => {}
                Label::Key(key) if key.contains(['.', '/', ' ']) => steps.push(format!("[{key}]")),
                Label::Key(key) => steps.push(format!(".{key}")),
                Label::Item(_) if field.parent == 0 => {}
                Label::Item(number) => {
                    let name = self.value(at, "name").or_else(|| self.value(at, "task_id"));
                    steps.push(match name {
                        Some(name) => format!("[name={name}]"),
                        None => format!("[{number}]"),
                    });
                }
            }
            at = field.parent;
        }
        steps.reverse();
        let path = steps.concat();
        path.strip_prefix('.').map_or(path.clone(), str::to_owned)
    }
}

impl Field {
    /// Whether it is called so.
    #[must_use]
    pub fn is(&self, key: &str) -> bool {
        matches!(&self.label, Label::Key(own) if own == key)
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match &self.label {
            Label::Key(key) => Some(key),
            Label::File | Label::Item(_) => None,
        }
    }
}
