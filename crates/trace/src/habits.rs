//! Habits: what the compiler writes into every file of a kind, and why.

/// Why a line is there that nobody demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Habit {
    /// A short name: `pod security`.
    pub name: &'static str,
    /// Why the lines are there, in a sentence.
    pub because: &'static str,
    /// The page of the manual that says more, from the manual's folder.
    pub page: &'static str,
}

/// The first lines of a file.
pub const HEADER: Habit = Habit {
    name: "header",
    because: "every generated file says what made it and from what, so that nobody edits it by mistake",
    page: "targets.md",
};

/// What a pod may do.
pub const POD_SECURITY: Habit = Habit {
    name: "pod security",
    because: "every pod fits the profile `restricted`: no root, no privileges, nothing writable but its mounts",
    page: "security.md#every-pod",
};

/// The environment variables and folders of a container.
pub const CONTRACT: Habit = Habit {
    name: "step contract",
    because: "every container learns its run, its inputs and its outputs from these variables",
    page: "step-images.md",
};

/// Where containers of a pod leave files for each other.
pub const WORKSPACE: Habit = Habit {
    name: "workspace",
    because: "containers of a pod hand data on through its scratch volume, and write nowhere else",
    page: "step-images.md",
};

/// Requests and limits nobody wrote.
pub const RESOURCES: Habit = Habit {
    name: "default size",
    because: "a container without a size could take a whole node: what nobody sized gets a usual size",
    page: "step-images.md",
};

/// Names, labels, annotations.
pub const IDENTITY: Habit = Habit {
    name: "identity",
    because: "every object carries the names and labels by which people and tools find its pipeline",
    page: "targets.md",
};

/// How long things are kept, tried and waited for.
pub const OPERATION: Habit = Habit {
    name: "operation",
    because: "what the engine would otherwise decide by itself is written out: history, start, restart",
    page: "targets.md",
};

/// Who may reach whom.
pub const NETWORK: Habit = Habit {
    name: "network",
    because: "pods reach name resolution and what the plan reads and writes, and nobody reaches them",
    page: "security.md#every-pod",
};

/// Who the pods are to the API server.
pub const ACCESS: Habit = Habit {
    name: "access",
    because: "every pipeline has an account of its own, with no right but what its engine needs",
    page: "security.md#every-pod",
};

/// How files belong together.
pub const BUNDLE: Habit = Habit {
    name: "bundle",
    because: "files of an environment are applied together, by the tools the platform already has",
    page: "gitops.md",
};

/// What a program needs before it can begin.
pub const PROGRAM: Habit = Habit {
    name: "program",
    because: "the file is Python: it imports what it uses, and says it once what many tasks share",
    page: "targets.md",
};

/// The plan's own description.
pub const PLAN: Habit = Habit {
    name: "plan",
    because: "the plan says all it knows, in its published form",
    page: "plan.schema.json",
};

/// All habits.
pub const HABITS: &[&Habit] = &[
    &HEADER,
    &POD_SECURITY,
    &CONTRACT,
    &WORKSPACE,
    &RESOURCES,
    &IDENTITY,
    &OPERATION,
    &NETWORK,
    &ACCESS,
    &BUNDLE,
    &PROGRAM,
    &PLAN,
];

/// The habit behind a field of that name, in YAML or Python.
pub fn of_key(key: &str) -> Option<&'static Habit> {
    Some(match key {
        "securityContext"
        | "security_context"
        | "automountServiceAccountToken"
        | "automount_service_account_token"
        | "enableServiceLinks"
        | "enable_service_links"
        | "podSpecPatch"
        | "RESTRICTED" => &POD_SECURITY,
        "volumes" | "volumeMounts" | "volume_mounts" | "MOUNTS" | "FILES_MOUNT" => &WORKSPACE,
        "resources" | "container_resources" => &RESOURCES,
        "env" | "env_vars" | "ENV" => &CONTRACT,
        "labels" | "annotations" | "metadata" | "apiVersion" | "kind" | "tags" | "dag_id"
        | "description" | "doc_md" | "podMetadata" | "workflowMetadata" => &IDENTITY,
        "suspend"
        | "concurrencyPolicy"
        | "max_active_runs"
        | "startingDeadlineSeconds"
        | "successfulJobsHistoryLimit"
        | "failedJobsHistoryLimit"
        | "parallelism"
        | "completions"
        | "podReplacementPolicy"
        | "podFailurePolicy"
        | "restartPolicy"
        | "terminationGracePeriodSeconds"
        | "termination_grace_period_seconds"
        | "imagePullPolicy"
        | "image_pull_policy"
        | "ttlStrategy"
        | "retryStrategy"
        | "synchronization"
        | "schedule_timeout_seconds"
        | "startup_timeout_seconds"
        | "log_pod_spec_on_failure"
        | "retries"
        | "retry_delay"
        | "retry_exponential_backoff"
        | "max_retry_delay"
        | "execution_timeout"
        | "active_deadline_seconds"
        | "activeDeadlineSeconds"
        | "immutable" => &OPERATION,
        "egress" | "ingress" | "podSelector" | "policyTypes" => &NETWORK,
        "serviceAccountName" | "service_account_name" | "rules" | "roleRef" | "subjects" => &ACCESS,
        crate::python::IMPORTS => &PROGRAM,
        crate::python::DOCUMENTATION => &HEADER,
        _ => return None,
    })
}
