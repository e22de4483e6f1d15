//! Datasets: a type, a connector and the values of one use.

mod every;

pub use every::datasets;

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Dataset;
use pipewright_plan::{Abilities, Access, ColumnMatch, DatasetPlan, Schema, Site};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Doc, Expression, ExpressionKind};

use crate::connector::{Interface, Projection};
use crate::context::{Context, World};
use crate::fields::Fields;
use crate::names::{ItemId, is_snake, need_snake};
use crate::rules;
use crate::schema::Shape;

/// The lines of a documentation comment as one text.
pub fn documentation(doc: Option<&Doc>) -> Option<String> {
    let text = doc?.lines.join("\n");
    let text = text.trim_matches('\n');
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The name of a dataset in the project: its own where no other module has it.
pub fn project_name(world: &World<'_>, id: ItemId) -> String {
    world.dataset_names.get(&id).cloned().unwrap_or_default()
}

impl<'a> Context<'_, 'a> {
    fn dataset(
        &mut self,
        id: ItemId,
        dataset: &'a tree::Dataset,
        doc: Option<&Doc>,
        span: Span,
    ) -> Option<Dataset> {
        need_snake(self.report, &dataset.name, "a dataset");
        let schema = self.dataset_rows(dataset);
        let (interface, record) = self.connector_use(&dataset.value, "a dataset")?;
        let given = self.bind_fields(&interface, record, &crate::connector::COMMON);
        let projection = self.project_use(&interface, given.locals.clone(), dataset.value.span);
        let freshness = given.fields.get("freshness").and_then(|field| {
            let value = self.located(&field.value);
            self.seconds(&value)
        });
        let owner = given.fields.get("owner").and_then(|field| {
            let value = self.located(&field.value);
            self.some_text(&value, "owner")
        });
        if dataset.external && given.fields.get("owner").is_none() {
            self.external_owner(dataset, record.span);
        }
        let accepts = self.accepted(&given.fields).unwrap_or_default();
        let duplicates = given.fields.get("duplicates").and_then(|field| {
            let value = self.located(&field.value);
            self.truth(&value)
        });
        let replicas = given.fields.get("replicas").and_then(|field| {
            let value = self.located(&field.value);
            let region = (*self.region_or_list(&value)?).clone();
            let origin = self.origin(field.span);
            Some(Site { region, origin })
        });
        if !self.is_dataset_connector(&interface, &projection, &dataset.value) {
            return None;
        }
        let schema = schema?;
        let name = dataset.name.value.as_str();
        let partition = self.partition(&given.fields, &schema, name);
        let cursor = self.cursor(&given.fields, &schema, name);
        let origin = self.origin(dataset.name.span);
        let address = projection.address.clone()?;
        let region_origin = projection
            .region_span
            .map_or_else(|| origin.clone(), |span| self.origin(span));
        let access = access(&projection, &address);
        let facts = DatasetPlan {
            name: project_name(self.world, id),
            doc: documentation(doc),
            connector: interface.name.clone(),
            external: dataset.external,
            owner,
            schema: (*schema).clone(),
            access,
            region: projection.region,
            region_origin,
            replicas,
            freshness_seconds: freshness,
            partition,
            cursor,
            event: projection.event,
            accepts,
            duplicates: duplicates.unwrap_or(false),
            abilities: Abilities {
                reads: projection.reads.any,
                replayable: projection.reads.replayable,
                incremental: projection.reads.incremental,
                writes: projection.writes.lanes,
                transactional: projection.writes.transactional,
                columns: projection.columns.unwrap_or(ColumnMatch::Name),
            },
            endpoints: projection.endpoints,
            secrets: projection.secrets,
            origin: self.origin(span),
            address,
        };
        let folder = projection.format.map(|_| folder_of(&facts.address));
        Some(Dataset {
            facts: facts.into(),
            folder,
            format: projection.format,
            read: projection.read,
            write: projection.write,
        })
    }

    fn dataset_rows(&mut self, dataset: &tree::Dataset) -> Option<Arc<Schema>> {
        let Some(kind) = &dataset.kind else {
            let name = &dataset.name;
            self.report.push(
                Diagnostic::new(
                    &rules::MISSING_TYPE,
                    format!("the dataset `{}` has no type", name.value),
                    name.span,
                    "types are written where data enters or leaves",
                )
                .help(format!("write `dataset {}: Type = …`", name.value)),
            );
            return None;
        };
        match self.rows(kind) {
            Shape::Known(schema) => Some(schema),
            Shape::Untyped | Shape::Broken => None,
        }
    }

    fn is_dataset_connector(
        &mut self,
        interface: &Interface<'_>,
        projection: &Projection,
        value: &Expression,
    ) -> bool {
        let problem = if projection.notification.is_some() {
            "tells people, it holds no rows"
        } else if !projection.reads.any && projection.writes.lanes.is_empty() {
            "neither reads nor writes rows"
        } else if projection.reads.objects && projection.format.is_none() {
            "is a place for files, it says no `format` of rows"
        } else if projection.address.is_none() && interface.sound && !self.report.poisoned {
            "says no `address`, so its data cannot be named"
        } else {
            return true;
        };
        if !interface.sound {
            return true;
        }
        let message = format!("the connector `{}` {problem}", interface.name);
        self.report.push(Diagnostic::new(
            &rules::WRONG_KIND,
            message,
            value.span,
            "a connector of datasets is needed",
        ));
        false
    }

    fn external_owner(&mut self, dataset: &tree::Dataset, span: Span) {
        let name = &dataset.name.value;
        self.report.push(
            Diagnostic::new(
                &rules::MISSING_FIELD,
                format!("the external dataset `{name}` does not name its owner"),
                span,
                "`owner = …` is needed",
            )
            .because("because nobody in this project answers for it"),
        );
    }

    /// `accepts = [pii]`: classes, sorted.
    pub fn accepted(&mut self, fields: &Fields<'_>) -> Option<Vec<String>> {
        let field = fields.get("accepts")?;
        let mut classes = Vec::new();
        let items = match &field.value.kind {
            ExpressionKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&field.value),
        };
        for item in items {
            let name = match &item.kind {
                ExpressionKind::Path(path) if path.parts.len() == 1 => {
                    path.parts.first().map(|part| part.value.clone())
                }
                ExpressionKind::Error => {
                    self.report.poisoned = true;
                    None
                }
                _ => {
                    let value = self.located(item);
                    self.literal_text(&value)
                }
            };
            match name {
                Some(name) if is_snake(&name) => classes.push(name),
                Some(_) => {
                    self.malformed(
                        item.span,
                        "this is no class of data",
                        "lower case, such as `pii`",
                    );
                }
                None => {}
            }
        }
        classes.sort();
        classes.dedup();
        Some(classes)
    }
}

fn access(projection: &Projection, address: &str) -> Access {
    match projection.format {
        Some(format) if projection.reads.objects => Access::Location {
            uri: with_slash(address),
            format,
        },
        _ => Access::Moved,
    }
}

/// A URI that ends in a slash.
pub fn with_slash(address: &str) -> String {
    format!("{}/", address.trim_end_matches('/'))
}

/// The path below the bucket, with a final slash unless it is empty.
pub fn folder_of(address: &str) -> String {
    let below = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = below
        .split_once('/')
        .map_or("", |(_, path)| path)
        .trim_matches('/');
    if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    }
}

#[cfg(test)]
mod tests {
    use super::{folder_of, with_slash};

    #[test]
    fn folders_are_below_the_bucket() {
        assert_eq!(folder_of("s3://acme/a/b/"), "a/b/");
        assert_eq!(folder_of("s3://acme/a"), "a/");
        assert_eq!(folder_of("s3://acme"), "");
        assert_eq!(with_slash("s3://acme"), "s3://acme/");
        assert_eq!(with_slash("s3://acme/"), "s3://acme/");
    }
}
