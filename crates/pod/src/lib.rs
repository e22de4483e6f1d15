//! Pods: plan containers to typed Kubernetes pod specs, shared by targets.
