//! Where a part of the plan was written: `platform.pipe:13`.

use std::borrow::Cow;

use pipewright_source::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where a part of the plan was written: for headers, source maps and diagnostics. In the plan's
/// document it is one text, `FILE:LINE`, as editors and terminals know how to open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The path inside the project.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The exact place; not serialized.
    pub span: Span,
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}:{}", self.file, self.line))
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (file, line) = text
            .rsplit_once(':')
            .ok_or_else(|| D::Error::custom("an origin is written FILE:LINE"))?;
        let line = line.parse().map_err(D::Error::custom)?;
        Ok(Self {
            file: file.to_owned(),
            line,
            span: Span::default(),
        })
    }
}

impl JsonSchema for Origin {
    fn schema_name() -> Cow<'static, str> {
        "Origin".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^.*:[0-9]+$",
            "description": "Where a part of the plan was written: FILE:LINE, the path inside the project and the line from 1.",
        })
    }
}
