//! Hosts that steps talk to by themselves, as their authors state them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Endpoint, Origin, RegionSet};

/// A host that a step, or a service beside it, says it talks to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Egress {
    /// The host and its port.
    pub endpoint: Endpoint,
    /// Where the host lies; `None` where nobody says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionSet>,
    /// The container of the service that talks to it; the step itself where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Where it was written.
    pub origin: Origin,
}

impl Egress {
    /// Whether the host is a Service of the cluster its pod runs in, and so lies where that does.
    #[must_use]
    pub fn stays_in_cluster(&self) -> bool {
        let host = self.endpoint.host.trim_end_matches('.');
        let host = host.to_ascii_lowercase();
        !host.contains(['.', ':']) || host.ends_with(".svc") || host.ends_with(".svc.cluster.local")
    }
}

impl std::fmt::Display for Egress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.endpoint)?;
        if let Some(region) = &self.region {
            write!(f, " in {}", region.name)?;
        }
        Ok(())
    }
}
