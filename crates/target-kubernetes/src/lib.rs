//! The kubernetes target: CronJobs, NetworkPolicies, Kustomize bases and GitOps objects.
