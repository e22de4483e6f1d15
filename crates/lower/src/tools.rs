//! The public images lowering itself calls on.

use pipewright_plan::{Image, Resources};

/// DuckDB's command line, on the path of its image.
pub const DUCKDB_COMMAND: &str = "duckdb";

/// DuckDB's public image: conforms rows to their declared type and runs checks.
pub fn duckdb() -> Image {
    let (repository, tag) = ("duckdb/duckdb", "1.5.6");
    Image {
        reference: format!("docker.io/{repository}:{tag}"),
        registry: "docker.io".to_owned(),
        repository: repository.to_owned(),
        tag: Some(tag.to_owned()),
        digest: None,
    }
}

/// What a DuckDB container gets: it spills to scratch beyond its memory.
pub const DUCKDB_RESOURCES: Resources = Resources {
    cpu_millis: 1000,
    memory_bytes: 2 << 30,
    disk_bytes: 10 << 30,
    gpu: 0,
};
