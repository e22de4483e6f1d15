//! The pipeline's own ServiceAccount: an identity without rights and without a token.

use k8s_openapi::api::core::v1::ServiceAccount;
use pipewright_plan::Plan;

use crate::labels;
use crate::parts::account_name;

/// The account. No Role is bound to it: steps have no business with the API server.
#[must_use]
pub fn service_account(plan: &Plan) -> ServiceAccount {
    ServiceAccount {
        metadata: labels::metadata(plan, account_name(plan)),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    }
}
